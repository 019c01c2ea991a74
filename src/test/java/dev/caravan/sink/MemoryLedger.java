package dev.caravan.sink;

import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.Event;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers only what sinks tell; everything else a sink has no business with. */
public final class MemoryLedger implements Ledger {
  private final List<String> landed = Collections.synchronizedList(new ArrayList<>());
  private final Map<BatchId, List<BatchId>> replacements = new ConcurrentHashMap<>();

  private final Map<BatchId, BatchRecord> committed = new ConcurrentHashMap<>();
  private Map<String, CursorStand> stands = Map.of();

  /** From now on cursors stand so. */
  public void stands(Map<String, CursorStand> now) {
    stands = Map.copyOf(now);
  }

  /** From now on a batch is committed. */
  public void committed(BatchId id) {
    committed.put(id, new BatchRecord(id, 1, "orders", "inbox", "", 0, "", BatchState.COMMITTED, 1, Counts.NONE, Map.of(), null, Instant.EPOCH, Instant.EPOCH));
  }

  /** Each word of a sink: {@code batch sink target rows}. */
  public List<String> landed() {
    return List.copyOf(landed);
  }

  @Override
  public void landed(BatchId id, String sink, String target, long rows) {
    landed.add(id + " " + sink + " " + target + " " + rows);
  }

  /** From now on a batch takes the place of another. */
  public void replaces(BatchId batch, BatchId replaced) {
    replacements.put(batch, List.of(replaced));
  }

  @Override
  public List<BatchId> replaced(BatchId id) {
    return replacements.getOrDefault(id, List.of());
  }

  @Override
  public Optional<BatchRecord> batch(BatchId id) {
    return Optional.ofNullable(committed.get(id));
  }

  @Override
  public long startRun(String flow) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void finishRun(long run, RunState state, ErrorCode code, String message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public BatchRecord open(long run, BatchId id, String flow, String source, String range, int generation, String segment, List<CursorMove> claims) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<BatchRecord> unfinished(String flow) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void commitMoving(BatchId id, Counts counts, Map<String, Long> warnings, List<CursorMove> cursors, List<Event> events) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> cursor(String flow, String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, CursorStand> cursorStands(String flow) {
    return stands;
  }

  @Override
  public void fail(BatchId id, ErrorCode code, String message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void note(String flow, long run, BatchId batch, Failure failure, int attempts, Instant nextTry) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean lease(String name, String owner, Duration time) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(String name, String owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean dead(ProcessOwner other) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int abandonDeadRuns() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<RunSummary> runs(int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<RunSummary> runs(String flow, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
