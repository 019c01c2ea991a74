package dev.caravan.cli.crash;

import dev.caravan.batch.Counts;
import dev.caravan.batch.Sql;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LakeDataset;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a route of a user has left behind.
 *
 * @param rows by place, each with how often it is there
 * @param counts by flow
 */
record Left(Map<String, Map<String, Long>> rows, Map<String, Counts> counts) {
  /** Columns whose values are the time of landing. */
  private static final Set<String> TIMES = Set.of("valid_from", "valid_to");

  /** @param folder in which it ran */
  static Left in(Path folder, UserRoute route) throws SQLException {
    Map<String, Map<String, Long>> rows = new TreeMap<>();
    for (UserRoute.Landing landing : route.landings()) {
      rows.put(landing.toString(), landing.table() == null ? dataset(folder, landing.dataset()) : table(folder, landing.table()));
    }
    Map<String, Counts> counts = new TreeMap<>();
    try (JdbcLedger ledger = ledger(folder)) {
      batches(ledger).forEach(batch -> counts.merge(batch.flow(), batch.counts(), Counts::plus));
    }
    return new Left(rows, counts);
  }

  static JdbcLedger ledger(Path folder) {
    return Ledgers.open(LedgerConfig.inFolder(Killing.data(folder)), Clock.systemUTC());
  }

  /** Address of the database that takes the place of the user's. */
  static String url(Path folder) {
    return "jdbc:h2:file:" + folder.resolve("h2").resolve("target").toAbsolutePath();
  }

  long landed() {
    return rows.values().stream().flatMap(place -> place.values().stream()).mapToLong(Long::longValue).sum();
  }

  private static List<BatchRecord> batches(JdbcLedger ledger) {
    List<BatchRecord> batches = new ArrayList<>();
    for (RunSummary run : ledger.runs(Integer.MAX_VALUE)) {
      batches.addAll(ledger.batches(run.run()));
    }
    return batches;
  }

  // Made anew at each look: what was read once is remembered.
  private static Map<String, Long> dataset(Path folder, String name) throws SQLException {
    LakeDataset dataset = new Lakes(Killing.data(folder), () -> null).lake("lake").dataset(new DatasetName(name));
    if (dataset.manifests().isEmpty()) {
      return Map.of();
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      return rows(connection, dataset.relation());
    }
  }

  private static Map<String, Long> table(Path folder, String table) throws SQLException {
    try (DataSources sources = new DataSources(Killing.data(folder), Map.of(UserRoute.DATABASE, new DataSources.Config(url(folder), "sa", null)));
        Connection connection = sources.source(UserRoute.DATABASE).getConnection()) {
      return rows(connection, Arrays.stream(table.split("\\.")).map(Sql::name).collect(Collectors.joining(".")));
    }
  }

  private static Map<String, Long> rows(Connection connection, String relation) throws SQLException {
    Map<String, Long> counted = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + relation)) {
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          if (!TIMES.contains(rows.getMetaData().getColumnLabel(i))) {
            cells.add(rows.getString(i));
          }
        }
        counted.merge(cells.toString(), 1L, Long::sum);
      }
    }
    return counted;
  }

  /** What this has otherwise than a run that nobody disturbed. */
  List<Finding> differences(Left expected) {
    List<Finding> differences = new ArrayList<>();
    expected.rows().forEach(
        (place, rows) -> {
          Map<String, Long> there = this.rows.get(place);
          rows.forEach(
              (row, times) -> {
                long found = there.getOrDefault(row, 0L);
                if (found < times) {
                  differences.add(new Finding("I1", "record " + row + " was lost in " + place));
                } else if (found > times) {
                  differences.add(new Finding("I3", "record " + row + " landed " + found + " times in " + place + " and not " + times));
                }
              });
          there.keySet().stream()
              .filter(row -> !rows.containsKey(row))
              .forEach(row -> differences.add(new Finding("I3", "record " + row + " landed in " + place + ", and does not without kills")));
        });
    expected.counts().forEach(
        (flow, counts) -> {
          if (!counts.equals(this.counts.get(flow))) {
            differences.add(new Finding("I1", "the ledger has " + this.counts.get(flow) + " of " + flow + ", and without kills " + counts));
          }
        });
    return differences;
  }

  /** What of the ledger does not hold together, whatever landed. */
  static List<Finding> broken(Path folder) {
    List<Finding> broken = new ArrayList<>();
    try (JdbcLedger ledger = ledger(folder)) {
      RejectFinder rejects = new RejectFinder(ledger.database());
      for (BatchRecord batch : batches(ledger)) {
        if (batch.state() != BatchState.COMMITTED) {
          broken.add(new Finding("I1", "batch " + batch.id() + " is " + batch.state()));
        }
        if (!batch.counts().balanced()) {
          broken.add(new Finding("I1", "batch " + batch.id() + " does not balance: " + batch.counts()));
        }
        long kept = rejects.count(RejectQuery.ALL.batch(batch.id()));
        if (kept != batch.counts().rejected()) {
          broken.add(new Finding("I5", "batch " + batch.id() + " refused " + batch.counts().rejected() + " records and " + kept + " are kept"));
        }
      }
    }
    return broken;
  }
}
