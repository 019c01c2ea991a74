package dev.caravan.sink;

import dev.caravan.batch.Batch;
import dev.caravan.batch.DriftPolicy;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Engine;
import dev.caravan.batch.RejectStore;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Checks;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Milestones;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every sink works with; one for a runtime.
 *
 * @param rejects where refused records are kept (I5)
 * @param landings where the step that commits a batch finds its counts
 * @param data the data folder
 * @param milestones is told what sinks do
 * @param refusals what becomes of rows that a target refuses
 */
public record SinkServices(
    Engine engine, Ledger ledger, RejectStore rejects, Landings landings, Lakes lakes, Path data, Clock clock, Milestones milestones, Refusals refusals) {

  /** Where a sink stages a batch: its own folder below the data folder. */
  public Path staging(Batch batch, String sink) {
    return data.resolve("staging").resolve(batch.id().value()).resolve(sink);
  }

  /** The store of rejects as this batch uses it. */
  public RejectStore rejects(Batch batch) {
    Optional<Checks> contract = contract(batch);
    return rejects.forBatch(batch.flow(), contract.map(Checks::contract).orElse(null), contract.map(Checks::version).orElse(null));
  }

  /**
   * Tells the flow that a batch is durable in a target.
   *
   * @param dataset short name of what the rows are
   */
  public void told(Batch batch, Counts counts, Map<String, Long> warnings, String sink, String target, String dataset) {
    landings.add(batch.id(), counts, warnings, contract(batch).map(Checks::maxRejectPercent).orElse(null), sink, target, dataset);
    landings.measured(batch.id(), contract(batch).map(SinkServices::thresholds).orElse(List.of()));
  }

  private static List<Landings.Threshold> thresholds(Checks contract) {
    return contract.batch().stream()
        .filter(check -> check.severity() == Checks.Severity.WARNING)
        .map(check -> new Landings.Threshold(check.warning(), "contract " + contract.contract() + " " + contract.version() + ": " + check.required()))
        .toList();
  }

  /** Whether the batch's contract lets new fields land in columns of their own, and so the target have them. */
  public static boolean evolves(Batch batch) {
    return batch.stages().stream().anyMatch(stage -> stage instanceof Stage.Typed typed && typed.drift().unknown() == DriftPolicy.EVOLVE);
  }

  /** The primary key of the contract the batch was checked against last, if it has one. */
  public static Optional<List<String>> primaryKey(Batch batch) {
    return contract(batch).stream()
        .map(Checks::uniques)
        .flatMap(List::stream)
        .filter(unique -> unique.rule().equals("primaryKey"))
        .map(Checks.UniqueCheck::fields)
        .findFirst();
  }

  /** The contract the batch was checked against last. */
  public static Optional<Checks> contract(Batch batch) {
    return batch.stages().stream()
        .filter(Stage.Checked.class::isInstance)
        .map(stage -> ((Stage.Checked) stage).checks())
        .reduce((first, second) -> second);
  }
}
