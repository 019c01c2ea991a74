package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out which of some names are columns, for those that no sampled row shows: the catalogue knows
 * records, and not every field of a record is a column.
 */
final class ColumnProbe {
  private static final Pattern UNKNOWN = Pattern.compile("Unknown identifier '([^']*)'");
  /** names asked for together */
  private static final int GROUP = 50;

  private final SuiteQl suiteQl;
  private final String table;

  ColumnProbe(SuiteQl suiteQl, String table) {
    this.suiteQl = suiteQl;
    this.table = table;
  }

  List<String> existing(List<String> names) {
    List<String> existing = new ArrayList<>();
    for (int from = 0; from < names.size(); from += GROUP) {
      existing.addAll(group(names.subList(from, Math.min(names.size(), from + GROUP))));
    }
    return existing;
  }

  private List<String> group(List<String> names) {
    List<String> left = new ArrayList<>(names);
    while (!left.isEmpty()) {
      try {
        suiteQl.page("SELECT " + String.join(", ", left) + " FROM " + table + " WHERE ROWNUM <= 1", 1, List.of(), (json, length, none) -> { });
        return left;
      } catch (CaravanException e) {
        if (e.code() != ErrorCode.NETSUITE_QUERY) {
          throw e;
        }
        Matcher unknown = UNKNOWN.matcher(e.getMessage());
        if (!unknown.find() || !left.remove(unknown.group(1).toLowerCase(Locale.ROOT))) {
          return halves(left);
        }
      }
    }
    return left;
  }

  // The refusal names no column of ours: the wrong one is in one half.
  private List<String> halves(List<String> names) {
    if (names.size() == 1) {
      return List.of();
    }
    List<String> existing = new ArrayList<>(group(names.subList(0, names.size() / 2)));
    existing.addAll(group(names.subList(names.size() / 2, names.size())));
    return existing;
  }
}
