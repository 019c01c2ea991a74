package dev.caravan.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How flows stand in the ledger, for who watches them: asked every few seconds, by indexes alone. Thread-safe. */
public final class FlowStands {
  private static final String CURSOR = "SELECT MIN(moved) AS time FROM cursors WHERE flow = ?";
  private static final String UNFINISHED = "SELECT COUNT(*) FROM batches WHERE flow = ? AND state = ?";

  private final LedgerDatabase database;

  public FlowStands(LedgerDatabase database) {
    this.database = database;
  }

  /**
   * How one flow stands.
   *
   * @param cursorMoved when its cursor last moved, of several the one that stands longest; null without one
   * @param unfinished batches that are not committed
   */
  public record Stand(Instant cursorMoved, long unfinished) {}

  /** @throws dev.caravan.CaravanException LEDGER_UNAVAILABLE */
  public Map<String, Stand> stands(Collection<String> flows) {
    return database.read(
        "look how flows stand",
        statements -> {
          Map<String, Stand> stands = new HashMap<>();
          for (String flow : flows) {
            Instant moved = statements.list(CURSOR, FlowStands::time, flow).get(0).orElse(null);
            long open = statements.list(UNFINISHED, row -> row.getLong(1), flow, "OPEN").get(0);
            long failed = statements.list(UNFINISHED, row -> row.getLong(1), flow, "FAILED").get(0);
            stands.put(flow, new Stand(moved, open + failed));
          }
          return stands;
        });
  }

  /**
   * When the last batch of a flow was committed; to be asked once, as it reads all of them.
   *
   * @throws dev.caravan.CaravanException LEDGER_UNAVAILABLE
   */
  public Optional<Instant> lastLanded(String flow) {
    return database.read(
        "look when " + flow + " landed last",
        statements -> statements.list("SELECT MAX(committed) AS time FROM batches WHERE flow = ? AND state = 'COMMITTED'", FlowStands::time, flow).get(0));
  }

  private static Optional<Instant> time(ResultSet row) throws SQLException {
    return Optional.ofNullable(Statements.time(row, "time"));
  }
}
