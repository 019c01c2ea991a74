package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Checks.BatchCheck;
import dev.caravan.batch.Checks.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are about to land are looked at while the rejects are kept, and what goes wrong on either side shows. */
class InspectingTest {
  private static final List<ColumnRead> COLUMNS = List.of(ColumnRead.of(new Column("id", new Type.Int(64, true))));
  private static final String ONE_BAD = "{\"id\":1}\n{\"id\":2}\n{\"id\":true}\n";

  @TempDir Path folder;
  private Engine engine;
  private final List<Reject> kept = new ArrayList<>();

  @BeforeEach
  void open() {
    engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void looksAtTheRowsWhileTheRejectsAreKept() throws IOException {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch keeping = new CountDownLatch(1);
    List<Boolean> met = new ArrayList<>();
    Inspection inspection = (batch, connection, relation) -> {
      looking.countDown();
      return Map.of(met(keeping) ? "rows" : "alone", rows(connection, relation));
    };
    RejectStore store = (batch, rejects) -> {
      keeping.countDown();
      met.add(met(looking));
    };

    Staged staged = engine.stage(batch(ONE_BAD, new Stage.Inspected(inspection)), StageOptions.DEFAULT, folder.resolve("staging"), store);

    assertThat(met).containsExactly(true);
    assertThat(staged.warnings()).isEqualTo(Map.of("rows", 2L));
  }

  @Test
  void failsTheBatchWithWhatAnInspectionThrowsOnceItsRejectsAreKept() throws IOException {
    Batch batch = batch(ONE_BAD, new Stage.Inspected((id, connection, relation) -> {
      throw new IllegalStateException("a flaw");
    }));

    assertThatThrownBy(() -> stage(batch)).isInstanceOf(IllegalStateException.class).hasMessage("a flaw");
    assertThat(kept).hasSize(1);
  }

  @Test
  void asksNothingMoreWhenItsRejectsCannotBeKept() throws IOException {
    List<Long> seen = new ArrayList<>();
    Batch batch = batch(ONE_BAD, new Stage.Inspected((id, connection, relation) -> {
      seen.add(rows(connection, relation));
      return Map.of();
    }));
    RejectStore broken = (id, rejects) -> {
      throw new CaravanException(ErrorCode.REJECT_STORE, "no space");
    };

    assertThatThrownBy(() -> engine.stage(batch, StageOptions.DEFAULT, folder.resolve("staging"), broken))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REJECT_STORE));
    assertThat(seen).as("the inspection under way has ended before the batch").containsExactly(2L);
  }

  @Test
  void looksAtNoRowsWhereRepeatsAreTakenAway() throws IOException {
    Batch batch = batch("{\"id\":true}\n", new Stage.Deduplicated(List.of("id"), null), new Stage.Inspected((id, connection, relation) ->
        Map.of("rows " + rows(connection, relation), 1L)));

    assertThat(stage(batch).warnings()).isEqualTo(Map.of("rows 0", 1L));
  }

  @Test
  void keepsTheRejectsOfABatchThatARuleFailsAndDoesNotLookAtIt() throws IOException {
    List<Batch> seen = new ArrayList<>();
    Checks more = new Checks("test/order", "1.0.0", List.of(), List.of(), List.of(),
        List.of(new BatchCheck("rowCount", Severity.ERROR, "SELECT count(*) FROM {table}", "{value} >= 5", "at least 5 rows", null, null)));
    Batch batch = batch(ONE_BAD, new Stage.Checked(more), new Stage.Inspected((id, connection, relation) -> {
      seen.add(id);
      return Map.of();
    }));

    assertThatThrownBy(() -> stage(batch))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTRACT_DATASET_RULE));
    assertThat(kept).hasSize(1);
    assertThat(seen).isEmpty();
  }

  private static boolean met(CountDownLatch other) {
    try {
      return other.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static long rows(Connection connection, String relation) {
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT count(*) FROM " + relation)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Batch batch(String ndjson, Stage... more) throws IOException {
    Path file = Files.writeString(folder.resolve("in.ndjson"), ndjson);
    Segment segment = new SegmentWriter().write(file, "in.ndjson", SegmentOptions.DETECT, folder.resolve("segment"));
    List<Stage> stages = new ArrayList<>(List.of(new Stage.Typed(COLUMNS)));
    stages.addAll(List.of(more));
    return new Batch(BatchId.of("orders", "test", "all", 0), "orders", segment, stages, engine);
  }

  private Staged stage(Batch batch) {
    return engine.stage(batch, StageOptions.DEFAULT, folder.resolve("staging"), (id, rejects) -> kept.addAll(rejects));
  }
}
