package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The profiles of landed batches, in the ledger database, as JSON. Thread-safe. */
public final class KeptProfiles {
  private final LedgerDatabase database;
  private final Clock clock;
  private final Outbox outbox;

  public KeptProfiles(LedgerDatabase database, Clock clock) {
    this(database, clock, new Outbox(database, clock));
  }

  /** @param outbox is told of what profiles show */
  public KeptProfiles(LedgerDatabase database, Clock clock, Outbox outbox) {
    this.database = database;
    this.clock = clock;
    this.outbox = outbox;
  }

  /**
   * One part of a batch's profile.
   *
   * @param column its name; empty for the facts about the table
   * @param json at most 100,000 characters
   */
  public record Part(String column, String json) {}

  /**
   * Keeps the profile of a batch in place of what there is. Durable when it returns.
   *
   * @param events of which others are to be told, kept in the same transaction
   */
  public void keep(BatchId batch, String flow, List<Part> parts, List<? extends Event> events) {
    database.write("keep the profile of batch " + batch, statements -> {
      statements.update("DELETE FROM profiles WHERE batch = ?", batch.value());
      for (int i = 0; i < parts.size(); i++) {
        statements.update(
            "INSERT INTO profiles (batch, position, column_name, flow, profile, noted) VALUES (?, ?, ?, ?, ?, ?)",
            batch.value(), i, parts.get(i).column(), flow, parts.get(i).json(), clock.instant());
      }
      for (Event event : events) {
        outbox.put(statements, event);
      }
      return null;
    });
  }

  /** The parts of the latest profiles of a flow, batch by batch, without those of one batch. */
  public Collection<List<Part>> latest(String flow, BatchId without, int batches) {
    Map<String, List<Part>> found = new LinkedHashMap<>();
    database.read(
        "read the latest profiles of " + flow,
        statements ->
            statements.list(
                "SELECT batch, column_name, profile FROM profiles WHERE batch IN"
                    + " (SELECT batch FROM profiles WHERE flow = ? AND position = 0 AND batch <> ? ORDER BY noted DESC, batch LIMIT ?) ORDER BY batch, position",
                row -> found.computeIfAbsent(row.getString(1), batch -> new ArrayList<>()).add(new Part(row.getString(2), row.getString(3))),
                flow, without.value(), batches));
    return found.values();
  }

  /** The parts in the order they were kept; empty when the batch has no profile. */
  public List<Part> parts(BatchId batch) {
    return database.read(
        "read the profile of batch " + batch,
        statements -> statements.list(
            "SELECT column_name, profile FROM profiles WHERE batch = ? ORDER BY position",
            row -> new Part(row.getString(1), row.getString(2)), batch.value()));
  }
}
