package dev.caravan.cli.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger.CursorMove;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.RejectStatus;
import dev.caravan.source.kafka.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Looks at one flow when all its work is done: what landed, what was refused, and whether the ledger says the same. */
final class Audit {
  private static final ObjectMapper JSON = new ObjectMapper();
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
    cursors(batches);
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

  /** Each range behind a cursor begins where another ended, and the cursor stands where the last one does (I2). */
  private void cursors(List<BatchRecord> batches) {
    Map<String, Map<String, String>> nexts = new TreeMap<>();
    for (BatchRecord batch : batches) {
      if (batch.generation() == 0) {
        for (CursorMove move : moves(batch)) {
          String from = move.from() == null ? "" : move.from();
          if (nexts.computeIfAbsent(move.name(), name -> new HashMap<>()).put(from, move.to()) != null) {
            add("I2", "two batches begin at " + from + " of " + move.name() + ", one of them is " + batch.id());
          }
        }
      }
    }
    nexts.forEach(this::cursor);
  }

  private void cursor(String name, Map<String, String> next) {
    Set<String> passed = new HashSet<>();
    String at = "";
    while (next.containsKey(at) && passed.add(at)) {
      at = next.get(at);
    }
    if (passed.size() != next.size()) {
      add("I2", "of " + next.size() + " ranges of " + name + " only " + passed.size() + " follow one another");
    }
    String stands = ledger.cursors(source.name()).getOrDefault(name, "");
    if (!stands.equals(at)) {
      add("I2", "the cursor " + name + " stands at " + stands + ", and the last batch ended at " + at);
    }
  }

  private static List<CursorMove> moves(BatchRecord batch) {
    if (batch.source().startsWith("kafka:")) {
      return Span.moves(Span.read(batch.range()));
    }
    if (!batch.range().startsWith("{")) {
      return List.of();
    }
    try {
      JsonNode range = JSON.readTree(batch.range());
      return List.of(new CursorMove("position", text(range.path("from")), text(range.path("to"))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the range of batch " + batch.id() + " is not JSON", e);
    }
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.asText() : "";
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
