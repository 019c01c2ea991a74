package dev.caravan.source.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.batch.Stage;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger.CursorMove;
import dev.caravan.source.SourceServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that remembers where it stands: each batch is read from one stand to the next, made durable
 * and landed; the commit moves the stand in the ledger (I2). What an earlier process left unfinished
 * lands first. A Kamelet calls {@link #poll}, then {@link #commit} and {@link #next} until that is
 * null, then {@link #finish}. One thread at a time.
 */
public final class PositionedSource {
  private static final Logger LOG = LoggerFactory.getLogger(PositionedSource.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SegmentOptions NDJSON = new SegmentOptions("ndjson", "UTF-8", null, null, null, null, null);
  private static final String POSITION = "position";
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  private final SourceServices services;
  private final String flow;
  private final List<String> after;
  private final String source;
  private final String title;
  private final Reader reader;
  private final List<Stage> stages;
  private final Map<BatchId, Range> inHand = new HashMap<>();
  private Deque<BatchRecord> unfinished = new ArrayDeque<>();
  private boolean over;

  /**
   * The input of a batch, as the ledger keeps it.
   *
   * @param from null for the first batch of all
   * @param to null when records are run again
   * @param known rows that came again and are counted as deduplicated
   */
  record Range(String from, String to, long known) {
    static final Range AGAIN = new Range(null, null, 0);
  }

  /**
   * @param after flows whose first pass must be over
   * @param source what batch ids are made of (I3)
   * @param title of the source, for people
   */
  public PositionedSource(SourceServices services, String flow, List<String> after, String source, String title, Reader reader) {
    this(services, flow, after, source, title, reader, List.of());
  }

  /** @param stages each batch begins with */
  public PositionedSource(SourceServices services, String flow, List<String> after, String source, String title, Reader reader, List<Stage> stages) {
    this.services = services;
    this.flow = flow;
    this.after = List.copyOf(after);
    this.source = source;
    this.title = title;
    this.reader = reader;
    this.stages = List.copyOf(stages);
  }

  /**
   * Begins a pass, as soon as it is this flow's turn, and reads its first batch.
   *
   * @return null when there is nothing to do
   */
  public Batch poll() {
    // The schedule may be long: who waits for others or for a lease does not wait for it too.
    while (!services.passes().begin(flow, after)) {
      if (!services.passes().waits(flow)) {
        return null;
      }
      services.passes().pause(A_MOMENT);
    }
    over = !services.passes().takesIn();
    unfinished = new ArrayDeque<>(services.ledger().unfinished(flow));
    rememberLast();
    return next();
  }

  /** The next batch; null when the pass is over. After a failure it may be called again. */
  public Batch next() {
    if (!services.passes().goesOn(flow)) {
      return null;
    }
    try {
      while (!unfinished.isEmpty()) {
        BatchRecord left = unfinished.peek();
        if (SegmentWriter.exists(Path.of(left.segment()))) {
          Batch batch = resume(left);
          unfinished.poll();
          return batch;
        }
        LOG.warn("Batch {} was left unfinished and its segment {} is gone: its rows are read again", left.id(), left.segment());
        unfinished.poll();
      }
      return over ? null : read();
    } catch (OutOfMemoryError e) {
      throw new CaravanException(ErrorCode.FLOW_MEMORY, "A batch could not be read: it ran out of the Java heap: " + e.getMessage(), e);
    } catch (LinkageError | StackOverflowError e) {
      // Camel hands only exceptions to the error policy: an error would leave the flow hanging.
      throw new CaravanException(ErrorCode.FLOW_BUG, "A batch could not be read: " + e, e);
    }
  }

  private Batch read() {
    String from = services.ledger().cursor(flow, POSITION).orElse(null);
    Instant asked = services.clock().instant();
    Optional<Reader.Slice> read = reader.read(from);
    if (read.isEmpty()) {
      over = true;
      return null;
    }
    Reader.Slice slice = read.get();
    over = slice.last();
    Range range = new Range(from, slice.to(), slice.known());
    BatchId id = BatchId.of(flow, source, text(range), 0);
    Segment segment = services.segments().write(slice.rows(), title, NDJSON, services.segmentFolder().resolve(id.value()));
    slice.returning().write(segment.folder());
    services.passes().appeared(flow, asked);
    services.passes().open(flow, id, source, text(range), 0, segment.folder().toString(), title, segment.bytes());
    inHand.put(id, range);
    delete(slice.rows());
    return batch(id, segment);
  }

  private Batch resume(BatchRecord left) {
    Segment segment = SegmentWriter.open(Path.of(left.segment()));
    LOG.info("Flow {} goes on with batch {} of {}, attempt {}", flow, left.id(), title, left.attempts() + 1);
    services.passes().open(flow, left.id(), left.source(), left.range(), left.generation(), segment.folder().toString(), title, segment.bytes());
    // Records that are run again say nothing of where the source stands.
    inHand.put(left.id(), left.generation() > 0 ? Range.AGAIN : range(left.range()));
    return batch(left.id(), segment);
  }

  private Batch batch(BatchId id, Segment segment) {
    return new Batch(id, flow, segment, stages, services.engine());
  }

  /** Commits the batch and moves the stand with it (I2). */
  public void commit(Batch batch) {
    Range range = inHand.get(batch.id());
    if (range == null) {
      throw new IllegalStateException("batch " + batch.id() + " is not one of this source");
    }
    CursorMove move = range.to() == null ? null : new CursorMove(POSITION, range.from(), range.to());
    Path folder = batch.segment().folder();
    Optional<Returning> returning = move == null ? Optional.empty() : Returning.of(folder);
    returning.ifPresent(rows -> note(batch.id()));
    boolean committed = services.passes().commit(flow, batch.id(), move, range.known());
    inHand.remove(batch.id());
    if (committed) {
      returning.ifPresent(rows -> remember(batch.id(), folder, () -> reader.committed(rows)));
    }
  }

  // The batch is committed: what fails now must not have it committed again. It is tried again at the next pass.
  private void remember(BatchId id, Path folder, Runnable remembering) {
    try {
      remembering.run();
      Files.deleteIfExists(committing());
      Returning.delete(folder);
    } catch (CaravanException | IOException e) {
      LOG.warn("What batch {} has landed could not be remembered; it is tried again at the next pass: {}", id, e.getMessage());
    }
  }

  /** A process may have ended between a commit and what follows it. */
  private void rememberLast() {
    if (Files.notExists(committing())) {
      return;
    }
    try {
      BatchId id = new BatchId(Files.readString(committing()));
      boolean committed = services.ledger().batch(id).filter(batch -> batch.state() == BatchState.COMMITTED).isPresent();
      Path folder = services.segmentFolder().resolve(id.value());
      if (committed) {
        Returning.of(folder).ifPresent(rows -> remember(id, folder, () -> reader.committedBefore(rows)));
      }
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SOURCE_UNREADABLE, "What landed last cannot be read from " + committing() + ": " + e.getMessage(), e);
    }
  }

  // Before the commit: afterwards nothing tells that what follows it was not done.
  private void note(BatchId id) {
    try {
      Files.createDirectories(committing().getParent());
      Files.writeString(committing(), id.value(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "What is about to be committed cannot be noted in " + committing() + ": " + e.getMessage(), e);
    }
  }

  private Path committing() {
    return services.data().resolve("landed").resolve(flow).resolve("committing");
  }

  public void finish() {
    reader.close();
    services.passes().finish(flow);
  }

  private static String text(Range range) {
    try {
      return JSON.writeValueAsString(range);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts is JSON", e);
    }
  }

  private static Range range(String text) {
    try {
      return JSON.readValue(text, Range.class);
    } catch (JsonProcessingException e) {
      throw new CaravanException(ErrorCode.LEDGER_SCHEMA, "The range of a batch is not one of this source: " + text, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} was read and could not be deleted: {}", file, e.getMessage());
    }
  }
}
