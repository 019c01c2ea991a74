package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lake relies on wherever it lies. */
abstract class ObjectStoreContract {
  private static final int WRITERS = 8;
  private static final int ROUNDS = 50;

  @TempDir Path folder;
  ObjectStore store;

  abstract ObjectStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @Test
  void ofManyWritersOfOneKeyExactlyOneWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    CyclicBarrier together = new CyclicBarrier(WRITERS);
    for (int round = 0; round < ROUNDS; round++) {
      String key = "race/manifests/" + round + ".json";
      List<Future<Boolean>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        byte[] content = ("writer " + writer + " ").repeat(1000).getBytes(StandardCharsets.UTF_8);
        writers.add(
            threads.submit(
                () -> {
                  together.await();
                  return store.putIfAbsent(key, content);
                }));
      }
      List<Integer> winners = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        if (writers.get(writer).get()) {
          winners.add(writer);
        }
      }
      assertThat(winners).as("winners of round %d", round).hasSize(1);
      assertThat(text(key)).isEqualTo(("writer " + winners.get(0) + " ").repeat(1000));
    }
    threads.shutdown();
  }

  @Test
  void aTakenKeyKeepsItsContent() {
    assertThat(store.putIfAbsent("a/b.json", bytes("first"))).isTrue();
    assertThat(store.putIfAbsent("a/b.json", bytes("second"))).isFalse();

    assertThat(text("a/b.json")).isEqualTo("first");
  }

  @Test
  void listsWhatIsBelowAFolderInOrder() {
    for (String key : List.of("a/x/2", "a/x/1", "a/xy/3", "b/4")) {
      store.putIfAbsent(key, bytes(key));
    }

    assertThat(store.list("a/x/")).containsExactly("a/x/1", "a/x/2");
    assertThat(store.list("")).containsExactly("a/x/1", "a/x/2", "a/xy/3", "b/4");
    assertThat(store.list("c/")).isEmpty();
  }

  @Test
  void listsMoreThanOneAnswerHolds() {
    for (int number = 0; number < 1100; number++) {
      store.putIfAbsent("many/%04d".formatted(number), bytes("x"));
    }

    assertThat(store.list("many/")).hasSize(1100).isSorted();
  }

  @Test
  void whatIsAbsentIsNoFailure() {
    assertThat(store.read("a/absent")).isEmpty();
    store.delete("a/absent");
  }

  @Test
  void aDeletedKeyIsFreeAgain() {
    store.putIfAbsent("a/b", bytes("first"));
    store.delete("a/b");

    assertThat(store.read("a/b")).isEmpty();
    assertThat(store.putIfAbsent("a/b", bytes("second"))).isTrue();
  }

  @Test
  void aLocalFileHasTheObjectsContent() throws Exception {
    store.putIfAbsent("a/day=2026-01-01/x=%2F+1.parquet", bytes("content"));

    Path file = store.local("a/day=2026-01-01/x=%2F+1.parquet", folder.resolve("cache"));

    assertThat(Files.readString(file)).isEqualTo("content");
  }

  private String text(String key) {
    return new String(store.read(key).orElseThrow(), StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
