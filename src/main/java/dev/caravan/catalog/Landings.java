package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the sinks of a flow leave what became of a batch, until it is committed. Lives in memory only: what a sink made durable is told again when its batch is landed again.
 * Thread-safe; one for a runtime.
 */
public final class Landings {
  private final Map<BatchId, Outcome> outcomes = new ConcurrentHashMap<>();
  private final Map<BatchId, List<Threshold>> thresholds = new ConcurrentHashMap<>();

  /**
   * A rule about all rows of a batch that lets it land even when it is broken.
   *
   * @param rule as warnings name it
   * @param required for people
   */
  public record Threshold(String rule, String required) {}

  /** Notes by which thresholds a batch is measured. */
  public void measured(BatchId batch, List<Threshold> by) {
    thresholds.put(batch, List.copyOf(by));
  }

  /** Those that a batch breaks which has landed. */
  public List<Threshold> broken(BatchId batch) {
    return thresholds.getOrDefault(batch, List.of()).stream().filter(threshold -> outcome(batch).warnings().containsKey(threshold.rule())).toList();
  }

  /**
   * What all sinks of a batch agree on.
   *
   * @param warnings rule to rows, sorted by name
   * @param maxRejectPercent what the contract bears, or null
   * @param sinks who landed it and where, in the order they told
   */
  public record Outcome(Counts counts, Map<String, Long> warnings, BigDecimal maxRejectPercent, List<Landing> sinks) {
    public Outcome {
      Objects.requireNonNull(counts, "counts is null");
      warnings = java.util.Collections.unmodifiableMap(new TreeMap<>(warnings));
      sinks = List.copyOf(sinks);
    }

    /** Whether more records were rejected than the contract bears. */
    public boolean overLimit() {
      return maxRejectPercent != null
          && BigDecimal.valueOf(counts.rejected()).movePointRight(2).compareTo(maxRejectPercent.multiply(BigDecimal.valueOf(counts.read()))) > 0;
    }
  }

  /**
   * One sink's word that the batch is durable in its target.
   *
   * @param sink name of its kind: {@code lake}
   * @param target where, for people: a folder and dataset, a data source and table
   * @param dataset short name of what the rows are: a dataset of the lake, a table
   */
  public record Landing(String sink, String target, String dataset) {}

  /** As below, by a sink whose rows have no shorter name than their target. */
  public void add(BatchId batch, Counts counts, Map<String, Long> warnings, BigDecimal maxRejectPercent, String sink, String target) {
    add(batch, counts, warnings, maxRejectPercent, sink, target, target);
  }

  /**
   * Notes that a sink has made a batch durable. The same sink may tell the same again.
   *
   * @param maxRejectPercent what the batch's contract bears, or null
   * @param dataset short name of what the rows are
   * @throws CaravanException UNBALANCED when another sink of this batch counted differently (I1): one
   *     batch has one set of counts
   */
  public void add(
      BatchId batch, Counts counts, Map<String, Long> warnings, BigDecimal maxRejectPercent, String sink, String target, String dataset) {
    Landing landing = new Landing(sink, target, dataset);
    outcomes.merge(
        batch,
        new Outcome(counts, warnings, maxRejectPercent, List.of(landing)),
        (before, now) -> {
          if (!before.counts().equals(counts)) {
            throw disagreement(batch, before, landing, counts);
          }
          List<Landing> sinks = new ArrayList<>(before.sinks());
          if (!sinks.contains(landing)) {
            sinks.add(landing);
          }
          return new Outcome(counts, before.warnings(), before.maxRejectPercent(), sinks);
        });
  }

  /**
   * What became of a batch; kept until {@link #forget}, because a commit may fail and be repeated.
   *
   * @throws CaravanException ROUTE_NO_SINK when no sink has landed it
   */
  public Outcome outcome(BatchId batch) {
    Outcome outcome = outcomes.get(batch);
    if (outcome == null) {
      throw new CaravanException(ErrorCode.ROUTE_NO_SINK, "No sink has landed batch " + batch);
    }
    return outcome;
  }

  /** Forgets a batch that is committed, or whose flow failed between two sinks, so that its next attempt starts clean. */
  public void forget(BatchId batch) {
    outcomes.remove(batch);
    thresholds.remove(batch);
  }

  private static CaravanException disagreement(BatchId batch, Outcome before, Landing landing, Counts counts) {
    Landing first = before.sinks().get(0);
    return new CaravanException(
        Problem.of(
                ErrorCode.UNBALANCED,
                null,
                "Two sinks of batch " + batch + " counted differently: " + first.sink() + " " + first.target() + " and "
                    + landing.sink() + " " + landing.target())
            .required(before.counts().toString(), counts.toString())
            .next("Put steps that filter or deduplicate before the first sink, so that all sinks land the same rows."));
  }
}
