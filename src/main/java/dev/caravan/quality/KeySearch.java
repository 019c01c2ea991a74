package dev.caravan.quality;

import dev.caravan.batch.Sql;
import dev.caravan.quality.Profile.CandidateKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Looks for columns that identify a row: single ones, else pairs, else triples. The number of tries is bounded. */
final class KeySearch {
  private static final int COLUMNS = 12;
  private static final int TRIES = 60;
  private static final int PROBE_ROWS = 10_000;
  /** An estimate this close to the number of rows may be all of them. */
  private static final double NEAR = 0.9;

  private final Answers answers;
  private final ProfileOptions options;
  private final String relation;
  private final long rows;
  private int tries;

  KeySearch(Answers answers, ProfileOptions options, String relation, long rows) {
    this.answers = answers;
    this.options = options;
    this.relation = relation;
    this.rows = rows;
  }

  List<CandidateKey> find(List<ColumnProfile> columns) throws SQLException {
    if (rows < 2) {
      return List.of();
    }
    boolean thorough = options.depth() == ProfileOptions.Depth.THOROUGH;
    List<CandidateKey> keys = new ArrayList<>();
    for (ColumnProfile column : columns) {
      if (column.missing() > 0) {
        continue;
      }
      if (column.distinctExact() && column.distinct() == rows) {
        keys.add(new CandidateKey(List.of(column.name()), true));
      } else if (!column.distinctExact() && column.distinct() >= NEAR * rows) {
        if (!thorough) {
          keys.add(new CandidateKey(List.of(column.name()), false));
        } else if (unique(List.of(column))) {
          keys.add(new CandidateKey(List.of(column.name()), true));
        }
      }
    }
    if (keys.isEmpty() && thorough) {
      List<ColumnProfile> parts = parts(columns);
      combine(parts, new ArrayList<>(), 0, 2, keys);
      if (keys.isEmpty()) {
        combine(parts, new ArrayList<>(), 0, 3, keys);
      }
    }
    return keys;
  }

  /** Columns that may be part of a key: never missing, no measures, the most distinct first. */
  private static List<ColumnProfile> parts(List<ColumnProfile> columns) {
    return columns.stream()
        .filter(column -> column.missing() == 0 && column.distinct() > 1)
        .filter(column -> !measure(column))
        .sorted(Comparator.comparingLong(ColumnProfile::distinct).reversed())
        .limit(COLUMNS)
        .toList();
  }

  private static boolean measure(ColumnProfile column) {
    return column.fractionDigits() > 0 || column.type().startsWith("DECIMAL") && !column.type().endsWith(",0)") || column.type().equals("DOUBLE") || column.type().equals("FLOAT");
  }

  private void combine(List<ColumnProfile> parts, List<ColumnProfile> chosen, int from, int size, List<CandidateKey> keys) throws SQLException {
    if (chosen.size() == size) {
      double most = chosen.stream().mapToDouble(ColumnProfile::distinct).reduce(1, (left, right) -> left * right);
      if (most >= rows && tries < TRIES && unique(chosen)) {
        keys.add(new CandidateKey(chosen.stream().map(ColumnProfile::name).toList(), true));
      }
      return;
    }
    for (int i = from; i < parts.size() && tries < TRIES; i++) {
      chosen.add(parts.get(i));
      combine(parts, chosen, i + 1, size, keys);
      chosen.remove(chosen.size() - 1);
    }
  }

  private boolean unique(List<ColumnProfile> columns) throws SQLException {
    tries++;
    String names = columns.stream().map(column -> Sql.name(column.name())).collect(Collectors.joining(", "));
    // Most wrong guesses show in the first rows.
    String probe = "(SELECT " + names + " FROM " + relation + " LIMIT " + PROBE_ROWS + ")";
    return !repeats(probe, names) && !repeats(relation, names);
  }

  private boolean repeats(String from, String names) throws SQLException {
    return !answers.list("SELECT 1 FROM " + from + " GROUP BY " + names + " HAVING count(*) > 1 LIMIT 1", row -> true).isEmpty();
  }
}
