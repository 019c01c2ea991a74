import dev.caravan.cli.Main;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Times Caravan's whole flow against a bare DuckDB COPY and a plain Camel route, alternating in one run.
 * Each contender lives in a process of its own, so that peak resident memory is its own, and does a
 * warm-up round that does not count. Started by bench/ingest, which sets the class path.
 */
public final class Ingest {
  private static final String[] CURRENCIES = {"EUR", "USD", "GBP", "CHF"};
  private static final String[] STATES = {"new", "paid", "shipped", "returned"};

  private Ingest() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = options(arguments);
    if (options.containsKey("worker")) {
      work(options.get("worker"), Path.of(options.get("file")), Path.of(options.get("home")));
      return;
    }
    int rounds = Integer.parseInt(options.getOrDefault("rounds", "3"));
    Path home = Files.createTempDirectory("caravan-bench");
    try {
      Map<String, Object> json = new LinkedHashMap<>();
      if (options.containsKey("records")) {
        measure(home, Long.parseLong(options.get("records")), "ndjson", rounds, json, "");
      } else {
        measure(home, 3_000_000, "ndjson", rounds, json, "");
        measure(home, 300_000, "ndjson", rounds, json, "small_");
        measure(home, 3_000_000, "csv", rounds, json, "csv_");
        measure(home, 3_000_000, "ndjson.gz", rounds, json, "gzip_");
        if (options.containsKey("large")) {
          measure(home, 30_000_000, "ndjson", 1, json, "large_");
        }
      }
      System.out.println(json(json));
    } finally {
      delete(home);
    }
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--records", "--rounds", "--worker", "--file", "--home" -> options.put(arguments[i].substring(2), arguments[++i]);
        case "--large" -> options.put("large", "true");
        default -> {
          System.err.println("usage: bench/ingest [--records N] [--rounds N] [--large]");
          System.exit(2);
        }
      }
    }
    return options;
  }

  private static void measure(Path home, long records, String form, int rounds, Map<String, Object> json, String prefix) throws Exception {
    Path file = home.resolve("orders." + form);
    generate(file, records);
    System.out.printf(Locale.ROOT, "%n%,d orders, %s, %,d MiB%n", records, form, Files.size(file) >> 20);
    List<String> names = form.equals("ndjson") ? List.of("caravan", "copy", "plain") : List.of("caravan", "copy");
    Map<String, Worker> workers = new LinkedHashMap<>();
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    try {
      for (String name : names) {
        workers.put(name, new Worker(name, file, Files.createDirectories(home.resolve(name))));
        seconds.put(name, new ArrayList<>());
      }
      for (int round = 0; round <= rounds; round++) {
        for (String name : names) {
          double took = workers.get(name).round();
          System.out.printf(Locale.ROOT, "  %-8s %-8s %6.2f s  %,12.0f records/s%n", round == 0 ? "warm-up" : "round " + round, name, took, records / took);
          if (round > 0) {
            seconds.get(name).add(took);
          }
        }
      }
      double caravan = median(seconds.get("caravan"));
      long peak = workers.get("caravan").peakMib();
      json.put(prefix + "records_per_s", Math.round(records / caravan));
      json.put(prefix + "ratio_to_copy", round(median(seconds.get("copy")) / caravan));
      if (seconds.containsKey("plain")) {
        json.put(prefix + "ratio_to_plain_camel", round(median(seconds.get("plain")) / caravan));
      }
      json.put(prefix + "peak_rss_mib", peak);
      System.out.printf(Locale.ROOT, "  caravan: %,.0f records/s, %.2f of a bare COPY, peak %d MiB resident%n", records / caravan, median(seconds.get("copy")) / caravan, peak);
    } finally {
      workers.values().forEach(Worker::close);
      Files.delete(file);
    }
  }

  /** Orders of ten fields, about 215 bytes; every hundredth breaks one of six rules. */
  static void generate(Path file, long records) throws IOException {
    boolean csv = file.toString().endsWith(".csv");
    Random random = new Random(7);
    OutputStream out = Files.newOutputStream(file);
    if (file.toString().endsWith(".gz")) {
      out = new GZIPOutputStream(out, 1 << 16);
    }
    try (BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 20)) {
      if (csv) {
        writer.write("order_id,customer_id,email,amount,currency,status,quantity,ordered_at,country,note\n");
      }
      for (long i = 0; i < records; i++) {
        int broken = i % 100 == 37 ? (int) (i / 100 % 6) : -1;
        String email = broken == 0 ? "nobody" : "user" + random.nextInt(1_000_000) + "@example.com";
        String amount = (broken == 1 ? "-" : "") + random.nextInt(10_000) + "." + (10 + random.nextInt(90));
        String currency = broken == 2 ? "EURO" : CURRENCIES[random.nextInt(4)];
        String status = broken == 3 ? "lost" : STATES[random.nextInt(4)];
        int quantity = broken == 4 ? 0 : 1 + random.nextInt(20);
        String at = "2026-0" + (1 + random.nextInt(9)) + "-" + (10 + random.nextInt(18)) + "T10:" + (10 + random.nextInt(50)) + ":" + (10 + random.nextInt(50)) + "Z";
        String customer = broken == 5 ? "" : String.valueOf(random.nextInt(500_000));
        String note = "left at the door " + random.nextInt(1000);
        if (csv) {
          writer.write(i + "," + customer + "," + email + "," + amount + "," + currency + "," + status + "," + quantity + "," + at + ",DE," + note + "\n");
        } else {
          writer.write("{\"order_id\":" + i + ",\"customer_id\":" + (customer.isEmpty() ? "null" : customer) + ",\"email\":\"" + email + "\",\"amount\":" + amount
              + ",\"currency\":\"" + currency + "\",\"status\":\"" + status + "\",\"quantity\":" + quantity + ",\"ordered_at\":\"" + at + "\",\"country\":\"DE\",\"note\":\"" + note + "\"}\n");
        }
      }
    }
  }

  /** A contender in its own process: one line in, one round run, its seconds out. */
  private static final class Worker {
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    Worker(String name, Path file, Path home) throws IOException {
      List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx384m"));
      if (Runtime.version().feature() >= 22) {
        command.add("--enable-native-access=ALL-UNNAMED");
      }
      command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", System.getProperty("java.class.path"),
          System.getProperty("bench.source"), "--worker", name, "--file", file.toString(), "--home", home.toString()));
      process = new ProcessBuilder(command).redirectError(home.resolve("worker.log").toFile()).start();
      commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
      answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    double round() throws IOException {
      commands.println("go");
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith("seconds ")) {
          return Double.parseDouble(line.substring(8));
        }
      }
      throw new IOException("a contender died; its log is worker.log");
    }

    /** Peak resident set of the process, from the kernel's account. */
    long peakMib() throws IOException {
      try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
        return lines.filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10).findFirst().orElse(-1);
      }
    }

    void close() {
      process.destroyForcibly();
    }
  }

  private static void work(String name, Path file, Path home) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (int round = 0; commands.readLine() != null; round++) {
      Path data = home.resolve("data-" + round);
      Files.createDirectories(data);
      long start = System.nanoTime();
      switch (name) {
        case "caravan" -> caravan(file, data);
        case "copy" -> copy(file, data);
        case "plain" -> plain(file);
        default -> throw new IllegalArgumentException(name);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      delete(data);
      answers.println("seconds " + seconds);
      answers.flush();
    }
  }

  /** The whole flow: file to checked Parquet, rejects and ledger, from the command line's own entry. */
  private static void caravan(Path file, Path data) throws IOException {
    Path routes = Path.of(System.getProperty("bench.routes", "bench/routes"));
    PrintWriter log = new PrintWriter(System.err, true);
    int code = Main.run(log, log, "run", "--once", "--routes", routes.toString(), "--data", data.toString(),
        "-p", "bench.file=" + file, "-p", "caravan.contracts=bench/contracts");
    if (code != 0) {
      throw new IOException("caravan run ended with " + code);
    }
  }

  /** What the engine does when nobody checks: typed columns, the same codec, threads and version. */
  private static void copy(Path file, Path data) throws Exception {
    String columns = "{order_id:'BIGINT',customer_id:'BIGINT',email:'VARCHAR',amount:'DECIMAL(18,2)',currency:'VARCHAR',status:'VARCHAR',"
        + "quantity:'INTEGER',ordered_at:'TIMESTAMPTZ',country:'VARCHAR',note:'VARCHAR'}";
    String reader = file.toString().contains(".csv")
        ? "read_csv('" + file + "', header = true, columns = " + columns + ")"
        : "read_json('" + file + "', format = 'newline_delimited', columns = " + columns + ")";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
      statement.execute("SET memory_limit = '512MB'");
      statement.execute("SET preserve_insertion_order = false");
      statement.execute("COPY (SELECT * FROM " + reader + ") TO '" + data.resolve("orders.parquet") + "' (FORMAT parquet, COMPRESSION zstd)");
    }
  }

  /** A Camel route as people write it first: split, unmarshal, filter; no output at all. */
  private static void plain(Path file) throws Exception {
    AtomicLong passed = new AtomicLong();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(new RouteBuilder() {
        @Override
        public void configure() {
          from("direct:orders")
              .split(body().tokenize("\n")).streaming()
              .unmarshal().json(Map.class)
              .filter(exchange -> {
                Object amount = exchange.getMessage().getBody(Map.class).get("amount");
                return amount instanceof Number number && number.doubleValue() >= 0;
              })
              .process(exchange -> passed.incrementAndGet());
        }
      });
      camel.start();
      camel.createProducerTemplate().sendBody("direct:orders", Files.newBufferedReader(file));
    }
    if (passed.get() == 0) {
      throw new IOException("the plain route passed nothing");
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static String json(Map<String, Object> values) {
    return values.entrySet().stream().map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue()).collect(java.util.stream.Collectors.joining(", ", "{", "}"));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(path -> {
          try {
            Files.delete(path);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
      }
    }
  }
}
