package dev.caravan.batch;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The inspections of a batch, under way on a thread and a connection of their own: they keep the engine
 * busy, and the rejects that are kept meanwhile the ledger. Close it before the session.
 */
final class Inspecting implements AutoCloseable {
  private final CompletableFuture<Map<String, Long>> warnings;

  private Inspecting(CompletableFuture<Map<String, Long>> warnings) {
    this.warnings = warnings;
  }

  /**
   * @param beside false to have them done when this returns, on the session's own connection
   * @param table what to write behind FROM to read the rows
   */
  static Inspecting begin(Batch batch, Session session, boolean beside, String table) {
    List<Inspection> inspections = batch.stages().stream()
        .filter(Stage.Inspected.class::isInstance)
        .map(stage -> ((Stage.Inspected) stage).inspection())
        .toList();
    if (inspections.isEmpty() || !beside) {
      return new Inspecting(CompletableFuture.completedFuture(inspect(inspections, batch, session.connection(), table)));
    }
    return new Inspecting(
        CompletableFuture.supplyAsync(() -> session.beside(another -> inspect(inspections, batch, another, table)), Inspecting::start));
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "caravan-inspection");
    thread.setDaemon(true);
    thread.start();
  }

  private static Map<String, Long> inspect(List<Inspection> inspections, Batch batch, Connection engine, String table) {
    Map<String, Long> warnings = new TreeMap<>();
    inspections.forEach(inspection -> inspection.inspect(batch, engine, table).forEach((rule, rows) -> warnings.merge(rule, rows, Long::sum)));
    return warnings;
  }

  /** Rule to rows, once all have ended; throws what one of them has thrown. */
  Map<String, Long> warnings() {
    try {
      return warnings.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Waits until all have ended, however. */
  @Override
  public void close() {
    warnings.handle((answer, failure) -> true).join();
  }
}
