package dev.caravan.cli;

import dev.caravan.deadletter.FailedBatches.FailedBatch;
import dev.caravan.deadletter.RejectRemoval;
import java.util.LinkedHashMap;
import java.util.Map;

/** Failed batches, and what was removed, as commands print them for programs. */
final class RejectJson {
  private RejectJson() {}

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
}
