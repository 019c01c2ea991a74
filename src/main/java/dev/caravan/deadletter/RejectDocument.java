package dev.caravan.deadletter;

import dev.caravan.batch.Reject.Failure;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A reject as programs read it: names and values in a fixed order, ready to be written as JSON. */
public final class RejectDocument {
  private RejectDocument() {}

  /** All but the raw record; times in ISO 8601. The caller may add to it. */
  public static Map<String, Object> of(KeptReject reject) {
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
    object.put("step", reject.step());
    object.put("status", reject.status().name().toLowerCase(Locale.ROOT));
    object.put("attempts", reject.attempts());
    object.put("firstSeen", reject.firstSeen() == null ? null : reject.firstSeen().toString());
    object.put("lastSeen", reject.lastSeen() == null ? null : reject.lastSeen().toString());
    object.put("failures", reject.failures().stream().map(RejectDocument::failure).toList());
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
