package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LandingsTest {
  private static final BatchId BATCH = BatchId.of("orders", "inbox", "digest", 0);
  private static final Counts COUNTS = new Counts(3, 2, 1, 0, 0);

  private final Landings landings = new Landings();

  @Test
  void givesTheAgreedCountsAndEachSinkOnce() {
    landings.add(BATCH, COUNTS, Map.of("minimum", 1L), null, "lake", "lake/retail/orders");
    landings.add(BATCH, COUNTS, Map.of("minimum", 1L), null, "lake", "lake/retail/orders");
    landings.add(BATCH, COUNTS, Map.of("minimum", 1L), null, "jdbc", "warehouse.orders");

    Landings.Outcome outcome = landings.outcome(BATCH);

    assertThat(outcome)
        .isEqualTo(
            new Landings.Outcome(
                COUNTS,
                Map.of("minimum", 1L),
                null,
                java.util.List.of(
                    new Landings.Landing("lake", "lake/retail/orders", "lake/retail/orders"), new Landings.Landing("jdbc", "warehouse.orders", "warehouse.orders"))));
  }

  @Test
  void refusesASinkThatCountedDifferently() {
    landings.add(BATCH, COUNTS, Map.of(), null, "lake", "lake/retail/orders");

    assertThatThrownBy(() -> landings.add(BATCH, new Counts(3, 1, 2, 0, 0), Map.of(), null, "jdbc", "warehouse.orders"))
        .hasMessageContaining("counted differently")
        .hasMessageContaining("[batch.unbalanced]");
    assertThat(landings.outcome(BATCH).counts()).isEqualTo(COUNTS);
  }

  @Test
  void aBatchIsKnownUntilItIsForgottenAndOneWithoutSinkIsAnError() {
    landings.add(BATCH, COUNTS, Map.of(), null, "lake", "lake/retail/orders");
    landings.forget(BATCH);

    assertThatThrownBy(() -> landings.outcome(BATCH)).hasMessageContaining("[route.no-sink]");
  }
}
