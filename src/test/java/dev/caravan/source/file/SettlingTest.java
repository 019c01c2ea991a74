package dev.caravan.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private final SettableClock clock = new SettableClock();
  private final Settling settling = new Settling(Duration.ofSeconds(2), clock, clock);
  private Instant start;

  @BeforeEach
  void start() {
    start = clock.instant();
  }

  private static FoundFile file(long size, Instant modified) {
    return new FoundFile(Path.of("inbox/a.csv"), "a.csv", size, modified);
  }

  @Test
  void aFileStillBeingWrittenIsLeftAloneUntilItHasStoodUnchanged() {
    assertThat(settling.settled(file(10, start))).as("just written").isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(settling.settled(file(20, start.plusSeconds(1)))).as("grown").isFalse();
    clock.move(Duration.ofMillis(1999));
    assertThat(settling.settled(file(20, start.plusSeconds(1)))).as("not long enough").isFalse();
    clock.move(Duration.ofMillis(1));
    assertThat(settling.settled(file(20, start.plusSeconds(1)))).isTrue();
  }

  @Test
  void anOldFileIsTakenAtFirstSight() {
    assertThat(settling.settled(file(10, start.minusSeconds(2)))).isTrue();
  }

  @Test
  void aFileWhoseTimeIsAheadOfOursIsWatched() {
    Instant ahead = start.plusSeconds(3600);
    assertThat(settling.settled(file(10, ahead))).isFalse();
    clock.move(Duration.ofSeconds(2));
    assertThat(settling.settled(file(10, ahead))).isTrue();
  }

  @Test
  void aClockThatIsSetMakesNoFileOlderOrYounger() {
    SettableClock timeOfDay = new SettableClock();
    Settling settling = new Settling(Duration.ofSeconds(2), timeOfDay, clock);
    assertThat(settling.settled(file(10, start))).isFalse();

    timeOfDay.move(Duration.ofHours(1));
    assertThat(settling.settled(file(10, start))).as("no time has gone by").isFalse();

    timeOfDay.move(Duration.ofHours(-2));
    clock.move(Duration.ofSeconds(2));
    assertThat(settling.settled(file(10, start))).as("so much has gone by").isTrue();
  }

  @Test
  void aFileThatKeepsAnOldTimeWhileItGrowsIsWatchedToo() {
    assertThat(settling.settled(file(10, start.minusSeconds(60)))).isTrue();
    assertThat(settling.settled(file(20, start.minusSeconds(60)))).as("grown since").isFalse();
  }

  @Test
  void aFileThatWasTakenAwayIsWatchedAnewWhenItComesBack() {
    assertThat(settling.settled(file(10, start))).isFalse();
    settling.keepOnly(List.of());
    clock.move(Duration.ofSeconds(1));
    assertThat(settling.settled(file(10, start))).isFalse();
    clock.move(Duration.ofSeconds(2));
    assertThat(settling.settled(file(10, start))).isTrue();
  }
}
