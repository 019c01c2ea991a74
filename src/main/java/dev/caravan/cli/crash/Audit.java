package dev.caravan.cli.crash;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.RejectStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at one flow when all its work is done: what landed, what was refused, and whether the ledger says the same. */
final class Audit {
  private static final int ALL = Integer.MAX_VALUE;

  private final JdbcLedger ledger;
  private final SeededSource source;
  private final LandingPlace place;
  private final List<Finding> findings = new ArrayList<>();

  Audit(JdbcLedger ledger, SeededSource source, LandingPlace place) {
    this.ledger = ledger;
    this.source = source;
    this.place = place;
  }

  /** Everything that is wrong, what concerns records first. */
  List<Finding> findings() throws SQLException {
    List<BatchRecord> batches = batches();
    keys();
    balances(batches);
    new CursorAudit(ledger, source.name()).findings(batches).forEach(finding -> add(finding.invariant(), finding.text()));
    for (String stray : place.strays(source.name(), batches)) {
      add("I4", stray);
    }
    rejects(batches);
    return findings;
  }

  private List<BatchRecord> batches() {
    List<BatchRecord> batches = new ArrayList<>();
    for (RunSummary run : ledger.runs(ALL)) {
      ledger.batches(run.run()).stream().filter(batch -> batch.flow().equals(source.name())).forEach(batches::add);
    }
    return batches;
  }

  private void keys() throws SQLException {
    Set<Long> seen = new HashSet<>();
    for (long key : place.keys(source.name())) {
      if (!seen.add(key)) {
        add("I3", "record " + key + " landed twice");
      } else if (!source.keys().contains(key)) {
        add("I3", "record " + key + " landed and was never there");
      }
    }
    source.keys().stream().filter(key -> !seen.contains(key)).forEach(key -> add("I1", "record " + key + " was lost"));
  }

  private void balances(List<BatchRecord> batches) {
    long landed = 0;
    long refused = 0;
    for (BatchRecord batch : batches) {
      if (batch.state() != BatchState.COMMITTED) {
        add("I1", "batch " + batch.id() + " is " + batch.state());
      }
      if (!batch.counts().balanced()) {
        add("I1", "batch " + batch.id() + " does not balance: " + batch.counts());
      }
      long told = ledger.landings(batch.id()).stream().mapToLong(JdbcLedger.LandingRecord::rows).sum();
      if (told != batch.counts().landed()) {
        add("I1", "batch " + batch.id() + " landed " + batch.counts().landed() + " rows, and its sink told of " + told);
      }
      landed += batch.counts().landed();
      refused += batch.generation() == 0 ? batch.counts().rejected() : 0;
    }
    if (landed != source.keys().size()) {
      add("I1", "the ledger has " + landed + " rows landed, of " + source.keys().size() + " records");
    }
    if (refused != source.refused().size()) {
      add("I1", "the ledger has " + refused + " records refused, of " + source.refused().size() + " bad ones");
    }
  }

  private void rejects(List<BatchRecord> batches) {
    RejectFinder finder = new RejectFinder(ledger.database());
    for (BatchRecord batch : batches) {
      long kept = finder.count(RejectQuery.ALL.batch(batch.id()));
      if (kept != batch.counts().rejected()) {
        add("I5", "batch " + batch.id() + " refused " + batch.counts().rejected() + " records and " + kept + " are kept");
      }
    }
    long open = finder.count(RejectQuery.ALL.flow(source.name()).status(RejectStatus.OPEN));
    if (open > 0) {
      add("I5", open + " refused records are open, though all were repaired and replayed");
    }
  }

  private void add(String invariant, String text) {
    findings.add(new Finding(invariant, text + " in " + source.name() + " to " + place.name()));
  }
}
