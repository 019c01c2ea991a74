package dev.caravan.cli.crash;

import dev.caravan.batch.Counts;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a route of a user has left behind.
 *
 * @param rows by place, each with how often it is there
 * @param counts by flow
 */
record Left(Map<String, Map<String, Long>> rows, Map<String, Counts> counts) {
  /** @param folder in which it ran */
  static Left in(Path folder, UserRoute route, StandIns systems) throws SQLException {
    Map<String, Map<String, Long>> rows = new TreeMap<>();
    for (UserRoute.Landing landing : route.landings()) {
      rows.put(landing.toString(), systems.rows(landing));
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
      List<BatchRecord> batches = batches(ledger);
      for (String flow : batches.stream().map(BatchRecord::flow).distinct().toList()) {
        broken.addAll(new CursorAudit(ledger, flow).findings(batches.stream().filter(batch -> batch.flow().equals(flow)).toList()));
      }
      for (BatchRecord batch : batches) {
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
