package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How the row of a key in a table has changed, among the entries of a state. Without a history only the newest is known, and
 * holds at all times. Immutable.
 */
final class TableVersions {
  private static final String FROM = "from";
  private static final String ROW = "row";
  /** older ones were known once */
  private static final String CUT = "cut";

  private final Optional<Duration> history;

  /** @param history how far back it is told what held; empty when what holds now is told of all times */
  TableVersions(Optional<Duration> history) {
    this.history = history;
  }

  /** Whether an entry is a version; others are records that wait. */
  static boolean isOne(JsonNode entry) {
    return entry.has(FROM);
  }

  /**
   * The entries with one version more, and without those that need not be known any more.
   *
   * @param row JSON null when there is none from then on
   * @param from milliseconds since 1970
   * @param now how far time has come
   */
  ArrayNode with(ArrayNode entries, JsonNode row, long from, long now) {
    List<JsonNode> versions = new ArrayList<>(sorted(entries));
    versions.removeIf(version -> version.get(FROM).longValue() == from);
    ObjectNode added = RowJson.NODES.objectNode().put(FROM, from);
    added.set(ROW, row);
    versions.add(added);
    versions.sort(Comparator.comparingLong(version -> version.get(FROM).longValue()));
    long oldest = history.map(back -> now - back.toMillis()).orElse(Long.MAX_VALUE);
    boolean cut = versions.stream().anyMatch(version -> version.has(CUT));
    // The one before the oldest moment that is asked for holds at that moment.
    while (versions.size() > 1 && versions.get(1).get(FROM).longValue() <= oldest) {
      versions.remove(0);
      cut = true;
    }
    ArrayNode left = RowJson.NODES.arrayNode();
    boolean gone = versions.size() == 1 && history.isEmpty() && row(versions.get(0)).isEmpty();
    if (!gone) {
      for (JsonNode version : versions) {
        ((ObjectNode) version).remove(CUT);
      }
      if (cut && history.isPresent()) {
        ((ObjectNode) versions.get(0)).put(CUT, true);
      }
      versions.forEach(left::add);
    }
    entries.forEach(entry -> {
      if (!isOne(entry)) {
        left.add(entry);
      }
    });
    return left;
  }

  /** The row that held at a moment. */
  Optional<JsonNode> at(ArrayNode entries, long time) {
    List<JsonNode> versions = sorted(entries);
    if (history.isEmpty()) {
      return versions.stream().findFirst().flatMap(TableVersions::row);
    }
    return versions.stream().filter(version -> version.get(FROM).longValue() <= time).reduce((one, later) -> later).flatMap(TableVersions::row);
  }

  /** Whether something held at a moment that is not known any more. */
  boolean forgotten(ArrayNode entries, long time) {
    return sorted(entries).stream().findFirst().filter(oldest -> oldest.has(CUT) && time < oldest.get(FROM).longValue()).isPresent();
  }

  private static Optional<JsonNode> row(JsonNode version) {
    return Optional.of(version.get(ROW)).filter(row -> !row.isNull());
  }

  private static List<JsonNode> sorted(ArrayNode entries) {
    List<JsonNode> versions = new ArrayList<>();
    entries.forEach(entry -> {
      if (isOne(entry)) {
        versions.add(entry);
      }
    });
    return versions;
  }
}
