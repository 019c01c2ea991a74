package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.deadletter.History;
import dev.caravan.sink.jdbc.JdbcUpsert;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Has what landed within a time run through its flow again, from the raw records that are kept. Thread-safe. */
public final class Backfills {
  private final JdbcLedger ledger;
  private final History history;

  /** @param segments folder of raw segments */
  public Backfills(JdbcLedger ledger, Path segments) {
    this.ledger = ledger;
    this.history = new History(ledger, segments);
  }

  /**
   * What would be run again.
   *
   * @param to exclusive
   * @param keptOnly whether batches are left as they are whose raw records are not kept any more
   * @throws CaravanException USAGE, HISTORY_GONE, LEDGER_CONFLICT
   */
  public History.Plan plan(String flow, Instant from, Instant to, boolean keptOnly) {
    if (!from.isBefore(to)) {
      throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "The time begins after it ends").required("--from before --to", "--from " + from + " --to " + to));
    }
    History.Plan plan = history.plan(flow, from, to);
    if (!plan.gone().isEmpty() && !keptOnly) {
      throw new CaravanException(
          Problem.of(
                  ErrorCode.HISTORY_GONE, null,
                  "The raw records of " + plan.gone().size() + " batch(es) are not kept any more: "
                      + plan.gone().stream().map(input -> input.whole().id() + " (landed " + input.whole().committed() + ")").collect(Collectors.joining(", ")))
              .required("raw records of all batches of the time", plan.inputs().size() + " of " + (plan.inputs().size() + plan.gone().size())));
    }
    return plan;
  }

  /** @throws CaravanException HISTORY_SINK when rows of one of the batches cannot be told from others where they landed */
  public void refuseTables(History.Plan plan) {
    for (History.Input input : plan.inputs()) {
      for (BatchRecord batch : input.standing()) {
        ledger.landings(batch.id()).stream()
            .filter(landing -> !landing.sink().equals("lake") && !landing.sink().equals(JdbcUpsert.REPLACEABLE))
            .findFirst()
            .ifPresent(
                landing -> {
                  throw new CaravanException(
                      Problem.of(ErrorCode.HISTORY_SINK, null, "Batch " + batch.id() + " landed in " + landing.target() + ", where nothing tells its rows from others")
                          .required("a lake, or jdbc-upsert-sink with replaceable: true", landing.sink()));
                });
      }
    }
  }

  /** A batch that will take the place of others. @param records that landed of its input */
  public record Queued(BatchId batch, BatchId of, long records) {}

  /**
   * Queues what landed within a time; the flow runs it again at its next pass, by its own contracts.
   *
   * @throws CaravanException as {@link #plan} and {@link #refuseTables}; nothing is queued then
   */
  public List<Queued> queue(String flow, Instant from, Instant to, boolean keptOnly) {
    return history.prepare(
        flow,
        () -> {
          History.Plan plan = plan(flow, from, to, keptOnly);
          refuseTables(plan);
          return plan.inputs().stream().map(input -> new Queued(history.queue(input, null), input.whole().id(), input.whole().counts().read())).toList();
        });
  }
}
