package dev.caravan.batch;

import static dev.caravan.batch.Sql.name;
import static dev.caravan.batch.Sql.text;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Checks.BatchCheck;
import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.Severity;
import dev.caravan.batch.Checks.UniqueCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs a batch: one optimistic pass lands the good rows and notes the others, uniqueness is looked at in
 * what was written (a repeat makes a second pass without the losers), and only the rejected rows are read
 * again for their reasons and raw bytes.
 */
final class Landing {
  private static final int SECOND_LOOK_ROWS = 3_000;
  private static final long SECOND_LOOK_BYTES = 16 << 20;

  private final Session session;
  private final Batch batch;
  private final StageOptions options;
  private final Path folder;
  private final RejectStore rejects;
  private final BatchPlan plan;

  Landing(Session session, Batch batch, StageOptions options, Path folder, RejectStore rejects) {
    this.session = session;
    this.batch = batch;
    this.options = options;
    this.folder = folder;
    this.plan = new BatchPlan(session, batch);
    List<Checks> checks = plan.checks();
    Checks last = checks.isEmpty() ? null : checks.get(checks.size() - 1);
    this.rejects = rejects.forBatch(batch.flow(), last == null ? null : last.contract(), last == null ? null : last.version());
  }

  Staged run() throws IOException, SQLException {
    Path output = folder.resolve("rows");
    rejects.clear(batch.id());
    plan.prepare();
    options.partitionBy().forEach(plan.relation(plan.whole(), false)::require);
    Files.createDirectories(folder);
    FateNotes notes = new FateNotes(folder.resolve("rejected.positions"));
    try {
      SegmentRead read = land(output, notes);
      DriftSights sights = read.sights();
      if (plan.drifted(sights)) {
        notes.close();
        notes = new FateNotes(folder.resolve("rejected.positions"));
        read = land(output, notes);
      }
      if (repeats(output)) {
        notes.close();
        notes = new FateNotes(folder.resolve("rejected.positions"));
        plan.findUniqueLosers();
        read = land(output, notes);
      }
      notes.done();
      List<Column> columns = plan.columns();
      StagedFiles files = StagedFiles.collect(session, output, batch.id(), options);
      Counts counts = balanced(read, files, notes);
      if (refuses(counts)) {
        keepRejects(notes);
        throw refused(counts);
      }
      Map<String, Long> warnings = new TreeMap<>(read.warnings());
      List<Problem> failed = checkStaged(files, warnings);
      if (!failed.isEmpty()) {
        keepRejects(notes);
        throw new CaravanException(failed);
      }
      // Without files, the session alone knows the tables behind the relation.
      boolean beside = !files.list().isEmpty();
      try (Inspecting inspecting = Inspecting.begin(inspected(), session, beside, table(files))) {
        keepRejects(notes);
        if (beside) {
          plan.landing(sights, table(files));
        }
        inspecting.warnings().forEach((rule, rows) -> warn(warnings, rule, rows));
      }
      return new Staged(columns, files.list(), counts, warnings);
    } finally {
      notes.close();
    }
  }

  private Batch inspected() {
    return options.inspected() ? batch : new Batch(batch.id(), batch.flow(), batch.segment(), List.of(), batch.engine());
  }

  private SegmentRead land(Path output, FateNotes notes) throws IOException, SQLException {
    StagedFiles.clear(output);
    SegmentRead read = plan.whole();
    long id = session.register(notes);
    RelationSql relation = plan.relation(read, false);
    String columns = relation.columnList() + (options.ordinals() ? ", " + StageOptions.ORDINAL : "");
    session.execute("COPY (" + landing(relation, columns, id) + ") TO " + text(output.toString()) + " (" + copyOptions() + ")");
    return read;
  }

  /** The rows that land; the others are noted on the way. */
  static String landing(RelationSql relation, String columns, long notes) {
    return relation.query(columns)
        + "\nWHERE CASE WHEN " + Fate.LANDS + " THEN true ELSE "
        + FateFunction.NAME + "(" + notes + "::BIGINT, _fate::INTEGER, _ordinal, _start, _length, _line) END";
  }

