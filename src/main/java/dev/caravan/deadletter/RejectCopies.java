package dev.caravan.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.LedgerDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rejects of committed batches as they are copied to a place outside: a portion at a time, sensitive
 * values masked. A portion is handed out again until it is noted as copied, under the same name and with
 * the same records, so that a copy made twice is one. One thread at a time.
 */
public final class RejectCopies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECORDS = 500;

  private final LedgerDatabase database;
  private final RejectMask mask;
  private final RejectFinder finder;
  private final Clock clock;
  private final String target;

  /** @param target names the place: for each, rejects are copied once */
  public RejectCopies(LedgerDatabase database, RejectMask mask, Clock clock, String target) {
    this.database = database;
    this.mask = mask;
    this.finder = new RejectFinder(database);
    this.clock = clock;
    this.target = target;
  }

  /**
   * Some rejects of one batch.
   *
   * @param name of the portion, safe as the name of a file
   * @param last ordinal in it
   */
  public record Portion(long number, String name, List<Copy> records, long last) {
    /** NDJSON. */
    public String lines() {
      StringBuilder lines = new StringBuilder();
      records.forEach(record -> lines.append(record.line()).append('\n'));
      return lines.toString();
    }
  }

  /** @param line a JSON object */
  public record Copy(String id, String line) {}

  private record Place(long number, String batch, long copied) {}

  /** What is to be copied next; null when there is nothing. */
  public Portion next() {
    Optional<Place> place =
        database.read(
            "look for rejects to copy",
            statements ->
                statements.first(
                    "SELECT b.number, b.batch, COALESCE(c.ordinal, -1) AS copied FROM reject_batches b JOIN batches a ON a.batch = b.batch"
                        + " LEFT JOIN reject_copies c ON c.number = b.number AND c.target = ? WHERE a.state = 'COMMITTED'"
                        + " AND EXISTS (SELECT 1 FROM rejects r WHERE r.number = b.number AND r.ordinal > COALESCE(c.ordinal, -1)) ORDER BY b.number LIMIT 1",
                    row -> new Place(row.getLong("number"), row.getString("batch"), row.getLong("copied")),
                    target));
    return place.map(this::portion).orElse(null);
  }

  /** How many rejects of committed batches have no copy yet. */
  public long waiting() {
    return database.read(
        "count rejects to copy",
        statements ->
            statements
                .first(
                    "SELECT COUNT(*) FROM rejects r JOIN reject_batches b ON b.number = r.number JOIN batches a ON a.batch = b.batch"
                        + " LEFT JOIN reject_copies c ON c.number = b.number AND c.target = ? WHERE a.state = 'COMMITTED' AND r.ordinal > COALESCE(c.ordinal, -1)",
                    row -> row.getLong(1),
                    target)
                .orElse(0L));
  }

  /** The place they are copied to, for people. */
  public String target() {
    return target;
  }

  private Portion portion(Place place) {
    List<Long> ordinals =
        database.read(
            "read rejects to copy",
            statements ->
                statements.list(
                    "SELECT ordinal FROM rejects WHERE number = ? AND ordinal > ? ORDER BY ordinal LIMIT " + RECORDS,
                    row -> row.getLong(1), place.number(), place.copied()));
    List<Copy> copies = new ArrayList<>();
    for (long ordinal : ordinals) {
      finder.show(place.batch() + ":" + ordinal).ifPresent(shown -> copies.add(new Copy(shown.reject().id(), line(shown))));
    }
    return new Portion(place.number(), place.batch() + "-" + ordinals.get(0), copies, ordinals.get(ordinals.size() - 1));
  }

  /** Notes that a portion is where it should be. */
  public void copied(Portion portion) {
    database.write(
        "note that rejects are copied",
        statements -> {
          statements.update("DELETE FROM reject_copies WHERE target = ? AND number = ?", target, portion.number());
          return statements.update(
              "INSERT INTO reject_copies (target, number, ordinal, noted) VALUES (?, ?, ?, ?)", target, portion.number(), portion.last(), clock.instant());
        });
  }

  private String line(RejectFinder.Shown shown) {
    Map<String, Object> object = RejectDocument.of(mask.mask(shown.reject()));
    // What becomes of it later, no copy tells.
    object.remove("status");
    object.put("raw", new String(mask.raw(shown), StandardCharsets.UTF_8));
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists can always be written", e);
    }
  }
}
