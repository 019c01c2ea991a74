package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
  private static final int MUCH = 16 << 20;

  private final List<Boolean> forced = new CopyOnWriteArrayList<>();

  @Test
  void forcesWhileMoreIsWrittenAndEverythingAtTheEnd() throws IOException {
    CountDownLatch atTheEnd = new CountDownLatch(1);
    try (WriteBehind behind =
        new WriteBehind(
            metadata -> {
              forced.add(metadata);
              if (!metadata) {
                awaited(atTheEnd);
              }
            })) {
      behind.written(MUCH - 1);
      assertThat(forced).isEmpty();

      behind.written(1);
      behind.written(MUCH); // does not wait for the one under way

      atTheEnd.countDown();
      behind.finish();
    }

    assertThat(forced).containsExactly(false, true);
  }

  @Test
  void aForceThatFailedIsToldThoughTheLastOneSucceeds() throws IOException {
    try (WriteBehind behind =
        new WriteBehind(
            metadata -> {
              if (!metadata) {
                throw new IOException("a bad sector");
              }
            })) {
      behind.written(MUCH);

      assertThatThrownBy(behind::finish).isInstanceOf(IOException.class).hasMessage("a bad sector");
    }
  }

  private static void awaited(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
