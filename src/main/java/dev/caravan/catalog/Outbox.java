package dev.caravan.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Events that are to be sent, kept in the ledger database from the transaction of what they tell of until they are
 * sent. Keeps none before it is told which. Thread-safe.
 */
public final class Outbox {
  /** Nobody needs more of a message; the ledger has all of it. */
  private static final int LONGEST_TEXT = 2_000;
  private static final ObjectMapper JSON =
      new ObjectMapper().setSerializationInclusion(JsonInclude.Include.NON_NULL).registerModule(new SimpleModule().addSerializer(new BriefText()));

  private final LedgerDatabase database;
  private final Clock clock;
  private final LongAdder sent = new LongAdder();
  private volatile Set<EventType> kept = Set.of();

  Outbox(LedgerDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** From now on events of these types are kept, and no others. */
  public void keep(Set<EventType> types) {
    kept = Set.copyOf(types);
  }

  boolean keeps(EventType type) {
    return kept.contains(type);
  }

  /** Whether any event is kept. */
  public boolean keepsAny() {
    return !kept.isEmpty();
  }

  /** Keeps an event in a transaction of the caller, which may run twice. Does nothing with one that nobody wants. */
  void put(Statements statements, Event event) throws SQLException {
    if (!keeps(event.type()) || statements.first("SELECT event FROM outbox WHERE event = ?", row -> true, event.id()).isPresent()) {
      return;
    }
    statements.update(
        "INSERT INTO outbox (event, event_type, subject, occurred, event_data) VALUES (?, ?, ?, ?, ?)",
        event.id(), event.type().word(), event.subject(), clock.instant(), json(event));
  }

  /**
   * Keeps an event that no other entry of the ledger goes with.
   *
   * @throws dev.caravan.CaravanException LEDGER_UNAVAILABLE
   */
  public void put(Event event) {
    if (keeps(event.type())) {
      database.write(
          "keep event " + event.id(),
          statements -> {
            put(statements, event);
            return null;
          });
    }
  }

  private static final class BriefText extends StdSerializer<String> {
    private static final long serialVersionUID = 1;

    BriefText() {
      super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
      json.writeString(text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…");
    }
  }

  private static String json(Event event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }

  /**
   * An event that is not sent yet.
   *
   * @param number in the order in which events of one subject came
   * @param data as JSON
   */
  public record Waiting(long number, String id, EventType type, String subject, Instant occurred, String data) {}

  /** The first that wait, in their order. */
  public List<Waiting> waiting(int most) {
    return database.read(
        "read the outbox",
        statements ->
            statements.list(
                "SELECT * FROM outbox ORDER BY event_number LIMIT ?",
                row ->
                    new Waiting(
                        row.getLong("event_number"), row.getString("event"), EventType.of(row.getString("event_type")).orElseThrow(), row.getString("subject"),
                        Statements.time(row, "occurred"), row.getString("event_data")),
                most));
  }

  /** Removes events: they are where they were to go. */
  public void sent(Collection<Waiting> events) {
    String places = String.join(", ", Collections.nCopies(events.size(), "?"));
    database.write(
        "note that " + events.size() + " events are sent",
        statements -> statements.update("DELETE FROM outbox WHERE event_number IN (" + places + ")", events.stream().map(Waiting::number).toArray()));
    sent.add(events.size());
  }

  /** How many this process has sent. */
  public long sent() {
    return sent.sum();
  }

  /**
   * What is not sent yet.
   *
   * @param oldest when the first of them came; null when none waits
   */
  public record Backlog(long events, Instant oldest) {
    public static final Backlog NOTHING = new Backlog(0, null);
  }

  public Backlog backlog() {
    return database.read(
        "look into the outbox",
        statements ->
            statements
                .first("SELECT COUNT(*) AS events, MIN(occurred) AS oldest FROM outbox", row -> new Backlog(row.getLong("events"), Statements.time(row, "oldest")))
                .orElseThrow());
  }
}
