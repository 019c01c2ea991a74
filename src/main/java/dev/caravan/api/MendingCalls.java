package dev.caravan.api;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.deadletter.Choice;
import dev.caravan.deadletter.Replays;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides about rejects, in the name of who calls. Thread-safe. */
final class MendingCalls {
  private final JdbcLedger ledger;
  private final Path segments;
  private final Clock clock;

  /** @param segments folder of raw segments */
  MendingCalls(JdbcLedger ledger, Path segments, Clock clock) {
    this.ledger = ledger;
    this.segments = segments;
    this.clock = clock;
  }

  Answer edit(Call call) {
    String reject = call.path("reject");
    replays(call).edit(reject, call.said("raw").getBytes(StandardCharsets.UTF_8));
    return Answer.ok(Map.of("edited", reject));
  }

  Answer drop(Call call) {
    Set<String> ids = call.list("ids");
    Choice.of(ids);
    Replays replays = replays(call);
    ids.forEach(id -> replays.drop(id, call.said("reason")));
    return Answer.ok(Map.of("dropped", List.copyOf(ids)));
  }

  /** The flow lands them at its next pass; how far that is, each batch tells. */
  Answer replay(Call call) {
    List<Map<String, Object>> queued = replays(call).queue(Choice.of(call.list("ids"))).stream().map(MendingCalls::document).toList();
    return Answer.accepted(queued.get(0).get("status").toString(), Map.of("items", queued));
  }

  private static Map<String, Object> document(Replays.Queued queued) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", queued.flow());
    object.put("of", queued.of().value());
    object.put("batch", queued.batch().value());
    object.put("records", queued.records());
    object.put("status", Operation.BASE + "/batches/" + queued.batch().value());
    return object;
  }

  private Replays replays(Call call) {
    return new Replays(ledger, segments, clock, call.caller().name());
  }
}
