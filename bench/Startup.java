import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What bench/startup measures. A landed batch shows by its manifest, a started route by the banner. */
public final class Startup {
  private static final int[] SIZES = {1, 100, 10_000};
  private static final int BATCHES = 15;
  private static final int WARM_UPS = 10;

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
    try (StartedCaravan running = StartedCaravan.ofOrders(folder)) {
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
    try (StartedCaravan running = StartedCaravan.ofOrders(folder)) {
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
}
