package dev.caravan.cli.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.CursorMove;
import dev.caravan.source.kafka.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether each range behind a cursor of a flow begins where another ended, and the cursor stands where the last one does (I2). */
final class CursorAudit {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcLedger ledger;
  private final String flow;
  private final List<Finding> findings = new ArrayList<>();

  CursorAudit(JdbcLedger ledger, String flow) {
    this.ledger = ledger;
    this.flow = flow;
  }

  /** @param batches of the flow */
  List<Finding> findings(List<BatchRecord> batches) {
    Map<String, Map<String, String>> nexts = new TreeMap<>();
    for (BatchRecord batch : batches) {
      if (batch.generation() == 0) {
        for (CursorMove move : moves(batch)) {
          String from = move.from() == null ? "" : move.from();
          if (nexts.computeIfAbsent(move.name(), name -> new HashMap<>()).put(from, move.to()) != null) {
            findings.add(new Finding("I2", "two batches begin at " + from + " of " + move.name() + ", one of them is " + batch.id()));
          }
        }
      }
    }
    nexts.forEach(this::follow);
    return findings;
  }

  private void follow(String name, Map<String, String> next) {
    Set<String> passed = new HashSet<>();
    String at = "";
    while (next.containsKey(at) && passed.add(at)) {
      at = next.get(at);
    }
    if (passed.size() != next.size()) {
      findings.add(new Finding("I2", "of " + next.size() + " ranges of " + name + " only " + passed.size() + " follow one another"));
    }
    String stands = ledger.cursors(flow).getOrDefault(name, "");
    if (!stands.equals(at)) {
      findings.add(new Finding("I2", "the cursor " + name + " stands at " + stands + ", and the last batch ended at " + at));
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
}
