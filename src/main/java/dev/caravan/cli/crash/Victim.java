package dev.caravan.cli.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link CrashedRun} as a process of its own, killed as an operating system kills (SIGKILL). */
final class Victim {
  private static final long LONGEST_SECONDS = 600;

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;

  /**
   * @param command that starts {@link CrashedRun}, with all its arguments but those of a blow
   * @param environment added to this process's own
   * @param log takes what each process logs, behind what is there
   */
  Victim(List<String> command, Map<String, String> environment, Path log) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.log = log;
  }

  /**
   * How a process ended.
   *
   * @param killed whether it was killed; else it ended by itself
   * @param code with which it ended by itself
   * @param startMilliseconds until its first milestone, if it came so far
   */
  record End(boolean killed, int code, OptionalLong startMilliseconds) {}

  /** @throws IOException when it cannot be started, or does not end within {@value #LONGEST_SECONDS} seconds */
  End run(Blow blow) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = start(blow);
    // Whatever ends this process takes the other with it.
    Thread orphaned = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(orphaned);
    CompletableFuture<Process> tooLong = process.onExit().completeOnTimeout(null, LONGEST_SECONDS, TimeUnit.SECONDS);
    tooLong.thenAccept(ended -> {
      if (ended == null) {
        process.destroyForcibly();
      }
    });
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      OptionalLong begun = OptionalLong.empty();
      boolean killed = blow instanceof Blow.AfterStart after && kill(process, after.milliseconds());
      // Killed is the end of reading: nobody can read what such a process has left.
      String line = killed ? null : lines.readLine();
      while (line != null) {
        if (line.equals(CrashedRun.WORKING)) {
          begun = OptionalLong.of((System.nanoTime() - start) / 1_000_000);
          killed = blow instanceof Blow.AtWork atWork && kill(process, atWork.milliseconds());
        } else if (line.equals(CrashedRun.STOPPED)) {
          killed = kill(process, 0);
        }
        line = killed ? null : lines.readLine();
      }
      int code = process.waitFor();
      if (tooLong.isDone() && tooLong.join() == null) {
        throw new IOException("the process did not end within " + LONGEST_SECONDS + " s; " + log + " tells what it did");
      }
      return new End(killed, code, begun);
    } finally {
      process.destroyForcibly();
      forget(orphaned);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending: the hook runs.
    }
  }

  private Process start(Blow blow) throws IOException {
    List<String> whole = new ArrayList<>(command);
    if (blow instanceof Blow.At at) {
      whole.addAll(List.of("--stop-at", at.milestone().name(), "--passing", Integer.toString(at.passing())));
    }
    ProcessBuilder builder = new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static boolean kill(Process process, long afterMilliseconds) throws InterruptedException {
    if (process.waitFor(afterMilliseconds, TimeUnit.MILLISECONDS)) {
      return false;
    }
    process.destroyForcibly().waitFor();
    return true;
  }
}
