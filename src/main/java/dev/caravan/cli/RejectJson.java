package dev.caravan.cli;

import dev.caravan.batch.Reject.Failure;
import dev.caravan.deadletter.KeptReject;
import java.util.LinkedHashMap;
import java.util.Map;

/** A reject as commands print it for programs. */
final class RejectJson {
  private RejectJson() {}

  static Map<String, Object> of(KeptReject reject) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", reject.id());
    object.put("flow", reject.flow());
    object.put("batch", reject.batch().value());
    object.put("ordinal", reject.ordinal());
    object.put("source", reject.pointer().source());
    object.put("line", reject.pointer().line());
    object.put("offset", reject.pointer().offset());
    object.put("contract", reject.contract());
    object.put("version", reject.version());
    object.put("status", reject.status().name().toLowerCase(java.util.Locale.ROOT));
    object.put("attempts", reject.attempts());
    object.put("firstSeen", Json.time(reject.firstSeen()));
    object.put("lastSeen", Json.time(reject.lastSeen()));
    object.put("failures", reject.failures().stream().map(RejectJson::failure).toList());
    return object;
  }

  private static Map<String, Object> failure(Failure failure) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("field", failure.field());
    object.put("rule", failure.rule());
    object.put("required", failure.required());
    object.put("got", failure.got());
    return object;
  }
}
