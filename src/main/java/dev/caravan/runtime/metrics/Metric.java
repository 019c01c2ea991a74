package dev.caravan.runtime.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every series that Prometheus is told, once: its name with its unit, its labels and what it means. Nothing else is
 * told but what Camel counts, and the reference page is made from this list. Names do not change; one that has to go
 * is told beside its successor for a minor version.
 */
public enum Metric {
  RECORDS_READ("caravan_records_read_total", Type.COUNTER, List.of("flow", "dataset"), "Records read of batches that are committed; a batch that lands in two datasets counts in both."),
  RECORDS("caravan_records_total", Type.COUNTER, List.of("flow", "dataset", "fate"), "What became of them: landed, rejected, deduplicated or filtered. The four add up to those read."),
  REJECTS("caravan_rejects_total", Type.COUNTER, List.of("flow", "rule"), "Rejected records by the first rule they broke."),
  WARNINGS("caravan_warnings_total", Type.COUNTER, List.of("flow", "rule"), "Records that broke a rule which only warns."),
  COMPLETENESS("caravan_column_completeness", Type.GAUGE, List.of("flow", "column"), "Share of the rows of the latest batch that have a value in the column, 0 to 1; of flows with profile-action, as the next two."),
  DISTINCT("caravan_column_distinct", Type.GAUGE, List.of("flow", "column"), "Different values of the column in the latest batch."),
  MEAN("caravan_column_mean", Type.GAUGE, List.of("flow", "column"), "Mean of the column in the latest batch; of numbers alone."),
  BYTES("caravan_bytes_total", Type.COUNTER, List.of("flow", "dataset"), "Bytes of the inputs of batches that are committed."),
  BATCH("caravan_batch_seconds", Type.HISTOGRAM, List.of("flow", "dataset"), "Time of a batch from its entry into the ledger to its commit."),
  BATCH_LONGEST("caravan_batch_seconds_max", Type.GAUGE, List.of("flow", "dataset"), "The longest of the last minutes."),
  VISIBLE("caravan_visible_latency_seconds", Type.HISTOGRAM, List.of("flow", "dataset"), "From source to visible: since the input was there to be read (a file was written, a message was sent, rows were asked for) until its batch was committed."),
  VISIBLE_LONGEST("caravan_visible_latency_seconds_max", Type.GAUGE, List.of("flow", "dataset"), "The longest of the last minutes."),

  FLOW_STATE("caravan_flow_state", Type.GAUGE, List.of("flow"), "0 waiting for its turn, 1 running, 2 between passes, 3 stopped by a failure."),
  FRESHNESS("caravan_freshness_seconds", Type.GAUGE, List.of("flow"), "Since rows of the flow last became visible; absent until there are any."),
  PASS_AGE("caravan_pass_age_seconds", Type.GAUGE, List.of("flow"), "Since the flow last looked through its source, or since this process knows it."),
  CURSOR_AGE("caravan_cursor_age_seconds", Type.GAUGE, List.of("flow"), "Since the cursor of the flow last moved, of several the one that stands longest; absent without a cursor."),
  LAG("caravan_lag_bytes", Type.GAUGE, List.of("flow"), "Bytes found at the source that have not landed."),
  QUEUE("caravan_queue_batches", Type.GAUGE, List.of("flow"), "Batches in the ledger that are not committed: in hand, failed, or queued to be replayed."),
  IN_HAND("caravan_records_in_hand", Type.GAUGE, List.of("flow"), "Records read so far of the batch in hand."),
  KAFKA_LAG("caravan_kafka_lag", Type.GAUGE, List.of("flow"), "Records in the partitions this process reads which are not gathered yet."),
  KAFKA_MISSED("caravan_kafka_missed_total", Type.COUNTER, List.of("flow"), "Offsets that were gone before they were read."),
  STREAMS_STATE("caravan_streams_state", Type.GAUGE, List.of("streams"), "A file of streams: 0 waiting for brokers, topics or partitions, 1 running, 2 failed and tried again, 3 stopped."),
  STREAMS_RECORDS("caravan_streams_records_total", Type.COUNTER, List.of("streams", "end"), "Records of a file of streams: read, written, deduplicated, filtered, refused, and late among the refused. What a failed transaction had counted is counted again when it is repeated."),
  STREAMS_LAG("caravan_streams_lag", Type.GAUGE, List.of("streams"), "Records in the topics that this process reads for it, those between its steps among them, which are not read yet."),
  FAILURES("caravan_failures_total", Type.COUNTER, List.of("flow", "class", "code"), "Failures by class (transient, permanent, poison, configuration, bug) and code, those after which a step or a call was repeated among them."),

