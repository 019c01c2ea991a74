package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class WorkBesideTest {
  @Test
  void letsTheCallerGoOnWhileAPieceIsDone() throws Exception {
    CountDownLatch wentOn = new CountDownLatch(1);
    List<Boolean> besides = new ArrayList<>();

    try (WorkBeside beside = new WorkBeside("beside", 1)) {
      beside.add(() -> besides.add(awaited(wentOn)));
      wentOn.countDown();
      beside.await();
    }

    assertThat(besides).containsExactly(true);
  }

  @Test
  void letsAsManyPiecesWaitAsItWasTold() throws Exception {
    CountDownLatch wentOn = new CountDownLatch(1);
    List<Integer> done = new ArrayList<>();

    try (WorkBeside beside = new WorkBeside("beside", 3)) {
      beside.add(() -> done.add(awaited(wentOn) ? 1 : -1));
      beside.add(() -> done.add(2));
      beside.add(() -> done.add(3));
      wentOn.countDown();
      beside.await();
    }

    assertThat(done).containsExactly(1, 2, 3);
  }

  @Test
  void beginsNoPieceBeforeThereIsRoomForIt() throws Exception {
    List<Integer> finished = Collections.synchronizedList(new ArrayList<>());
    List<Integer> finishedWhenAdded = new ArrayList<>();

    try (WorkBeside beside = new WorkBeside("beside", 2)) {
      for (int piece = 0; piece < 100; piece++) {
        int number = piece;
        beside.add(() -> finished.add(number));
        finishedWhenAdded.add(finished.size());
      }
    }

    // What a caller reuses after two more calls is in nobody's hands then.
    for (int piece = 0; piece < 100; piece++) {
      assertThat(finishedWhenAdded.get(piece)).isGreaterThanOrEqualTo(piece - 1);
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void throwsWhatAPieceHasThrownAtTheNextCallAndDoesNothingMore() throws IOException {
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    try (WorkBeside beside = new WorkBeside("beside", 1)) {
      beside.add(() -> done.add(1));
      beside.add(() -> {
        throw new IOException("no space");
      });
      assertThatThrownBy(() -> beside.add(() -> done.add(3))).isInstanceOf(IOException.class).hasMessage("no space");
    }

    assertThat(done).containsExactly(1);
  }

  @Test
  void doesNothingOfWhatWaitedBehindAPieceThatFailed() throws IOException {
    CountDownLatch added = new CountDownLatch(1);
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    try (WorkBeside beside = new WorkBeside("beside", 3)) {
      beside.add(() -> {
        awaited(added);
        throw new IllegalStateException("refused");
      });
      beside.add(() -> done.add(2));
      beside.add(() -> done.add(3));
      added.countDown();
      assertThatThrownBy(beside::await).isInstanceOf(IllegalStateException.class).hasMessage("refused");
    }

    assertThat(done).isEmpty();
  }

  @Test
  void throwsAnErrorOfAPieceAsItIs() {
    try (WorkBeside beside = new WorkBeside("beside", 1)) {
      assertThatThrownBy(() -> {
        beside.add(() -> {
          throw new OutOfMemoryError("heap");
        });
        beside.await();
      }).isInstanceOf(OutOfMemoryError.class).hasMessage("heap");
    }
  }

  @Test
  void logsForTheSameBatchAsItsCaller() throws IOException {
    List<String> batches = new ArrayList<>();
    MDC.put("batch", "b1");

    try (WorkBeside beside = new WorkBeside("beside", 1)) {
      beside.add(() -> batches.add(MDC.get("batch")));
      beside.await();
    } finally {
      MDC.remove("batch");
    }

    assertThat(batches).containsExactly("b1");
  }

  @Test
  void closesOnlyWhenTheLastPieceIsDone() throws IOException {
    List<Integer> done = new ArrayList<>();

    try (WorkBeside beside = new WorkBeside("beside", 3)) {
      for (int piece = 0; piece < 100; piece++) {
        int number = piece;
        beside.add(() -> done.add(number));
      }
    }

    assertThat(done).hasSize(100).isSorted();
  }
}
