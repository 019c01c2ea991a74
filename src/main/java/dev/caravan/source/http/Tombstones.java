package dev.caravan.source.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.batch.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes keys of rows, and tombstones: the key as it was selected, when it was deleted, and the mark.
 * Immutable.
 *
 * @param keys names of the key columns
 * @param modified name of the time of change when it is selected, so that tombstones have a time in it; or null
 */
public record Tombstones(List<String> keys, String modified) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

  public Tombstones {
    keys = List.copyOf(keys);
  }

  /** The key of a row, in one line; without the columns that the row lacks. */
  public byte[] key(byte[] row, int length) throws IOException {
    JsonNode whole = JSON.readTree(row, 0, length);
    ObjectNode key = JSON.createObjectNode();
    keys.stream().filter(whole::hasNonNull).forEach(column -> key.set(column, whole.path(column)));
    return JSON.writeValueAsBytes(key);
  }

  /** Whether a key has all its columns. */
  public boolean whole(byte[] key) throws IOException {
    return JSON.readTree(key).size() == keys.size();
  }

  /** What a key is compared by: its texts, since a number may come as text. */
  RowDigests.Digest digest(byte[] key) throws IOException {
    JsonNode values = JSON.readTree(key);
    List<String> texts = new ArrayList<>();
    keys.forEach(column -> texts.add(values.path(column).asText()));
    byte[] joined = String.join("\0", texts).getBytes(StandardCharsets.UTF_8);
    return RowDigests.Digest.of(joined, joined.length);
  }

  /**
   * @param key a line of {@link #key}
   * @param time of the deletion as {@code 2026-11-21T14:00:00Z}, or null when nobody knows it
   */
  byte[] of(byte[] key, String time) throws IOException {
    ObjectNode tombstone = (ObjectNode) JSON.readTree(key);
    if (modified != null && time != null) {
      tombstone.put(modified, time);
    }
    tombstone.put(Stage.Tombstones.COLUMN, true);
    return JSON.writeValueAsBytes(tombstone);
  }

  /** The tombstone of a record whose only key is its internal id. */
  public byte[] of(JsonNode id, String time) throws IOException {
    ObjectNode key = JSON.createObjectNode();
    key.set(keys.get(0), id);
    return of(JSON.writeValueAsBytes(key), time);
  }

  public static JsonNode tree(byte[] row, int length) throws IOException {
    return JSON.readTree(row, 0, length);
  }
}
