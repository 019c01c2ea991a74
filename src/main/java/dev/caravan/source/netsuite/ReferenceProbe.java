package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the table whose ids a column has: by name, then by looking the sampled ids up there. */
final class ReferenceProbe {
  private static final int MOST_IDS = 100;

  private final SuiteQl suiteQl;
  private final String table;

  ReferenceProbe(SuiteQl suiteQl, String table) {
    this.suiteQl = suiteQl;
    this.table = table;
  }

  /**
   * @param from where the fact is from
   * @param missing ids sampled that the table does not have, for this role at least
   */
  record Found(String target, String from, int missing) {}

  /**
   * @param field what the catalogue says, or null
   * @param values ids that were sampled
   */
  Optional<Found> find(String column, CatalogField field, List<String> values) {
    boolean named = field != null && field.target() != null;
    List<String> candidates = named ? List.of(field.target()) : TableNames.referenced(table, column);
    Set<String> ids = new HashSet<>();
    values.stream().filter(value -> value.matches("\\d{1,18}")).limit(SuiteQl.PAGE).forEach(value -> {
      if (ids.size() < MOST_IDS) {
        ids.add(value);
      }
    });
    if (ids.isEmpty() || ids.size() < MOST_IDS && !values.stream().allMatch(value -> value.matches("\\d{1,18}"))) {
      return named ? Optional.of(new Found(field.target(), "catalogue; no id was sampled", 0)) : Optional.empty();
    }
    for (String target : candidates) {
      if (!target.equals(table) || !column.equals("id")) {
        Optional<Found> found = lookUp(target, ids, named ? "catalogue" : "the column's name");
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Found> lookUp(String target, Set<String> ids, String by) {
    try {
      Set<String> there = new HashSet<>();
      suiteQl.page("SELECT id FROM " + target + " WHERE id IN (" + String.join(", ", ids) + ")", MOST_IDS, List.of("id"), (json, length, row) -> there.add(row[0]));
      int missing = ids.size() - there.size();
      String sampled = ids.size() == 1 ? "the 1 id sampled is" : (missing == 0 ? "all " : there.size() + " of ") + ids.size() + " ids sampled are";
      // Rows may refer to what is gone, or hidden from the role; ids that lie in the table by accident are few.
      return there.size() > missing ? Optional.of(new Found(target, by + ", and " + sampled + " found in " + target, missing)) : Optional.empty();
    } catch (CaravanException e) {
      if (e.code() == ErrorCode.NETSUITE_TABLE || e.code() == ErrorCode.NETSUITE_QUERY || e.code() == ErrorCode.HTTP_REFUSED) {
        // The role may not see it: then nothing speaks for it but a name.
        return by.equals("catalogue") ? Optional.of(new Found(target, by + "; the role cannot look the ids up there", 0)) : Optional.empty();
      }
      throw e;
    }
  }
}
