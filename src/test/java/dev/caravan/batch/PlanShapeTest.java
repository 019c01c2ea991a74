package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * However many steps a batch has, the engine reads it once and notes in one place what does not land: a
 * plan that scanned twice would parse twice, and one that noted twice would count twice. What is looked up
 * is held in memory, the batch is not.
 */
class PlanShapeTest {
  private static final List<ColumnRead> ORDER =
      List.of(
          ColumnRead.of(new Column("id", new Type.Int(64, true))),
          ColumnRead.of(new Column("email", new Type.Text())),
          ColumnRead.of(new Column("amount", new Type.Decimal(18, 2))));

  private static final List<RowCheck> CHECKS =
      List.of(
          new RowCheck("email", "pattern", Severity.ERROR, "NOT regexp_matches(email, '@')", "an address", "validity"),
          new RowCheck("amount", "minimum", Severity.ERROR, "amount < 0", "at least 0", "validity"),
          new RowCheck("id", "required", Severity.ERROR, "id IS NULL", "a value", "completeness"));

  private static final String SCAN = "\"name\": *\"" + SegmentFunction.NAME;

  @TempDir Path folder;

  @Test
  void allStepsAreOneScanAndOneNote() throws IOException, SQLException {
    String physical =
        plan(
            new Stage.Typed(ORDER),
            new Stage.Filtered("amount < 1000"),
            new Stage.Derived("doubled", "amount * 2", null),
            new Stage.Checked(new Checks("test/order", "1.0.0", CHECKS, List.of(), List.of(), List.of())));

    assertThat(occurrences(physical, SCAN)).as(physical).isEqualTo(1);
    assertThat(occurrences(physical, FateFunction.NAME + "\\(")).as(physical).isEqualTo(1);
    assertThat(occurrences(physical, "JOIN|GROUP_BY|ORDER_BY|WINDOW")).as(physical).isZero();
  }

  @Test
  void aLookupHoldsTheReferenceInMemoryAndNotTheBatch() throws IOException, SQLException {
    String physical = plan(new Stage.Typed(ORDER), new Stage.Joined(new Rates(), Map.of("email", "code"), Map.of("rate", "rate"), Stage.MissingKey.KEEP));

    assertThat(occurrences(physical, SCAN)).as(physical).isEqualTo(1);
    assertThat(occurrences(physical, "\"Join Type\": *\"LEFT\"")).as("the right side is held: %s", physical).isEqualTo(1);
  }

  /** The engine's plan of the statement that lands a batch of two thousand records, as JSON. */
  private String plan(Stage... stages) throws IOException, SQLException {
    try (Engine engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
        Session session = engine.session();
        FateNotes notes = new FateNotes(folder.resolve("notes"))) {
      Path delivered = Files.writeString(folder.resolve("orders.ndjson"), "{\"id\":1,\"email\":\"a@b\",\"amount\":1}\n".repeat(2000));
      Segment segment = new SegmentWriter().write(delivered, "orders.ndjson", SegmentOptions.DETECT, folder.resolve("segment"));
      BatchPlan plan = new BatchPlan(session, new Batch(BatchId.of("orders", "test", "all", 0), "orders", segment, List.of(stages), engine));
      plan.prepare();
      RelationSql relation = plan.relation(plan.whole(), false);
      String landing = Landing.landing(relation, relation.columnList(), session.register(notes));
      return String.join("\n", session.list("EXPLAIN (FORMAT json) " + landing, row -> row.getString(2)));
    }
  }

  /** A hundred rows: fewer than the batch has, more than none. */
  private record Rates() implements Reference {
    @Override
    public String name() {
      return "test/rates";
    }

    @Override
    public String open(Connection connection, String table) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TEMP TABLE " + table + " AS SELECT i::VARCHAR AS code, i AS rate FROM range(100) t(i)");
      }
      return table;
    }
  }

  private static long occurrences(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(text).results().count();
  }
}
