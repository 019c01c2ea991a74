package dev.caravan.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reference;
import dev.caravan.batch.Stage;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeduplicateTest {

  /** A dataset in which nothing has landed. */
  private record Nothing(String name) implements Reference {
    @Override
    public String open(Connection engine, String table) {
      throw new CaravanException(ErrorCode.ENRICH_REFERENCE, "nothing has landed in " + name);
    }
  }

  private static Stage.Deduplicated stage(DeduplicateConfig config) {
    return (Stage.Deduplicated) new Deduplicate(config, Nothing::new).apply(TestBatch.empty()).stages().get(0);
  }

  @Test
  void withinTheBatchNothingIsLookedUp() {
    Stage.Deduplicated stage = stage(new DeduplicateConfig().setKeys("order_id, line"));
    assertThat(stage.keys()).containsExactly("order_id", "line");
    assertThat(stage.landed()).isNull();
  }

  @Test
  void aDatasetInWhichNothingHasLandedHasNoKeys() throws SQLException {
    Stage.Deduplicated stage = stage(new DeduplicateConfig().setKeys("order_id, line").setAgainst("landed").setDataset("retail/order"));
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = engine.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(order_id), count(\"line\"), count(*) FROM " + stage.landed().open(engine, "landed"))) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(3)).isZero();
    }
  }

  @Test
  void aBatchThatRunsAgainDoesNotMeetItsOwnRows() {
    record Landed(String name, BatchId except) implements Reference {
      @Override
      public String open(Connection engine, String table) {
        return table;
      }

      @Override
      public Reference without(BatchId batch) {
        return new Landed(name, batch);
      }
    }
    Deduplicate step =
        new Deduplicate(new DeduplicateConfig().setKeys("id").setAgainst("landed").setDataset("retail/order"), name -> new Landed(name, null));
    Stage.Deduplicated stage = (Stage.Deduplicated) step.apply(TestBatch.empty()).stages().get(0);
    assertThat(stage.landed()).isEqualTo(new LandedKeys(new Landed("retail/order", TestBatch.empty().id()), List.of("id")));
  }

  @Test
  void allMistakesAreToldAtOnce() {
    CaravanException thrown =
        catchThrowableOfType(CaravanException.class, () -> stage(new DeduplicateConfig().setAgainst("land").setDataset("retail/order")));
    assertThat(thrown.problems()).hasSize(2);
    assertThat(catchThrowableOfType(CaravanException.class, () -> stage(new DeduplicateConfig().setKeys("id").setAgainst("landed"))))
        .hasMessageContaining("a dataset exactly when against is landed");
  }
}
