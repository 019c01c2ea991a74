import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** {@code ./caravan run} as a user starts it. */
final class StartedCaravan implements AutoCloseable {
  private static final long IDLE_SECONDS = 10;
  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final Path output;
  private final Process process;
  private final long begin;

  /** @param folder gets {@code data} and {@code output.log} */
  StartedCaravan(Path folder, Path routes, List<String> settings) throws IOException {
    this.folder = folder;
    this.output = folder.resolve("output.log");
    List<String> command = new ArrayList<>(List.of("./caravan", "run", "--routes", routes.toString(), "--data", data().toString()));
    command.addAll(List.of("-p", "caravan.http.port=0", "-p", "caravan.contracts=bench/contracts"));
    settings.forEach(setting -> command.addAll(List.of("-p", setting)));
    begin = System.nanoTime();
    process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** With the one flow that other programs here time, from {@code inbox}. */
  static StartedCaravan ofOrders(Path folder) throws IOException {
    return new StartedCaravan(folder, Path.of("bench/routes"), List.of("bench.inbox=" + folder.resolve("inbox")));
  }

  Path data() {
    return folder.resolve("data");
  }

  double started() throws IOException {
    return await(() -> Files.readString(output).contains("Caravan runs "));
  }

  double landed(int batches) throws IOException {
    return await(() -> {
      Path lake = data().resolve("lake");
      if (!Files.isDirectory(lake)) {
        return false;
      }
      try (Stream<Path> files = Files.walk(lake)) {
        return files.filter(file -> file.toString().endsWith(".json") && !file.getFileName().toString().startsWith(".")).count() >= batches;
      } catch (UncheckedIOException e) {
        return false; // a file went away while the folder was looked at
      }
    });
  }

  /** Lets the start settle: what is measured is a Caravan that waits for work. */
  void idle() {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
  }

  /** The launcher becomes the Java process, so its id stays. */
  long residentMib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines.filter(line -> line.startsWith("VmRSS:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10).findFirst().orElse(-1);
    }
  }

  private interface Sign {
    boolean seen() throws IOException;
  }

  private double await(Sign sign) throws IOException {
    while (!sign.seen()) {
      if (!process.isAlive() || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new IOException("Caravan did not get so far:\n" + Files.readString(output));
      }
      LockSupport.parkNanos(1_000_000);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
