package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SinkBesideTest {
  @Test
  void letsTheCallerGoOnWhileAPieceIsPassed() throws Exception {
    CountDownLatch wentOn = new CountDownLatch(1);
    List<Boolean> besides = new ArrayList<>();

    try (SinkBeside beside = new SinkBeside((bytes, offset, length) -> besides.add(awaited(wentOn)))) {
      beside.accept(new byte[1], 0, 1);
      wentOn.countDown();
      beside.await();
    }

    assertThat(besides).containsExactly(true);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void throwsWhatTheSinkHasThrownAtTheNextCallAndPassesNothingMore() throws IOException {
    List<Integer> passed = new ArrayList<>();
    Transcoder.Sink full = (bytes, offset, length) -> {
      passed.add((int) bytes[offset]);
      if (bytes[offset] == 2) {
        throw new IOException("no space");
      }
    };

    try (SinkBeside beside = new SinkBeside(full)) {
      beside.accept(new byte[] {1}, 0, 1);
      beside.accept(new byte[] {2}, 0, 1);
      assertThatThrownBy(() -> beside.accept(new byte[] {3}, 0, 1)).isInstanceOf(IOException.class).hasMessage("no space");
    }

    assertThat(passed).containsExactly(1, 2);
  }

  @Test
  void closesOnlyWhenTheLastPieceIsThrough() throws IOException {
    List<Integer> passed = new ArrayList<>();

    try (SinkBeside beside = new SinkBeside((bytes, offset, length) -> passed.add(length))) {
      for (int length = 0; length < 100; length++) {
        beside.accept(new byte[100], 0, length);
      }
    }

    assertThat(passed).hasSize(100).isSorted();
  }
}