  private String copyOptions() {
    StringBuilder copy = new StringBuilder("FORMAT parquet, COMPRESSION ").append(text(options.codec()));
    if (options.level() > 0) {
      copy.append(", COMPRESSION_LEVEL ").append(options.level());
    }
    copy.append(", FILE_SIZE_BYTES ").append(options.targetFileBytes());
    if (!options.partitionBy().isEmpty()) {
      copy.append(", PARTITION_BY (")
          .append(options.partitionBy().stream().map(Sql::name).collect(Collectors.joining(", ")))
          .append("), WRITE_PARTITION_COLUMNS true");
    }
    if (!options.metadata().isEmpty()) {
      copy.append(", KV_METADATA {")
          .append(new TreeMap<>(options.metadata()).entrySet().stream()
              .map(entry -> name(entry.getKey()) + ": " + text(entry.getValue()))
              .collect(Collectors.joining(", ")))
          .append('}');
    }
    return copy.toString();
  }

  /** Whether a value that must be unique occurs twice among the rows just written. */
  private boolean repeats(Path output) throws IOException, SQLException {
    List<Path> written = StagedFiles.written(output);
    if (written.isEmpty()) {
      return false;
    }
    for (UniqueCheck unique : plan.uniques(Severity.ERROR)) {
      String fields = unique.fields().stream().map(Sql::name).collect(Collectors.joining(", "));
      String repeated = "SELECT 1 FROM " + living(StagedFiles.relation(written)) + " WHERE " + BatchPlan.present(unique.fields())
          + " GROUP BY " + fields + " HAVING count(*) > 1 LIMIT 1";
      if (session.first(repeated, row -> true).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Counts balanced(SegmentRead read, StagedFiles files, FateNotes notes) {
    Counts counts =
        new Counts(
            read.records(),
            files.rows(),
            notes.count(Fate.REJECTED),
            notes.count(Fate.DEDUPLICATED),
            notes.count(Fate.FILTERED));
    if (!counts.balanced()) {
      throw new CaravanException(
          Problem.of(ErrorCode.UNBALANCED, null, "batch " + batch.id() + " of flow " + batch.flow() + " does not balance")
              .required("read = landed + rejected + deduplicated + filtered", counts.toString()));
    }
    return counts;
  }

  private boolean refuses(Counts counts) {
    return counts.rejected() > 0
        && batch.stages().stream().anyMatch(stage -> stage instanceof Stage.Checked checked && checked.onReject() == Stage.OnReject.FAIL);
  }

  private CaravanException refused(Counts counts) {
    return new CaravanException(
        Problem.of(ErrorCode.REJECTS_REFUSED, null, "batch " + batch.id() + " of flow " + batch.flow() + " has rejects and its route allows none")
            .required("0 rejected of " + counts.read() + " records", String.valueOf(counts.rejected())));
  }

  private void keepRejects(FateNotes notes) throws IOException {
    // Some are kept while the next are explained.
    try (WorkBeside keeping = new WorkBeside("caravan-rejects", 1)) {
      notes.rejected(
          SECOND_LOOK_ROWS,
          SECOND_LOOK_BYTES,
          positions -> {
            List<Reject> portion = explained(positions);
            keeping.add(() -> rejects.keep(batch.id(), portion));
          });
      keeping.await();
    }
  }

  private List<Reject> explained(SegmentRead.Positions positions) {
    List<Reject> portion = plan.explain(positions);
    if (portion.size() != positions.ordinals().length) {
      throw new CaravanException(
          Problem.of(ErrorCode.UNBALANCED, null, "the second look at batch " + batch.id() + " disagrees with the first")
              .required(positions.ordinals().length + " rejects", String.valueOf(portion.size())));
    }
    return portion;
  }

  /**
   * Rules about all rows, and counts of the rules that only warn: asked of the files, column by column.
   *
   * @return the rules that failed the batch
   */
  private List<Problem> checkStaged(StagedFiles files, Map<String, Long> warnings) throws SQLException {
    String table = table(files);
    if (batch.tombstones() && files.rows() > 0 && session.first("SELECT 1 FROM " + table + " LIMIT 1", row -> true).isEmpty()) {
      // Nothing but tombstones: what is demanded of rows demands nothing here.
      return List.of();
    }
    for (Checks checks : plan.checks()) {
      warnRows(checks, table, warnings);
      List<Problem> failed = new ArrayList<>();
      for (BatchCheck check : checks.batch()) {
        String measure = "(" + check.measures().replace("{table}", table) + ")";
        String passes = check.passes().replace("{value}", "_value");
        String query = "SELECT CAST(_value AS VARCHAR), coalesce((" + passes + "), false) FROM (SELECT " + measure + " AS _value)";
        String[] answer = session.first(query, row -> new String[] {row.getString(1), row.getString(2)}).orElseThrow();
        if (!Boolean.parseBoolean(answer[1])) {
          if (check.severity() == Severity.WARNING) {
            warnings.merge(check.warning(), 1L, Long::sum);
          } else {
            failed.add(
                Problem.of(ErrorCode.CONTRACT_DATASET_RULE, null,
                        "contract " + checks.contract() + ", rule " + check.rule() + (check.field() == null ? "" : " of " + check.field())
                            + " failed for batch " + batch.id())
                    .required(check.required(), answer[0]));
          }
        }
      }
      if (!failed.isEmpty()) {
        return failed;
      }
    }
    return List.of();
  }

  private String table(StagedFiles files) {
    return files.list().isEmpty() ? plan.emptyRelation() : living(StagedFiles.relation(files.list().stream().map(StagedFile::path).toList()));
  }

  private String living(String relation) {
    String rows = options.ordinals() ? "(SELECT * EXCLUDE (" + StageOptions.ORDINAL + ") FROM " + relation + ")" : relation;
    return batch.tombstones() ? "(SELECT * FROM " + rows + " WHERE NOT " + name(Stage.Tombstones.COLUMN) + ")" : rows;
  }

  private void warnRows(Checks checks, String table, Map<String, Long> warnings) throws SQLException {
    List<RowCheck> rows = checks.rows().stream().filter(check -> check.severity() == Severity.WARNING).toList();
    if (!rows.isEmpty()) {
      String counts = rows.stream()
          .map(check -> "count(*) FILTER (WHERE coalesce(TRY(" + check.fails() + "), true))")
          .collect(Collectors.joining(", "));
      session.first("SELECT " + counts + " FROM " + table, row -> {
        for (int i = 0; i < rows.size(); i++) {
          warn(warnings, rows.get(i).field() + ":" + rows.get(i).rule(), row.getLong(i + 1));
        }
        return true;
      });
    }
    for (UniqueCheck unique : checks.uniques()) {
      if (unique.severity() == Severity.WARNING) {
        String fields = unique.fields().stream().map(Sql::name).collect(Collectors.joining(", "));
        String query = "SELECT coalesce(sum(n - 1), 0)::BIGINT FROM (SELECT count(*) AS n FROM " + table + " WHERE "
            + BatchPlan.present(unique.fields()) + " GROUP BY " + fields + ")";
        session.first(query, row -> {
          warn(warnings, String.join(",", unique.fields()) + ":" + unique.rule(), row.getLong(1));
          return true;
        });
      }
    }
    for (Checks.ForeignKey key : checks.foreignKeys()) {
      if (key.severity() == Severity.WARNING) {
        String query = plan.unknownKeys(key, table);
        session.first(query, row -> {
          warn(warnings, String.join(",", key.fields()) + ":foreignKey", row.getLong(1));
          return true;
        });
      }
    }
  }

  private static void warn(Map<String, Long> warnings, String rule, long rows) {
    if (rows > 0) {
      warnings.merge(rule, rows, Long::sum);
    }
  }

  /** Reads one row of an answer. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
