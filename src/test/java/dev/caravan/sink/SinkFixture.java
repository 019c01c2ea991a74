package dev.caravan.sink;

import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Column;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.batch.Format;
import dev.caravan.batch.Reject;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Type;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Milestones;
import dev.caravan.failure.Dependencies;
import dev.caravan.failure.DependencyPolicy;
import dev.caravan.failure.FailureTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;

/** A real engine with batches made of JSON lines, for the tests of sinks. */
public final class SinkFixture implements AutoCloseable {
  /** Rows of a batch that a target may refuse. */
  public static final int REFUSED_AT_MOST = 5;

  public final MemoryLedger ledger = new MemoryLedger();
  public final Landings landings = new Landings();
  public final Map<Long, Reject> rejects = new ConcurrentHashMap<>();
  public final Engine engine;
  public final SinkServices services;

  private final Path folder;

  public SinkFixture(Path folder, Supplier<S3Client> s3) {
    this.folder = folder;
    this.engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
    Path data = folder.resolve("data");
    this.services =
        new SinkServices(
            engine,
            ledger,
            (batch, some) -> some.forEach(reject -> rejects.put(reject.ordinal(), reject)),
            landings,
            new Lakes(data, s3),
            data,
            Clock.systemUTC(),
            Milestones.NONE,
            new Refusals(FailureTables.packaged(), REFUSED_AT_MOST));
  }

  /** Outside systems that count every failure and bear few. */
  public static Dependencies dependencies() {
    DependencyPolicy policy = new DependencyPolicy(50, 10, Duration.ofSeconds(30), 3, 64, Duration.ofSeconds(60), 8);
    return new Dependencies(name -> policy, Set.of(), failure -> true);
  }

  /** A batch of the columns id (BIGINT), day (DATE), name (VARCHAR); what cannot be read so is rejected. */
  public Batch batch(String range, String... lines) throws IOException {
    return batch(range, List.of(column("id", new Type.Int(64, true)), column("day", new Type.Date()), column("name", new Type.Text())), lines);
  }

  public Batch batch(String range, List<Column> columns, String... lines) throws IOException {
    Path segmentFolder = Files.createDirectories(folder.resolve("segments").resolve(range));
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(segmentFolder.resolve("data"), text);
    Segment segment =
        new Segment(
            segmentFolder, range + ".ndjson", Format.NDJSON, null, List.of(), "UTF-8", "0", text.length,
            List.of(new Segment.Block(0, text.length, 0, 1, 0)), SegmentWriter.RECORD_LIMIT);
    return new Batch(BatchId.of("orders", "inbox", range, 0), "orders", segment, List.of(), engine)
        .with(new Stage.Typed(columns.stream().map(ColumnRead::of).toList()));
  }

  public static Column column(String name, Type type) {
    return new Column(name, type);
  }

  /** The files below a folder, relative and sorted, with their sizes left out. */
  public static List<String> tree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (var files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).map(file -> root.relativize(file).toString()).sorted().toList();
    }
  }

  /** Rule and field of each reject, by ordinal. */
  public Map<Long, String> rejected() {
    Map<Long, String> reasons = new TreeMap<>();
    rejects.forEach((ordinal, reject) -> reasons.put(ordinal, reject.failures().get(0).field() + " " + reject.failures().get(0).rule()));
    return reasons;
  }

  @Override
  public void close() {
    engine.close();
  }
}
