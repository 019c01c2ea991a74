package dev.caravan.deadletter;

import dev.caravan.batch.Reject.Failure;
import dev.caravan.catalog.Ledger.BatchState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  /** With the raw record, as text where it is UTF-8, and what came of its replay. */
  public static Map<String, Object> of(RejectFinder.Shown shown, Optional<RejectFinder.Outcome> outcome) {
    Map<String, Object> object = of(shown.reject());
    Optional<String> text = utf8(shown.raw());
    object.put("raw", text.orElse(null));
    object.put("replay", outcome.map(came -> came.replay().value()).orElse(null));
    object.put("outcome", outcome.map(came -> told(shown.reject(), came)).orElse(null));
    object.put("rawBase64", text.isPresent() ? null : Base64.getEncoder().encodeToString(shown.raw()));
    return object;
  }

  /** What came of a replay, for people. */
  public static String told(KeptReject reject, RejectFinder.Outcome outcome) {
    if (outcome.state() != BatchState.COMMITTED) {
      return outcome.state() == BatchState.FAILED ? "which failed and is tried again at the flow's next start" : "which waits for its flow";
    }
    if (outcome.refusedAgain()) {
      return "refused again as " + outcome.replay() + ":" + reject.ordinal();
    }
    return outcome.landed() ? "landed" : "not refused: landed, or left out as filtered or deduplicated";
  }

  /** Empty for bytes that are no UTF-8. */
  public static Optional<String> utf8(byte[] raw) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
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