  DEPENDENCY_STATE("caravan_dependency_state", Type.GAUGE, List.of("dependency"), "Breaker of an outside system: 0 closed, 1 probing, 2 open."),
  DEPENDENCY_OPENED("caravan_dependency_opened_total", Type.COUNTER, List.of("dependency"), "How often the breaker has opened; the log says by what."),
  DEPENDENCY_CALLS("caravan_dependency_calls_total", Type.COUNTER, List.of("dependency", "outcome"), "Calls: succeeded, failed, refused (the breaker was open), turned-away (no permit in time)."),
  DEPENDENCY_UNDER_WAY("caravan_dependency_calls_under_way", Type.GAUGE, List.of("dependency"), "Bulkhead: calls under way; 0 where any number may be made."),
  DEPENDENCY_LIMIT("caravan_dependency_calls_limit", Type.GAUGE, List.of("dependency"), "Bulkhead: calls at once; 0 for any number."),
  BUDGET_UNDER_WAY("caravan_budget_calls_under_way", Type.GAUGE, List.of("system"), "Calls under way to a system whose limit is divided among flows and processes."),
  BUDGET_ALLOWED("caravan_budget_calls_allowed", Type.GAUGE, List.of("system"), "Calls this process may make at once now: its share, less what the system has asked to leave out."),
  BUDGET_LIMIT("caravan_budget_calls_limit", Type.GAUGE, List.of("system"), "Calls at once that the system takes from all processes."),

  EVENTS_WAITING("caravan_events_waiting", Type.GAUGE, List.of(), "Caravan's own events in the ledger that are not sent yet."),
  EVENTS_AGE("caravan_events_oldest_seconds", Type.GAUGE, List.of(), "Since the first of them came; 0 when none waits."),
  EVENTS_SENT("caravan_events_sent_total", Type.COUNTER, List.of(), "Events that this process has sent; one that is sent again counts again."),

  ENGINE_MEMORY("caravan_engine_memory_bytes", Type.GAUGE, List.of(), "Memory the engine uses besides the Java heap."),
  ENGINE_LIMIT("caravan_engine_memory_limit_bytes", Type.GAUGE, List.of(), "Memory it may use."),
  ENGINE_SPILLED("caravan_engine_spilled_bytes", Type.GAUGE, List.of(), "What it has put on disk for want of memory."),
  DISK_FREE("caravan_disk_free_bytes", Type.GAUGE, List.of(), "Free space of the data folder's disk."),
  DISK_RESERVE("caravan_disk_reserve_bytes", Type.GAUGE, List.of(), "Free space below which flows pause."),

  HEAP_USED("jvm_memory_used_bytes", Type.GAUGE, List.of("area", "id"), "Memory of the JVM in use, by pool."),
  HEAP_COMMITTED("jvm_memory_committed_bytes", Type.GAUGE, List.of("area", "id"), "Memory the JVM has taken."),
  HEAP_MAX("jvm_memory_max_bytes", Type.GAUGE, List.of("area", "id"), "Memory it may take; -1 where nothing limits it."),
  GC_PAUSE("jvm_gc_pause_seconds", Type.SUMMARY, List.of("action", "cause", "gc"), "Pauses to collect garbage; absent until there was one."),
  GC_PAUSE_LONGEST("jvm_gc_pause_seconds_max", Type.GAUGE, List.of("action", "cause", "gc"), "The longest of the last minutes."),
  THREADS("jvm_threads_live_threads", Type.GAUGE, List.of(), "Threads of the JVM."),
  THREADS_PEAK("jvm_threads_peak_threads", Type.GAUGE, List.of(), "The most there were at once."),
  CPU_COUNT("system_cpu_count", Type.GAUGE, List.of(), "Processors the JVM may use."),
  CPU_SYSTEM("system_cpu_usage", Type.GAUGE, List.of(), "Share of all processors in use, 0 to 1."),
  CPU_PROCESS("process_cpu_usage", Type.GAUGE, List.of(), "Share of all processors this process uses, 0 to 1."),
  FILES_OPEN("process_files_open_files", Type.GAUGE, List.of(), "Files and sockets this process has open."),
  FILES_MAX("process_files_max_files", Type.GAUGE, List.of(), "How many it may have open."),
  UPTIME("process_uptime_seconds", Type.GAUGE, List.of(), "Since the JVM was started.");

  /** How Prometheus reads a series. */
  public enum Type {
    COUNTER,
    GAUGE,
    /** with {@code _bucket}, {@code _count} and {@code _sum} */
    HISTOGRAM,
    /** with {@code _count} and {@code _sum} */
    SUMMARY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String series;
  private final Type type;
  private final List<String> labels;
  private final String sentence;

  Metric(String series, Type type, List<String> labels, String sentence) {
    this.series = series;
    this.type = type;
    this.labels = labels;
    this.sentence = sentence;
  }

  /** As Prometheus names it. */
  public String series() {
    return series;
  }

  public Type type() {
    return type;
  }

  public List<String> labels() {
    return labels;
  }

  public String sentence() {
    return sentence;
  }

  /** The name by which Micrometer makes it: that without what Micrometer adds for the type. */
  String meter() {
    return switch (type) {
      case COUNTER -> series.replaceFirst("_total$", "");
      case HISTOGRAM, SUMMARY -> series.replaceFirst("_seconds$", "");
      case GAUGE -> series;
    };
  }

  /** The series of that name; empty when there is none. */
  static Optional<Metric> of(String series) {
    return Arrays.stream(values()).filter(metric -> metric.series.equals(series)).findFirst();
  }
}
