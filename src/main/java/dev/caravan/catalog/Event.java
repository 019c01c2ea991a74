package dev.caravan.catalog;

import dev.caravan.batch.Counts;

/**
 * Something others are told of. Its components are the data of the event; what is null is left out. No value of a
 * record is among them (I6).
 */
public sealed interface Event {
  EventType type();

  /** The same whenever the same thing is told again, and no other's. */
  String id();

  /** What it is about, a flow or a dependency: events of one subject are sent in their order. */
  String subject();

  /**
   * A run has come to its end.
   *
   * @param state DONE, FAILED or ABANDONED
   * @param batches that it committed; their counts are summed up
   * @param code why it failed, or null
   */
  record RunFinished(String flow, long run, Ledger.RunState state, long batches, Counts counts, String code, String message) implements Event {
    @Override
    public EventType type() {
      return EventType.RUN_FINISHED;
    }

    @Override
    public String id() {
      return "run-" + run;
    }

    @Override
    public String subject() {
      return flow;
    }
  }

  /**
   * Rows of a batch are visible in a target, and the batch is committed.
   *
   * @param place of this landing among those of the batch
   * @param generation 0, or the number of the replay
   * @param rows that landed there
   */
  record DatasetLanded(String flow, long run, String batch, int generation, int place, String sink, String target, long rows, Counts counts) implements Event {
    @Override
    public EventType type() {
      return EventType.DATASET_LANDED;
    }

    @Override
    public String id() {
      return batch + "-landed-" + place;
    }

    @Override
    public String subject() {
      return flow;
    }
  }

  /**
   * A batch breaks its contract as a whole.
   *
   * @param attempt of the batch
   * @param landed whether its rows are visible all the same
   * @param code what is broken
   * @param rule of the contract, where it is one that lets the batch land; else null
   */
  record ContractViolated(String flow, long run, String batch, int attempt, boolean landed, String code, String rule, String message) implements Event {
    @Override
    public EventType type() {
      return EventType.CONTRACT_VIOLATED;
    }

    @Override
    public String id() {
      return batch + "-violated-" + attempt + "-" + code + (rule == null ? "" : "-" + rule);
    }

    @Override
    public String subject() {
      return flow;
    }
  }

  /**
   * A field comes otherwise than its contract says.
   *
   * @param kind new, gone, renamed, widened or narrowed
   * @param column it would have, or has
   * @param policy by which it is treated
   * @param records of the batch it was seen in
   */
  record DriftFound(String flow, String batch, String contract, String version, String field, String kind, String column, String policy, long records)
      implements Event {
    @Override
    public EventType type() {
      return EventType.DRIFT_FOUND;
    }

    @Override
    public String id() {
      return batch + "-drift-" + kind + "-" + DriftProposals.key(field);
    }

    @Override
    public String subject() {
      return flow;
    }
  }

  /**
   * A batch does not look like those of its flow before.
   *
   * @param measure rows, completeness (of a column, 0 to 1) or mean
   * @param column null when it is about the table
   * @param value of the batch
   * @param usual mean of the batches before
   * @param deviation of them, at least a hundredth of the usual
   * @param batches before that it was compared with
   */
  record AnomalyFound(String flow, String batch, String measure, String column, double value, double usual, double deviation, int batches) implements Event {
    @Override
    public EventType type() {
      return EventType.ANOMALY_FOUND;
    }

    @Override
    public String id() {
      return batch + "-anomaly-" + measure + (column == null ? "" : "-" + DriftProposals.key(column));
    }

    @Override
    public String subject() {
      return flow;
    }
  }

  /**
   * A system outside gets no calls for a while.
   *
   * @param process that makes none
   * @param opening which one of the process it is
   * @param seconds until the first call is tried
   * @param because of what, or null when it was told to
   */
  record BreakerOpened(String dependency, String process, long opening, long seconds, String because) implements Event {
    @Override
    public EventType type() {
      return EventType.BREAKER_OPENED;
    }

    @Override
    public String id() {
      return "breaker-" + dependency + "-" + process + "-" + opening;
    }

    @Override
    public String subject() {
      return dependency;
    }
  }
}
