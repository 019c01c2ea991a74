package dev.caravan.quality;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Column;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Engine;
import dev.caravan.batch.Format;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.batch.SourcePointer;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.batch.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs a file through the engine as a batch that lands nowhere: what would become of it. One thread at a time. */
public final class Trial {
  /** The flow such a batch belongs to; no ledger hears of it. */
  private static final String FLOW = "trial";

  private final Engine engine;
  private final Path folder;
  private int runs;

  /** @param folder for the segment and the staged rows; the caller deletes it */
  public Trial(Engine engine, Path folder) {
    this.engine = engine;
    this.folder = folder;
  }

  /**
   * What became of the records.
   *
   * @param relation what to write behind FROM to read the rows that would land
   * @param segment what was read; its folder lives as long as the trial's
   * @param failures the commonest first
   * @param warnings rule to rows
   */
  public record Outcome(String relation, Segment segment, Counts counts, List<Failure> failures, Map<String, Long> warnings) {
    public Outcome {
      failures = List.copyOf(failures);
      warnings = Map.copyOf(warnings);
    }

    /** Whether the file's texts stand for values of any type. */
    public boolean untyped() {
      return segment.format() == Format.CSV;
    }
  }

  /**
   * A rule that records broke.
   *
   * @param field null when the record as a whole is meant
   * @param got of the first that broke it; null for a missing value
   * @param where the first that broke it stands
   * @param raw the first that broke it, as it was delivered
   */
  public record Failure(String field, String rule, String required, long records, String got, SourcePointer where, byte[] raw) {}

  /** Whether a file is columnar: its own types say more than a reading of its records. */
  public static boolean columnar(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".parquet");
  }

  /** What to write behind FROM to read a columnar file as it is. */
  public static String columnarRelation(Path file) {
    // The engine takes a path for a pattern: its signs are put into brackets, so that they mean themselves.
    return "read_parquet(" + Sql.text(file.toString().replaceAll("[\\[*?]", "[$0]")) + ", hive_partitioning = false)";
  }

  /**
   * Reads a file and takes these steps.
   *
   * @param stages empty to take the values as they stand
   * @throws CaravanException what is wrong with file or steps, CONTRACT_DATASET_RULE
   */
  public Outcome run(Path file, SegmentOptions options, List<Stage> stages) {
    Path own = folder.resolve("trial-" + runs++);
    if (!Files.isRegularFile(file)) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "there is no file " + file);
    }
    Segment segment = new SegmentWriter().write(file, file.toString(), options, own.resolve("segment"));
    RejectTally tally = new RejectTally();
    Batch batch = new Batch(BatchId.of(FLOW, file.toString(), segment.digest(), 0), FLOW, segment, stages, engine);
    Staged staged = engine.stage(batch, StageOptions.DEFAULT, own.resolve("staged"), tally);
    return new Outcome(relation(staged), segment, staged.counts(), tally.commonest(), staged.warnings());
  }

  private static String relation(Staged staged) {
    if (staged.files().isEmpty()) {
      return "(SELECT " + staged.columns().stream().map(Trial::none).collect(Collectors.joining(", ")) + " WHERE false)";
    }
    String files =
        staged.files().stream()
            .map(file -> Sql.text(file.path().toString().replaceAll("[\\[*?]", "[$0]")))
            .collect(Collectors.joining(", ", "read_parquet([", "], hive_partitioning = false)"));
    // The files hold JSON as text; what was JSON is looked at as such.
    String json =
        staged.columns().stream()
            .filter(column -> column.type() instanceof Type.Json)
            .map(column -> Sql.name(column.name()) + "::JSON AS " + Sql.name(column.name()))
            .collect(Collectors.joining(", "));
    return json.isEmpty() ? files : "(SELECT * REPLACE (" + json + ") FROM " + files + ")";
  }

  private static String none(Column column) {
    return "NULL::" + column.type().sql() + " AS " + Sql.name(column.name());
  }
}
