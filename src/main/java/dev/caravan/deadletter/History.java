package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Excerpt;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.LedgerDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Runs what has landed through its flow again, input by input: all records of the input in a new
 * generation, which replaces every earlier one when it is committed (I3). Records that somebody has
 * mended go in their mended form, those that were dropped stay out. Thread-safe.
 */
public final class History {
  /** For whom such batches wait; runs of the flow leave them alone. */
  public static final String WORK = "reprocess";

  private final JdbcLedger ledger;
  private final LedgerDatabase database;
  private final Path segments;

  /** @param segments folder of raw segments, one folder a batch */
  public History(JdbcLedger ledger, Path segments) {
    this.ledger = ledger;
    this.database = ledger.database();
    this.segments = segments.toAbsolutePath().normalize();
  }

  /**
   * One input that landed.
   *
   * @param whole the batch with all its records
   * @param standing the batches whose rows count now: the whole one and its replays; they are what is replaced
   */
  public record Input(BatchRecord whole, List<BatchRecord> standing) {
    public Input {
      standing = List.copyOf(standing);
    }

    public List<BatchId> replaced() {
      return standing.stream().map(BatchRecord::id).toList();
    }

    public long landed() {
      return standing.stream().mapToLong(batch -> batch.counts().landed()).sum();
    }
  }

  /**
   * What lies within a time.
   *
   * @param gone inputs whose raw records are not kept any more
   */
  public record Plan(List<Input> inputs, List<Input> gone) {
    public Plan {
      inputs = List.copyOf(inputs);
      gone = List.copyOf(gone);
    }
  }

  /**
   * The inputs of a flow that were first committed within a time.
   *
   * @param to exclusive
   * @throws CaravanException LEDGER_CONFLICT when a batch of one of them waits to land
   */
  public Plan plan(String flow, Instant from, Instant to) {
    List<Input> inputs = new ArrayList<>();
    List<Input> gone = new ArrayList<>();
    for (BatchRecord first : ledger.committed(flow, from, to)) {
      waiting(first).ifPresent(
          batch -> {
            throw new CaravanException(
                Problem.of(ErrorCode.LEDGER_CONFLICT, null, "Batch " + batch.id() + " of " + batch.source() + " waits to land; its input cannot be run again meanwhile")
                    .next("Run the flow first: `caravan run --once`."));
          });
      List<BatchRecord> standing = ledger.standing(first.flow(), first.source(), first.range());
      Input input = new Input(standing.get(0), standing);
      Path segment = Path.of(input.whole().segment());
      (SegmentWriter.exists(segment) && Files.exists(segment.resolve("data")) ? inputs : gone).add(input);
    }
    return new Plan(inputs, gone);
  }

  private java.util.Optional<BatchRecord> waiting(BatchRecord first) {
    return ledger.generations(first.flow(), first.source(), first.range()).stream()
        .filter(batch -> batch.state() != BatchState.COMMITTED && ledger.replaced(batch.id()).isEmpty())
        .findFirst();
  }

  /** The records of an input as they would be run now; changes nothing. */
  public Replays.Trial tryOut(Input input, Path folder) {
    return new Replays.Trial(input.whole().flow(), input.whole().id(), records(input, folder, false), input.replaced());
  }

  /** Numbers of the records of an input that were refused last, as far as their rejects are kept. */
  public Map<Long, KeptReject> refused(Input input) {
    Map<Long, KeptReject> refused = new TreeMap<>();
    RejectFinder finder = new RejectFinder(database);
    for (BatchRecord batch : input.standing()) {
      finder.list(RejectQuery.ALL.batch(batch.id()).limit(Integer.MAX_VALUE)).stream()
          .filter(reject -> reject.status() != RejectStatus.REPLAYED)
          .forEach(reject -> refused.put(reject.ordinal(), reject));
    }
    return refused;
  }

  /**
   * Has batches of a flow made ready, by one at a time.
   *
   * @throws CaravanException LEDGER_CONFLICT when somebody else is at it
   */
  public <T> T prepare(String flow, Supplier<T> work) {
    return Preparation.of(ledger, flow, work);
  }

  /**
   * Notes the batch that will replace an input. The caller holds the lease of the flow, or does it within {@link #prepare}.
   * An attempt that was not finished is taken up under its own name.
   *
   * @param work it waits for; null for the next pass of the flow
   */
  public BatchId queue(Input input, String work) {
    BatchRecord whole = input.whole();
    List<BatchRecord> generations = ledger.generations(whole.flow(), whole.source(), whole.range());
    BatchRecord last = generations.get(generations.size() - 1);
    int generation = last.state() == BatchState.COMMITTED ? last.generation() + 1 : last.generation();
    BatchId id = BatchId.of(whole.flow(), whole.source(), whole.range(), generation);
    Segment segment = records(input, segments.resolve(id.value()), true);
    database.write(
        "queue the batch " + id + " that replaces " + whole.id(),
        statements -> {
          ledger.queueReplacement(statements, whole, id, generation, segment.folder().toString(), input.replaced(), work);
          return null;
        });
    return id;
  }

  private Segment records(Input input, Path folder, boolean own) {
    Segment whole = SegmentWriter.open(Path.of(input.whole().segment()));
    Map<Long, byte[]> mended = new TreeMap<>();
    Set<Long> dropped = new TreeSet<>();
    for (BatchRecord batch : input.standing()) {
      gather(batch.id(), mended, dropped);
    }
    if (mended.isEmpty() && dropped.isEmpty()) {
      return own ? SegmentWriter.link(whole, folder) : whole;
    }
    return Excerpt.revised(whole, folder, mended, dropped);
  }

  private void gather(BatchId batch, Map<Long, byte[]> mended, Set<Long> dropped) {
    database.read(
        "read what was decided about rejects of batch " + batch,
        statements -> {
          statements.list(
              "SELECT e.ordinal, e.edited FROM reject_edits e JOIN reject_batches b ON b.number = e.number WHERE b.batch = ?",
              row -> mended.put(row.getLong(1), row.getBytes(2)),
              batch.value());
          return dropped.addAll(
              statements.list(
                  "SELECT d.ordinal FROM reject_drops d JOIN reject_batches b ON b.number = d.number WHERE b.batch = ?", row -> row.getLong(1), batch.value()));
        });
  }
}
