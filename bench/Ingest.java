import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Times Caravan's whole flow against a bare DuckDB COPY and a plain Camel route, alternating in one run.
 * Each contender lives in a process of its own, so that peak resident memory is its own, and does
 * warm-up rounds that do not count; in the first, both are checked to have landed the same values.
 */
public final class Ingest {
  private static final long USUAL = 3_000_000;

  /** a plain route's cost per record does not depend on how many there are, and it is slow */
  private static final long MOST_PLAIN = 300_000;
  private static final Set<Contenders> COMPARED = EnumSet.of(Contenders.CARAVAN, Contenders.COPY, Contenders.PLAIN);

  private final Path home;
  private final int rounds;
  private final Map<String, Object> answer = new LinkedHashMap<>();

  private Ingest(Path home, int rounds) {
    this.home = home;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = options(arguments);
    if (options.containsKey("worker")) {
      Worker.work(Contenders.valueOf(options.get("worker")), Path.of(options.get("file")), Path.of(options.get("folder")));
      System.exit(0);
    }
    Path parent = Files.createDirectories(Path.of(options.getOrDefault("folder", "target/bench"))).toAbsolutePath();
    Path home = Files.createTempDirectory(parent, "ingest");
    Ingest ingest = new Ingest(home, Integer.parseInt(options.getOrDefault("rounds", "5")));
    try {
      String[] forms = options.getOrDefault("forms", options.containsKey("records") ? "ndjson" : "ndjson,csv,ndjson.gz").split(",");
      long records = Long.parseLong(options.getOrDefault("records", Long.toString(USUAL)));
      for (String form : forms) {
        ingest.measure(records, form, form.equals("ndjson") ? "" : form.replace('.', '_') + "_");
      }
      if (!options.containsKey("records")) {
        ingest.measure(USUAL / 10, "ndjson", "small_");
        if (options.containsKey("large")) {
          ingest.measure(USUAL * 10, "ndjson", "large_");
        }
      }
      System.out.println(ingest.json());
    } finally {
      delete(home);
    }
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--records", "--rounds", "--forms", "--folder", "--worker", "--file" -> options.put(arguments[i].substring(2), arguments[++i]);
        case "--large" -> options.put("large", "true");
        default -> {
          System.err.println("usage: bench/ingest [--records N] [--rounds N] [--forms ndjson,csv,ndjson.gz] [--folder DIR] [--large]");
          System.exit(2);
        }
      }
    }
    return options;
  }

  private void measure(long records, String form, String prefix) throws Exception {
    Path file = home.resolve("orders." + form);
    Orders.write(file, records);
    System.out.printf(Locale.ROOT, "%n%,d orders as %s, %,d MiB%n", records, form, Files.size(file) >> 20);
    Map<Contenders, Worker> workers = new EnumMap<>(Contenders.class);
    Map<Contenders, List<Cost>> perRecord = new EnumMap<>(Contenders.class);
    Path few = home.resolve("few." + form);
    try {
      for (Contenders contender : COMPARED) {
        boolean plain = contender == Contenders.PLAIN;
        if (plain && !prefix.isEmpty()) {
          continue;
        }
        if (plain) {
          Orders.write(few, Math.min(records, MOST_PLAIN));
        }
        workers.put(contender, new Worker(contender, plain ? few : file, home));
        perRecord.put(contender, new ArrayList<>());
      }
      int warmups = records >= USUAL ? 1 : 4;
      int counted = records > USUAL ? Math.min(2, rounds) : rounds;
      for (int round = 1 - warmups; round <= counted; round++) {
        for (Map.Entry<Contenders, Worker> worker : workers.entrySet()) {
          long done = worker.getKey() == Contenders.PLAIN ? Math.min(records, MOST_PLAIN) : records;
          Cost cost = worker.getValue().round();
          String title = round < 1 ? "warm-up" : "round " + round;
          System.out.printf(
              Locale.ROOT, "  %-8s %-8s %7.2f s  %,12.0f records/s %7.2f s of processors a million%n", title, worker.getKey().name().toLowerCase(Locale.ROOT),
              cost.seconds(), done / cost.seconds(), cost.perRecord(done).processorSeconds() * 1e6);
          if (round > 0) {
            perRecord.get(worker.getKey()).add(cost.perRecord(done));
          }
        }
      }
      check(workers, records);
      report(workers, perRecord, prefix);
    } finally {
      workers.values().forEach(Worker::close);
      Files.deleteIfExists(few);
      Files.deleteIfExists(file);
    }
  }

  private static void check(Map<Contenders, Worker> workers, long records) throws IOException {
    String caravan = workers.get(Contenders.CARAVAN).landed();
    String copy = workers.get(Contenders.COPY).landed();
    if (!caravan.equals(copy) || !caravan.startsWith(records - Orders.broken(records) + " ")) {
      throw new IOException("the contenders landed different values: " + caravan + " and " + copy);
    }
  }

  private void report(Map<Contenders, Worker> workers, Map<Contenders, List<Cost>> perRecord, String prefix) throws IOException {
    double caravan = median(perRecord.get(Contenders.CARAVAN), Cost::seconds);
    double processors = median(perRecord.get(Contenders.CARAVAN), Cost::processorSeconds);
    answer.put(prefix + "records_per_s", Math.round(1 / caravan));
    answer.put(prefix + "ratio_to_copy", round(median(perRecord.get(Contenders.COPY), Cost::seconds) / caravan));
    if (perRecord.containsKey(Contenders.PLAIN)) {
      answer.put(prefix + "ratio_to_plain_camel", round(median(perRecord.get(Contenders.PLAIN), Cost::seconds) / caravan));
    }
    answer.put(prefix + "cpu_s_per_million", round(processors * 1e6));
    answer.put(prefix + "cpu_ratio_to_copy", round(median(perRecord.get(Contenders.COPY), Cost::processorSeconds) / processors));
    answer.put(prefix + "peak_rss_mib", workers.get(Contenders.CARAVAN).peakMib());
    System.out.println("  every value equal; " + answer.entrySet().stream()
        .filter(entry -> prefix.isEmpty() || entry.getKey().startsWith(prefix))
        .map(entry -> entry.getKey().substring(prefix.length()) + " " + entry.getValue())
        .collect(Collectors.joining(", ")) + "; the COPY peaked at " + workers.get(Contenders.COPY).peakMib() + " MiB");
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> of) {
    double[] sorted = costs.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private String json() {
    return answer.entrySet().stream().map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue()).collect(Collectors.joining(", ", "{", "}"));
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** A contender in its own process: one line in, one round run, its cost out. */
  static final class Worker {
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;
    private String landed;

    Worker(Contenders contender, Path file, Path home) throws IOException {
      List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
      command.addAll(List.of("-Xmx384m", "@src/main/launcher/java.options"));
      if (Runtime.version().feature() >= 22) {
        command.add("--enable-native-access=ALL-UNNAMED");
      }
      Path folder = Files.createDirectories(home.resolve(contender.name().toLowerCase(Locale.ROOT)));
      command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", System.getProperty("java.class.path"),
          "Ingest", "--worker", contender.name(), "--file", file.toString(), "--folder", folder.toString()));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
      answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    Cost round() throws IOException {
      commands.println("go");
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith("landed ")) {
          landed = line.substring("landed ".length());
        } else if (line.startsWith("cost ")) {
          String[] cost = line.split(" ");
          return new Cost(Double.parseDouble(cost[1]), Double.parseDouble(cost[2]));
        }
      }
      throw new IOException("a contender died; its complaint stands above");
    }

    String landed() {
      return landed;
    }

    /** Peak resident set of the process, from the kernel's account. */
    long peakMib() throws IOException {
      try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
        return lines.filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10).findFirst().orElse(-1);
      }
    }

    /** A worker ends by itself when it hears nothing more. */
    void close() {
      commands.close();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The other side: in the process of a contender. */
    static void work(Contenders contender, Path file, Path folder) throws Exception {
      PrintStream answers = System.out;
      System.setOut(System.err);
      BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (int round = 0; commands.readLine() != null; round++) {
        Path data = Files.createDirectories(folder.resolve("round-" + round));
        Cost cost = contender.cost(file, data);
        if (round == 0) {
          answers.println("landed " + contender.landed(data));
        }
        delete(data);
        answers.println("cost " + cost.seconds() + " " + cost.processorSeconds());
      }
    }
  }
}
