package dev.caravan.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** How long to wait: a growing bound, chance below it, and what a system asks for. */
class BackoffTest {
  private static final LongUnaryOperator LONGEST = longest -> longest;

  private static Backoff backoff(LongUnaryOperator chance) {
    return new Backoff(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(10), Duration.ofMinutes(15), chance);
  }

  @Test
  void theBoundGrowsByTheFactorUpToTheLongest() {
    List<Long> bounds = new ArrayList<>();
    for (int repetition = 1; repetition <= 5; repetition++) {
      bounds.add(backoff(LONGEST).before(repetition, null).orElseThrow().toSeconds());
    }
    assertThat(bounds).containsExactly(1L, 2L, 4L, 8L, 10L);
  }

  @Test
  void anyTimeBelowTheBoundMayBeTaken() {
    Random random = new Random(7);
    Backoff backoff = backoff(longest -> random.nextLong(longest + 1));
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      delays.add(backoff.before(3, null).orElseThrow().toMillis());
    }
    assertThat(delays).allMatch(delay -> delay >= 0 && delay <= 4000);
    for (int tenth = 0; tenth < 10; tenth++) {
      long from = tenth * 400L;
      assertThat(delays.stream().filter(delay -> delay >= from && delay < from + 400).count()).as("delays from %d ms", from).isBetween(130L, 270L);
    }
  }

  @Test
  void aSystemIsNeverCalledBeforeTheTimeItAskedFor() {
    assertThat(backoff(longest -> 0).before(1, Duration.ofSeconds(30))).contains(Duration.ofSeconds(30));
    assertThat(backoff(LONGEST).before(1, Duration.ofSeconds(30))).contains(Duration.ofSeconds(31));
  }

  @Test
  void whoAsksForTooLongIsNotWaitedFor() {
    assertThat(backoff(LONGEST).before(1, Duration.ofMinutes(15))).isPresent();
    assertThat(backoff(LONGEST).before(1, Duration.ofMinutes(16))).isEmpty();
  }

  @Test
  void afterTheLastRepetitionThereIsNone() {
    assertThat(backoff(LONGEST).before(5, null)).isPresent();
    assertThat(backoff(LONGEST).before(6, null)).isEmpty();
    assertThat(backoff(LONGEST).before(6, Duration.ZERO)).isEmpty();
  }

  @Test
  void aFactorThatGrowsBeyondAllNumbersStaysAtTheLongest() {
    Backoff huge = new Backoff(Integer.MAX_VALUE, Duration.ofDays(1), 1000, Duration.ofSeconds(60), Duration.ZERO, LONGEST);
    assertThat(huge.before(100_000, null)).contains(Duration.ofSeconds(60));
  }
}
