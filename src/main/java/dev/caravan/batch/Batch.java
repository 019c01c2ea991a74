package dev.caravan.batch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What flows through a route: a durable raw segment and the steps to be taken, which nothing runs
 * until a sink needs the rows. Immutable; thread-safe.
 *
 * @param flow id of the route it belongs to
 */
public record Batch(BatchId id, String flow, Segment segment, List<Stage> stages, Engine engine)
    implements Iterable<Map<String, Object>> {
  public Batch {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(flow, "flow is null");
    Objects.requireNonNull(segment, "segment is null");
    stages = List.copyOf(stages);
  }

  /** Whether no step has been taken yet. */
  public boolean untouched() {
    return stages.stream().allMatch(Stage.Tombstones.class::isInstance);
  }

  /** Whether rows of it may be tombstones. */
  public boolean tombstones() {
    return stages.stream().anyMatch(Stage.Tombstones.class::isInstance);
  }

  /** The batch with one more step. */
  public Batch with(Stage stage) {
    List<Stage> more = new ArrayList<>(stages);
    more.add(stage);
    return new Batch(id, flow, segment, more, engine);
  }

  /**
   * The landing rows as maps, column to value, in source order: for stock EIPs, at row speed. Rows
   * that would be rejected, filtered or deduplicated are not among them and are not recorded
   * anywhere: only a sink accounts for records. The iterator is {@link AutoCloseable}.
   */
  @Override
  public Iterator<Map<String, Object>> iterator() {
    return engine.rows(this);
  }
}
