package dev.caravan.cli;

import dev.caravan.batch.Reject.Failure;
import dev.caravan.deadletter.FailedBatches.FailedBatch;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectRemoval;
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
    object.put("step", reject.step());
    object.put("status", reject.status().name().toLowerCase(java.util.Locale.ROOT));
    object.put("attempts", reject.attempts());
    object.put("firstSeen", Json.time(reject.firstSeen()));
    object.put("lastSeen", Json.time(reject.lastSeen()));
    object.put("failures", reject.failures().stream().map(RejectJson::failure).toList());
    return object;
  }

  static Map<String, Object> of(FailedBatch batch) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", batch.batch().value());
    object.put("flow", batch.flow());
    object.put("step", batch.step());
    object.put("contract", batch.contract());
    object.put("version", batch.version());
    object.put("rule", batch.rule());
    object.put("message", batch.message());
    object.put("source", batch.source());
    object.put("segment", batch.segment());
    object.put("rejects", batch.rejects());
    object.put("attempts", batch.attempts());
    object.put("firstSeen", Json.time(batch.firstSeen()));
    object.put("lastSeen", Json.time(batch.lastSeen()));
    return object;
  }

  static Map<String, Object> of(RejectRemoval removal) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("removed", Json.time(removal.noted()));
    object.put("flow", removal.flow());
    object.put("batch", removal.batch());
    object.put("for", removal.reason());
    object.put("records", removal.records());
    object.put("openRecords", removal.openRecords());
    object.put("rawBytes", removal.rawBytes());
    object.put("firstSeen", Json.time(removal.firstSeen()));
    object.put("lastSeen", Json.time(removal.lastSeen()));
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
