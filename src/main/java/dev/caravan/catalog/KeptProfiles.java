package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import java.time.Clock;
import java.util.List;

/** The profiles of landed batches, in the ledger database, as JSON. Thread-safe. */
public final class KeptProfiles {
  private final LedgerDatabase database;
  private final Clock clock;

  public KeptProfiles(LedgerDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * One part of a batch's profile.
   *
   * @param column its name; empty for the facts about the table
   * @param json at most 100,000 characters
   */
  public record Part(String column, String json) {}

  /** Keeps the profile of a batch in place of what there is. Durable when it returns. */
  public void keep(BatchId batch, String flow, List<Part> parts) {
    database.write("keep the profile of batch " + batch, statements -> {
      statements.update("DELETE FROM profiles WHERE batch = ?", batch.value());
      for (int i = 0; i < parts.size(); i++) {
        statements.update(
            "INSERT INTO profiles (batch, position, column_name, flow, profile, noted) VALUES (?, ?, ?, ?, ?, ?)",
            batch.value(), i, parts.get(i).column(), flow, parts.get(i).json(), clock.instant());
      }
      return null;
    });
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
