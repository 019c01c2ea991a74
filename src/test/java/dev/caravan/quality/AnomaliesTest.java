package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnomaliesTest {
  private static final Anomalies FOUR = new Anomalies(4);

  private static Profile profile(long rows, long nulls, Double mean) {
    ColumnProfile amount =
        new ColumnProfile("amount", "BIGINT", rows, nulls, 0, 0, List.of(), 3, true, 0, null, null, mean, null, List.of(), null, List.of(), List.of(), List.of(), Map.of(), Map.of(), 0, 0);
    return new Profile("batch", rows, List.of(amount), List.of());
  }

  /** Between 95 and 104 rows, no nulls, means from 49.5 to 54. */
  private static List<Profile> usual(int batches) {
    return IntStream.range(0, batches).mapToObj(batch -> profile(95 + batch % 10, 0, 49.5 + batch % 10 / 2.0)).toList();
  }

  private static List<String> found(List<Profile> before, Profile now) {
    return FOUR.find(before, now).stream().map(found -> found.measure().name() + " " + found.measure().column()).toList();
  }

  @Test
  void whatIsAsUsualIsNotTold() {
    assertThat(found(usual(20), profile(104, 0, 50.0))).isEmpty();
    assertThat(found(usual(20), profile(108, 0, 57.0))).as("within four deviations").isEmpty();
  }

  @Test
  void eachMeasureThatIsBeyondIsTold() {
    assertThat(found(usual(20), profile(10, 5, 500.0))).containsExactly("rows ", "completeness amount", "mean amount");
    assertThat(found(usual(20), profile(300, 0, 50.0))).containsExactly("rows ");
  }

  @Test
  void fewBatchesSayNothing() {
    assertThat(found(usual(9), profile(10, 5, 500.0))).isEmpty();
    assertThat(found(usual(10), profile(10, 0, 50.0))).containsExactly("rows ");
  }

  @Test
  void whatNeverVariedMayVaryALittle() {
    List<Profile> same = Collections.nCopies(20, profile(1000, 0, 50.0));

    assertThat(found(same, profile(1030, 30, 51.0))).isEmpty();
    assertThat(found(same, profile(1050, 50, 53.0))).containsExactly("rows ", "completeness amount", "mean amount");
  }

  @Test
  void aColumnThatIsNewOrHasNoMeanIsNotCompared() {
    assertThat(found(Collections.nCopies(20, new Profile("batch", 100, List.of(), List.of())), profile(100, 100, null))).isEmpty();
    assertThat(found(usual(20), profile(100, 0, null))).isEmpty();
  }
}
