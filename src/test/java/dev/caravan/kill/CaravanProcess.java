package dev.caravan.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The product as a process of its own, so that it can be killed as an operating system kills. */
public final class CaravanProcess {
  private static final long LOOK_MILLISECONDS = 2;

  private final Process process;
  private final Path log;

  private CaravanProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** What starts {@code caravan <arguments>}. */
  public static List<String> command(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(java());
    command.add("dev.caravan.cli.Main");
    command.addAll(arguments);
    return command;
  }

  /** What starts a Java machine with the product's classes; more options and a class are to be added. */
  public static List<String> java() throws IOException {
    return java(false);
  }

  /** The same with classes of the tests behind them. */
  public static List<String> javaWithTests() throws IOException {
    return java(true);
  }

  private static List<String> java(boolean tests) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> options = new ArrayList<>(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (Runtime.version().feature() >= 22) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(options);
    command.addAll(ClassArchive.made(java, options).options(tests));
    return command;
  }

  /** Starts {@code caravan <arguments>}; what it prints goes to the log file. */
  public static CaravanProcess start(Path log, List<String> arguments) throws IOException {
    Process process =
        new ProcessBuilder(command(arguments))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new CaravanProcess(process, log);
  }

  /**
   * Waits until the process has begun another batch: until its folder has one entry more.
   *
   * @return false when the process ended before
   */
  boolean awaitEntry(Path folder) throws IOException, InterruptedException {
    int before = entries(folder);
    while (entries(folder) <= before) {
      if (process.waitFor(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  private static int entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return (int) entries.count();
    }
  }

  /**
   * SIGKILL after so long, unless it ends before.
   *
   * @return whether it was killed in the middle of its work
   */
  public boolean killAfter(long milliseconds) throws InterruptedException {
    if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
      return false;
    }
    process.destroyForcibly().waitFor();
    return true;
  }

  public int finish() throws InterruptedException {
    return finish(2);
  }

  int finish(int minutes) throws InterruptedException {
    if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the process does not end; " + log);
    }
    return process.exitValue();
  }

  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
