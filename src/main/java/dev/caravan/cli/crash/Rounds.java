package dev.caravan.cli.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Rounds, some side by side, until there were enough kills or one has found something. For one use. */
final class Rounds {
  /** As many as there are kinds of sinks, so that each source meets each of them, and an even number for two processors. */
  private static final int LEAST_ROUNDS = 6;

  /** A round ends with runs that nobody kills, which cost more than a kill: with many kills there are fewer rounds. */
  private static final int LEAST_KILLS = 10;

  private static final int MOST_KILLS = 20;

  private final CrashTest.Setup setup;
  private final Supplier<Play> plays;
  private int begun;
  private int ended;
  private int kills;
  /** of the rounds under way */
  private int wanted;
  private long records;
  private CrashTest.Outcome found;

  /** What rounds one after another have in common. For one thread. */
  interface Play extends AutoCloseable {
    /** @param wanted kills at most */
    Round.Outcome round(Path folder, int number, int wanted) throws IOException, InterruptedException, SQLException;

    /** How many are to land in a round. */
    long records();

    @Override
    default void close() {}
  }

  /** @param plays one for each of the rounds that go on side by side */
  Rounds(CrashTest.Setup setup, Supplier<Play> plays) {
    this.setup = setup;
    this.plays = plays;
  }

  /** @throws IOException when a process cannot be started, or hangs */
  CrashTest.Outcome run() throws IOException, InterruptedException, SQLException {
    ExecutorService threads = Executors.newFixedThreadPool(setup.atOnce());
    try {
      ExecutorCompletionService<Void> playing = new ExecutorCompletionService<>(threads);
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < setup.atOnce(); i++) {
        all.add(this::play);
      }
      all.forEach(playing::submit);
      for (int i = 0; i < all.size(); i++) {
        playing.take().get();
      }
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return found == null ? new CrashTest.Outcome(kills, ended, records, List.of(), "", null) : found;
  }

  private static IOException thrown(Throwable cause) throws InterruptedException, SQLException {
    if (cause instanceof IOException failed) {
      return failed;
    }
    if (cause instanceof SQLException failed) {
      throw failed;
    }
    if (cause instanceof InterruptedException failed) {
      throw failed;
    }
    if (cause instanceof RuntimeException failed) {
      throw failed;
    }
    throw new IllegalStateException("a round throws nothing else", cause);
  }

  private record Part(int number, int wanted) {}

  private Void play() throws IOException, InterruptedException, SQLException {
    try (Play play = plays.get()) {
      for (Optional<Part> part = next(); part.isPresent(); part = next()) {
        Path folder = setup.folder().resolve("round-" + part.get().number());
        Round.Outcome outcome = play.round(folder, part.get().number(), part.get().wanted());
        over(part.get(), outcome, play.records(), folder);
        if (outcome.findings().isEmpty()) {
          CrashTest.remove(folder);
        }
      }
    }
    return null;
  }

  private synchronized Optional<Part> next() {
    int missing = setup.kills() - kills - wanted;
    // A round without a kill is possible, many of them are not.
    if (found != null || missing <= 0 || begun > setup.kills()) {
      return Optional.empty();
    }
    Part part = new Part(begun, Math.min(killsOfRound(), missing));
    begun++;
    wanted += part.wanted();
    return Optional.of(part);
  }

  private int killsOfRound() {
    return Math.max(LEAST_KILLS, Math.min(MOST_KILLS, setup.kills() / LEAST_ROUNDS));
  }

  private synchronized void over(Part part, Round.Outcome outcome, long landing, Path folder) {
    wanted -= part.wanted();
    kills += outcome.kills();
    ended++;
    records += landing;
    if (found == null && !outcome.findings().isEmpty()) {
      found = new CrashTest.Outcome(kills, ended, records, outcome.findings().stream().map(Finding::toString).toList(), outcome.last().toString(), folder);
    }
  }
}
