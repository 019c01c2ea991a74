package dev.caravan.source.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Secrets;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Origins;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.CursorMove;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.source.SourceServices;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of topics in batches. How far each partition has been read stands in the ledger and moves with the batch
 * (I2); a batch is known by its offsets (I3). Several processes may read the same flow: a batch claims what it reads
 * when it is opened, so that of two which read the same one has to look again. A Kamelet calls {@link #poll}, then
 * {@link #commit} and {@link #next} until that is null, then {@link #finish}. One thread at a time.
 */
public final class KafkaSource {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaSource.class);
  private static final SegmentOptions NDJSON = new SegmentOptions("ndjson", "UTF-8", null, null, null, null, null);
  private static final Duration MOMENT = Duration.ofMillis(200);
  /** what nobody has written to for so long is left by a process that died */
  private static final Duration LEFT = Duration.ofHours(1);
  private static final long PASS_NANOS = Duration.ofMinutes(1).toNanos();

  private final SourceServices services;
  private final Secrets secrets;
  private final KafkaClients clients;
  private final KafkaWatch watch;
  private final KafkaConfig config;
  private final BrokerCalls calls;
  private final String source;
  private final Path reading;
  private final ValueReader reader;
  private final Map<BatchId, List<CursorMove>> inHand = new HashMap<>();
  private Deque<BatchRecord> unfinished = new ArrayDeque<>();
  private Intake intake;
  private volatile Intake watched;
  private boolean firstPass = true;
  private long began;

  /**
   * @param breaker of the cluster
   * @throws CaravanException KAMELET_PARAMETER: nobody is called yet
   */
  public KafkaSource(SourceServices services, Secrets secrets, KafkaClients clients, KafkaWatch watch, KafkaValues values, CircuitBreaker breaker, KafkaConfig config) {
    config.check();
    this.services = services;
    this.secrets = secrets.usedBy("flow " + config.flow());
    this.clients = clients;
    this.watch = watch;
    this.config = config;
    this.calls = new BrokerCalls(breaker, config);
    this.source = "kafka:" + config.named();
    this.reading = services.data().resolve("reading").resolve(config.flow());
    this.reader = values.reader(config);
    watch.reads(config.flow(), this::lag);
  }

  private long lag() {
    Intake reading = watched;
    return reading == null ? 0 : reading.lag();
  }

  /**
   * Begins a pass, as soon as it is this flow's turn, and waits for its first batch.
   *
   * @return null when there is none
   */
  public Batch poll() {
    while (!services.passes().beginShared(config.flow(), config.after())) {
      // Other members of the group are to read what this process does not.
      stop();
      if (!services.passes().waits(config.flow())) {
        return null;
      }
      services.passes().pause(MOMENT);
    }
    began = System.nanoTime();
    unfinished = new ArrayDeque<>(services.ledger().unfinished(config.flow()));
    return next();
  }

  /** The next batch; null when the pass is over. After a failure it may be called again. */
  public Batch next() {
    try {
      while (services.passes().goesOn(config.flow())) {
        Optional<Batch> left = resumed();
        if (left.isPresent() || !services.passes().takesIn()) {
          return left.orElse(null);
        }
        Optional<Gathering> gathered = reading().take(MOMENT);
        if (gathered.isPresent()) {
          Optional<Batch> batch = opened(gathered.get());
          if (batch.isPresent()) {
            return batch.get();
          }
        } else if (over()) {
          return null;
        } else if (intake.waits()) {
          // A batch that partitions wait for may have been left by a process that is gone.
          unfinished = new ArrayDeque<>(services.ledger().unfinished(config.flow()));
        }
      }
      return null;
    } catch (OutOfMemoryError e) {
      stop();
      throw new CaravanException(ErrorCode.FLOW_MEMORY, "A batch could not be read: it ran out of the Java heap: " + e.getMessage(), e);
    } catch (LinkageError | StackOverflowError e) {
      // Camel hands only exceptions to the error policy: an error would leave the flow hanging.
      stop();
      throw new CaravanException(ErrorCode.FLOW_BUG, "A batch could not be read: " + e, e);
    } catch (RuntimeException e) {
      stop();
      throw KafkaFailures.told(config, e);
    }
  }

  /** Once, at the end as it was; else when a minute is over, the first time as soon as nothing more is there. */
  private boolean over() {
    boolean caughtUp = intake.caughtUp();
    if (services.passes().once()) {
      return caughtUp;
    }
    return caughtUp && firstPass || System.nanoTime() - began > PASS_NANOS;
  }

  private Intake reading() {
    if (intake == null) {
      Gathering.sweep(reading, services.clock().instant().minus(LEFT));
      intake = new Intake(config, services.ledger(), reading, services.passes().once(), this::consumer, this::line, watch, calls);
      watched = intake;
    }
    return intake;
  }

  private JsonLine line() {
    return new JsonLine(config, reader);
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, String> properties = new LinkedHashMap<>(config.properties());
    properties.putAll(config.login().properties(secrets));
    properties.put("group.id", config.group());
    properties.put("group.protocol", config.protocol());
    if (config.protocol().equals("classic")) {
      properties.putIfAbsent("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    }
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "none");
    properties.put("allow.auto.create.topics", "false");
    properties.put("max.poll.records", String.valueOf(Math.min(config.batchRows(), 10_000)));
    properties.putIfAbsent("isolation.level", "read_committed");
    return clients.consumer(properties);
  }

  private Optional<Batch> opened(Gathering gathered) {
    SortedMap<Log, Span> spans = gathered.spans();
    String range = Span.text(spans);
    BatchId id = BatchId.of(config.flow(), source, range, 0);
    List<CursorMove> moves = Span.moves(spans);
    Segment arrived = arrived(gathered);
    Path folder = services.segmentFolder().resolve(id.value());
    gathered.oldest().ifPresent(time -> services.passes().appeared(config.flow(), time));
    if (!opens(id, source, range, 0, folder, arrived.bytes(), moves)) {
      SegmentWriter.remove(arrived.folder());
      intake.lookAgain();
      return Optional.empty();
    }
    // Only who has the batch in hand may put a segment there; a batch without one is read again by its offsets.
    return Optional.of(batch(id, SegmentWriter.move(arrived, folder), moves));
  }

  private Segment arrived(Gathering gathered) {
    Path arriving = services.segmentFolder().resolve(BatchId.of(config.flow(), "arriving", ProcessOwner.current().name(), 0).value());
    SegmentWriter.remove(arriving);
    Segment segment = services.segments().write(gathered.file(), source, NDJSON, arriving);
    Origins.write(gathered.runs(), segment);
    gathered.delete();
    return segment;
  }

  /** @return false when somebody else has the batch in hand, or something of what it would read */
  private boolean opens(BatchId id, String of, String range, int generation, Path folder, long bytes, List<CursorMove> moves) {
    try {
      services.passes().open(config.flow(), id, of, range, generation, folder.toString(), source, bytes, moves);
      return true;
    } catch (CaravanException e) {
      if (e.code() != ErrorCode.LEDGER_CONFLICT) {
        throw e;
      }
      LOG.info("Flow {} leaves batch {} alone: {}", config.flow(), id, e.getMessage());
      return false;
    }
  }

  private Batch batch(BatchId id, Segment segment, List<CursorMove> moves) {
    inHand.put(id, moves);
    return new Batch(id, config.flow(), segment, JsonLine.stages(config.tombstones()), services.engine());
  }

  /** A batch that was begun before, unless a process that lives has it in hand. */
  private Optional<Batch> resumed() {
    while (!unfinished.isEmpty()) {
      BatchRecord left = unfinished.peek();
      Optional<Batch> batch = resumed(left);
      unfinished.poll();
      if (batch.isPresent()) {
        return batch;
      }
    }
    return Optional.empty();
  }

  private Optional<Batch> resumed(BatchRecord left) {
    boolean again = left.generation() > 0;
    Path folder = again ? Path.of(left.segment()) : services.segmentFolder().resolve(left.id().value());
    boolean there = SegmentWriter.exists(folder);
    if (again && !there) {
      LOG.warn("Batch {} has records that are run again, and its segment {} is not here: it is left to the process that has it", left.id(), folder);
      return Optional.empty();
    }
    List<CursorMove> moves = again ? List.of() : Span.moves(Span.read(left.range()));
    if (!opens(left.id(), left.source(), left.range(), left.generation(), folder, 0, moves)) {
      return Optional.empty();
    }
    LOG.info("Flow {} goes on with batch {} of {}, attempt {}", config.flow(), left.id(), source, left.attempts() + 1);
    return Optional.of(batch(left.id(), there ? SegmentWriter.open(folder) : readAgain(left, folder), moves));
  }

  private Segment readAgain(BatchRecord left, Path folder) {
    LOG.info("The segment of batch {} is not here: its offsets are read again", left.id());
    Path file = reading.resolve(ProcessOwner.current().name() + "-again.rows");
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      Reread reread = new Reread(consumer, config, watch, this::line);
      return SegmentWriter.move(arrived(calls.make(() -> reread.read(Span.read(left.range()), file))), folder);
    }
  }

  /** Commits the batch and moves the cursors of its partitions with it (I2). */
  public void commit(Batch batch) {
    List<CursorMove> moves = inHand.get(batch.id());
    if (moves == null) {
      throw new IllegalStateException("batch " + batch.id() + " is not one of this source");
    }
    boolean committed = services.passes().commitMoving(config.flow(), batch.id(), moves, 0);
    inHand.remove(batch.id());
    if (intake != null && committed) {
      intake.landed();
    } else if (intake != null) {
      intake.lookAgain();
    }
  }

  public void finish() {
    firstPass = false;
    boolean stays = services.passes().goesOn(config.flow()) && !services.passes().once();
    services.passes().finish(config.flow());
    if (!stays) {
      stop();
    }
  }

  private void stop() {
    if (intake != null) {
      intake.close();
      intake = null;
      watched = null;
    }
  }
}
