package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;

/**
 * A message that a test of streams sends.
 *
 * @param key null for none
 * @param value null for a tombstone
 */
record StreamsInput(String source, String key, String value, Instant time) {
  private static final List<String> KEYS = List.of("source", "key", "time", "value", "text");
  private static final String FORM = "source, key, time, and value or text";

  /** Tells what is wrong with a message as a case writes it. */
  static void check(JsonNode node, Place place, Problems problems) {
    node.fieldNames().forEachRemaining(key -> {
      if (!KEYS.contains(key)) {
        problems.add(Problem.of(ErrorCode.TEST_UNKNOWN_KEY, place, "a message of streams has no '" + key + "'").required(FORM, null).next(Nearest.advice(key, KEYS)));
      }
    });
    if (node.has("value") == node.has("text")) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, place, "a message has one content").required("value or text", node.has("text") ? "both" : "none").next("Write the record below `value:`, or what is no JSON as `text:`."));
    }
    if (node.has("time") && time(node.get("time").asText()) == null) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, place, "the time of a message cannot be read").required("2026-01-31T10:00:00Z", node.get("time").toString()));
    }
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Reads a checked one.
   *
   * @param sources that there are
   * @param from the source of those that name none
   * @throws dev.caravan.CaravanException TEST_INVALID when it names another
   */
  static StreamsInput of(JsonNode node, Place place, Collection<String> sources, String from) {
    String source = node.path("source").asText(from);
    Problems problems = new Problems();
    if (!sources.contains(source)) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, place, "there is no source '" + source + "'").next(Nearest.advice(source, sources)));
    }
    problems.throwIfAny();
    JsonNode value = node.path("value");
    String text = node.has("text") ? node.get("text").asText() : value.isNull() ? null : json(value);
    return new StreamsInput(source, node.path("key").isMissingNode() ? null : node.get("key").asText(), text, node.has("time") ? time(node.get("time").asText()) : Instant.EPOCH);
  }

  private static String json(JsonNode value) {
    try {
      return Cells.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
