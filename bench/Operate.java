import dev.caravan.Secret;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.runtime.console.ConsoleAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What bench/operate measures: starts, calls of operators, and what watching costs. */
public final class Operate {
  private static final Map<String, String> USUAL =
      Map.of("--runs", "1000000", "--callers", "200", "--think", "5", "--seconds", "60", "--starts", "5", "--records", "1000000", "--rounds", "7",
          "--ledgers", "h2,postgresql");
  /** Until Java has optimised what answers. */
  private static final int WARM_UP_SECONDS = 30;

  private final Map<String, String> options;
  private final Path home;
  private final Map<String, Double> answer = new LinkedHashMap<>();

  private Operate(Map<String, String> options, Path home) {
    this.options = options;
    this.home = home;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new LinkedHashMap<>(USUAL);
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length || options.replace(arguments[i], arguments[i + 1]) == null) {
        System.err.println("usage: bench/operate [--runs N] [--callers N] [--think SECONDS] [--seconds N] [--starts N] [--records N] [--rounds N] [--ledgers h2,postgresql]");
        System.exit(2);
      }
    }
    Path home = Files.createTempDirectory(Path.of("target/bench").toAbsolutePath(), "operate");
    try {
      Operate operate = new Operate(options, home);
      operate.starts();
      if (operate.number("--callers") > 0) {
        operate.calls();
      }
      operate.watching();
      System.out.println(operate.json());
    } finally {
      Ingest.delete(home);
    }
    System.exit(0);
  }

  private int number(String option) {
    return Integer.parseInt(options.get(option));
  }

  private void starts() throws IOException, InterruptedException {
    List<Double> routes = new ArrayList<>();
    List<Double> resident = new ArrayList<>();
    for (int start = 0; start <= number("--starts") && number("--starts") > 0; start++) {
      Path folder = Files.createDirectories(home.resolve("start-" + start));
      Files.createDirectories(folder.resolve("inbox"));
      try (StartedCaravan caravan = StartedCaravan.ofOrders(folder)) {
        double seconds = caravan.started();
        caravan.idle();
        long mib = caravan.residentMib();
        System.out.printf(Locale.ROOT, "start %d: %.2f s to the first route, %d MiB idle%n", start, seconds, mib);
        // The first only fills the caches of the disk.
        if (start > 0) {
          routes.add(seconds);
          resident.add((double) mib);
        }
      }
    }
    note("first_route_s", routes);
    note("idle_rss_mib", resident);
  }

  private void calls() throws Exception {
    SeededLedger ledger = new SeededLedger(Long.parseLong(options.get("--runs")));
    for (String kind : options.get("--ledgers").split(",")) {
      Path folder = Files.createDirectories(home.resolve(kind));
      Path data = Files.createDirectories(folder.resolve("data"));
      if (kind.equals("h2")) {
        ledger.fill(LedgerConfig.inFolder(data), "jdbc:h2:file:" + data.resolve("ledger/ledger"), "caravan");
        calls(kind, ledger, folder, List.of());
      } else {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
          String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
          ledger.fill(LedgerConfig.at(url, "postgres", (Secret) null), url, "postgres");
          calls(kind, ledger, folder, List.of("caravan.ledger.url=" + url, "caravan.ledger.user=postgres"));
        }
      }
    }
  }

  private void calls(String kind, SeededLedger ledger, Path folder, List<String> settings) throws Exception {
    try (StartedCaravan caravan = new StartedCaravan(folder, routes(folder), settings)) {
      caravan.started();
      Callers callers = new Callers(ledger, ConsoleAddress.of(caravan.data()).orElseThrow());
      double think = Double.parseDouble(options.get("--think"));
      callers.call(number("--callers"), think / 5, WARM_UP_SECONDS);
      callers.call(number("--callers"), think, number("--seconds"));
      System.out.printf(Locale.ROOT, "%n%s, %,d runs: %d callers who think for %.1f s made %,d calls%n", kind, ledger.runs(), number("--callers"), think, callers.calls());
      for (SeededLedger.Commonest call : SeededLedger.Commonest.values()) {
        String name = call.name().toLowerCase(Locale.ROOT);
        System.out.printf(Locale.ROOT, "  %-14s P50 %7.1f ms  P99 %7.1f ms%n", name, callers.milliseconds(call, 0.5), callers.milliseconds(call, 0.99));
        answer.put(kind + "_" + name + "_p50_ms", callers.milliseconds(call, 0.5));
        answer.put(kind + "_" + name + "_p99_ms", callers.milliseconds(call, 0.99));
      }
      answer.put(kind + "_p50_ms", callers.milliseconds(0.5));
      answer.put(kind + "_p99_ms", callers.milliseconds(0.99));
      answer.put(kind + "_calls_per_s", (double) callers.calls() / number("--seconds"));
    }
  }

  /** The flows that the ledger tells of. Their inboxes stay empty. */
  private static Path routes(Path folder) throws IOException {
    Path routes = Files.createDirectories(folder.resolve("routes"));
    for (int number = 0; number < SeededLedger.FLOWS; number++) {
      String flow = SeededLedger.flow(number);
      Path inbox = Files.createDirectories(folder.resolve("inbox").resolve(flow));
      Files.writeString(routes.resolve(flow + ".camel.yaml"), """
          - route:
              id: %s
              routeConfigurationId: ingest
              from:
                uri: kamelet:file-source
                parameters: {path: "%s", schedule: 10s}
                steps:
                  - to: {uri: "kamelet:lake-sink", parameters: {dataset: bench/order}}
          """.formatted(flow, inbox));
    }
    return routes;
  }

  /** The same flow lands the same file, watched and not, each in a process of its own, in turn. */
  private void watching() throws IOException {
    if (number("--rounds") == 0) {
      return;
    }
    // Each has a file of its own, which it changes from round to round.
    Path file = home.resolve("orders.ndjson");
    Orders.write(file, number("--records"));
    Path copy = Files.copy(file, home.resolve("watched.ndjson"));
    List<Double> seconds = new ArrayList<>();
    List<Double> processors = new ArrayList<>();
    Ingest.Worker alone = new Ingest.Worker(Contenders.CARAVAN, file, home);
    Ingest.Worker watched = new Ingest.Worker(Contenders.WATCHED, copy, home);
    try {
      for (int round = -2; round <= number("--rounds"); round++) {
        // Who comes second finds the file's pages as the first has left them: they take turns.
        Cost first = (round % 2 == 0 ? alone : watched).round();
        Cost second = (round % 2 == 0 ? watched : alone).round();
        Cost without = round % 2 == 0 ? first : second;
        Cost with = round % 2 == 0 ? second : first;
        System.out.printf(Locale.ROOT, "%s %2d: %.2f s and %.2f s of processors; watched %.2f s and %.2f s%n",
            round > 0 ? "round" : "warm-up", round, without.seconds(), without.processorSeconds(), with.seconds(), with.processorSeconds());
        if (round > 0) {
          seconds.add(with.seconds() / without.seconds());
          processors.add(with.processorSeconds() / without.processorSeconds());
        }
      }
    } finally {
      alone.close();
      watched.close();
    }
    note("watched_seconds_ratio", seconds);
    note("watched_cpu_ratio", processors);
  }

  /** The median. */
  private void note(String name, List<Double> values) {
    if (!values.isEmpty()) {
      answer.put(name, values.stream().sorted().toList().get(values.size() / 2));
    }
  }

  private String json() {
    StringBuilder json = new StringBuilder();
    answer.forEach((name, value) -> json.append(json.length() == 0 ? "{" : ", ").append(String.format(Locale.ROOT, "\"%s\": %.2f", name, value)));
    return json.append('}').toString();
  }
}
