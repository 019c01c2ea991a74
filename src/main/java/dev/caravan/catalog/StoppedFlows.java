package dev.caravan.catalog;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Flows that people have stopped, for all processes that share the ledger and those that come later. Thread-safe. */
public final class StoppedFlows {
  private final LedgerDatabase database;
  private final Clock clock;

  public StoppedFlows(LedgerDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Who stopped a flow.
   *
   * @param reason in that person's words, or null
   */
  public record Stop(Instant at, String actor, String reason) {}

  /** @return false when it was stopped before; who did that is what is remembered */
  public boolean stop(String flow, String actor, String reason) {
    return database.write("stop flow " + flow, statements -> {
      if (statements.first("SELECT flow FROM stopped_flows WHERE flow = ?", row -> row.getString(1), flow).isPresent()) {
        return false;
      }
      statements.update("INSERT INTO stopped_flows (flow, noted, actor, reason) VALUES (?, ?, ?, ?)", flow, clock.instant(), actor, reason);
      return true;
    });
  }

  /** @return false when it was not stopped */
  public boolean start(String flow) {
    return database.write("start flow " + flow, statements -> statements.update("DELETE FROM stopped_flows WHERE flow = ?", flow) > 0);
  }

  /** Names of all flows that the ledger knows, stopped or not. */
  public List<String> known() {
    return database.read("read which flows there are", statements -> statements.list("SELECT flow FROM flows ORDER BY flow", row -> row.getString(1)));
  }

  /** By the name of the flow. */
  public Map<String, Stop> all() {
    Map<String, Stop> stopped = new TreeMap<>();
    database
        .read("read which flows are stopped", statements -> statements.list(
            "SELECT * FROM stopped_flows", row -> Map.entry(row.getString("flow"), new Stop(Statements.time(row, "noted"), row.getString("actor"), row.getString("reason")))))
        .forEach(stop -> stopped.put(stop.getKey(), stop.getValue()));
    return stopped;
  }
}
