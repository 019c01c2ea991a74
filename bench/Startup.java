import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What bench/startup measures. A landed batch shows by its manifest, a started route by the banner. */
public final class Startup {
  private static final int[] SIZES = {1, 100, 10_000};
  private static final int BATCHES = 15;
  private static final int WARM_UPS = 10;
  private static final long IDLE_SECONDS = 10;
  private static final long PATIENCE_SECONDS = 120;

  private final Path home;
  private final Map<String, List<Double>> measured = new LinkedHashMap<>();

  private Startup(Path home) {
    this.home = home;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 0 && !(arguments.length == 2 && arguments[0].equals("--rounds"))) {
      System.err.println("usage: bench/startup [--rounds N]");
      System.exit(2);
    }
    int rounds = arguments.length == 0 ? 5 : Integer.parseInt(arguments[1]);
    Path home = Files.createTempDirectory(Path.of("target/bench").toAbsolutePath(), "startup");
    Startup startup = new Startup(home);
    try {
      for (int round = 0; round <= rounds; round++) {
        startup.start(round);
      }
      startup.batches();
      System.out.println(startup.json());
    } finally {
      Ingest.delete(home);
    }
  }

  /** One start with a file waiting. The first only fills the caches of the disk. */
  private void start(int round) throws Exception {
    Path folder = Files.createDirectories(home.resolve("start-" + round));
    Orders.write(Files.createDirectories(folder.resolve("inbox")).resolve("orders.ndjson"), 100);
    try (Running running = new Running(folder)) {
      double started = running.started();
      double landed = running.landed(1);
      running.idle();
      long resident = running.residentMib();
      System.out.printf(Locale.ROOT, "start %d: %.2f s to the first route, %.2f s to the first landed record, %d MiB idle%n", round, started, landed, resident);
      if (round > 0) {
        note("first_route_s", started);
        note("first_record_s", landed);
        note("idle_rss_mib", (double) resident);
      }
    }
  }

  private void batches() throws Exception {
    Path folder = Files.createDirectories(home.resolve("batches"));
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    try (Running running = new Running(folder)) {
      running.started();
      int landed = 0;
      for (int batch = 0; batch < WARM_UPS + BATCHES; batch++) {
        for (int size : SIZES) {
          Path file = folder.resolve("orders-" + batch + "-" + size + ".ndjson");
          Orders.write(file, size);
          // Equal content would be recognised and not land again.
          Files.writeString(file, "{\"order_id\":" + batch + "," + Files.readString(file).substring("{\"order_id\":0,".length()));
          long start = System.nanoTime();
          Files.move(file, inbox.resolve(file.getFileName()));
          running.landed(++landed);
          if (batch >= WARM_UPS) {
            note("batch_" + size + "_ms", (System.nanoTime() - start) / 1e6);
          }
        }
      }
    }
  }

  private void note(String name, double value) {
    measured.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  private String json() {
    StringBuilder json = new StringBuilder();
    measured.forEach((name, values) -> {
      double median = values.stream().sorted().toList().get(values.size() / 2);
      json.append(json.length() == 0 ? "{" : ", ").append(String.format(Locale.ROOT, "\"%s\": %.2f", name, median));
    });
    return json.append('}').toString();
  }

  /** {@code ./caravan run} as a user starts it. */
  private static final class Running implements AutoCloseable {
    private final Path folder;
    private final Path output;
    private final Process process;
    private final long begin;

    Running(Path folder) throws IOException {
      this.folder = folder;
      this.output = folder.resolve("output.log");
      ProcessBuilder builder = new ProcessBuilder(
          "./caravan", "run", "--routes", "bench/routes", "--data", folder.resolve("data").toString(),
          "-p", "caravan.http.port=0", "-p", "caravan.contracts=bench/contracts", "-p", "bench.inbox=" + folder.resolve("inbox"));
      begin = System.nanoTime();
      process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    double started() throws IOException {
      return await(() -> Files.readString(output, StandardCharsets.UTF_8).contains("Caravan runs "));
    }

    double landed(int batches) throws IOException {
      return await(() -> {
        Path lake = folder.resolve("data/lake");
        if (!Files.isDirectory(lake)) {
          return false;
        }
        try (Stream<Path> files = Files.walk(lake)) {
          return files.filter(file -> file.toString().endsWith(".json") && !file.getFileName().toString().startsWith(".")).count() >= batches;
        } catch (java.io.UncheckedIOException e) {
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
}
