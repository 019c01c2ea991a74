package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.cli.Main;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.ConfigSources;
import dev.caravan.runtime.RouteSelection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody who runs flows of one folder by commands, and sees what those print and log. */
final class Operator {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Map<String, String> properties = new TreeMap<>();
  private Consumer<String> watcher = line -> {};

  Operator(Path folder) {
    this.folder = folder;
    set("caravan.data", data().toString());
    set("caravan.contracts", folder.resolve("contracts").toString());
    set("caravan.engine.memory", "256MB");
    set("caravan.secrets.store", "files");
    set("caravan.secrets.folder", folder.resolve("secrets").toString());
    set("caravan.retry.attempts", "1");
    set("caravan.retry.delay", "10ms");
  }

  /**
   * What a command showed.
   *
   * @param exit code
   * @param log lines with level and message
   */
  record Seen(int exit, String printed, List<String> log) {
    /** Lines of the log that speak of a flow. */
    List<String> of(String flow) {
      return log.stream().filter(line -> line.contains("Flow " + flow + " ")).toList();
    }
  }

  Path data() {
    return folder.resolve("data");
  }

  Operator set(String key, String value) {
    properties.put(key, value);
    return this;
  }

  Operator write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** @param watcher is told each line of the log before whoever wrote it goes on */
  Operator watching(Consumer<String> watcher) {
    this.watcher = watcher;
    return this;
  }

  /** A flow from the folder {@code inbox/<flow>}, with steps behind the source. */
  Operator fileFlow(String flow, String... steps) throws IOException {
    return write(
        "routes/" + flow + ".camel.yaml",
        """
        - route:
            id: %1$s
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%2$s", settle: 0s, schedule: 100ms}
              steps:
        %3$s"""
            .formatted(flow, folder.resolve("inbox").resolve(flow), String.join("\n", steps).indent(8)));
  }

  static String toLake(String flow) {
    return "- to: {uri: \"kamelet:lake-sink\", parameters: {dataset: test/" + flow + "}}";
  }

  /** A file with a column {@code id}. */
  Operator deliver(String flow, String file, long first, long last) throws IOException {
    return write("inbox/" + flow + "/" + file, "id\n" + LongStream.rangeClosed(first, last).mapToObj(Long::toString).collect(Collectors.joining("\n")) + "\n");
  }

  /** Every source makes one pass. */
  Seen runOnce() {
    return command("run", "--once", "--routes", folder.resolve("routes").toString());
  }

  /** A runtime of this operator's flows, not started; its flows make pass after pass. */
  CaravanRuntime runtime() {
    return runtime(Clock.systemUTC());
  }

  /** The same on a machine whose clock shows this. */
  CaravanRuntime runtime(Clock clock) {
    return new CaravanRuntime(new ConfigSources().classPath().commandLine(properties).read(), new RouteSelection(folder.resolve("routes"), List.of()), CaravanRuntime.Mode.UNTIL_STOPPED, clock);
  }

  /** The command line of {@code caravan <command>} with the settings of this operator. */
  List<String> arguments(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    properties.forEach((key, value) -> arguments.addAll(List.of("-p", key + "=" + value)));
    return arguments;
  }

  /** Runs {@code caravan <arguments>} with the settings of this operator. */
  Seen command(String... command) {
    List<String> arguments = arguments(command);
    StringWriter printed = new StringWriter();
    Heard heard = new Heard(watcher);
    ch.qos.logback.classic.Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    heard.start();
    root.addAppender(heard);
    try {
      int exit = Main.run(new PrintWriter(printed, true), new PrintWriter(printed, true), arguments.toArray(String[]::new));
      return new Seen(exit, printed.toString(), List.copyOf(heard.lines));
    } finally {
      root.detachAppender(heard);
    }
  }

  private static final class Heard extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Consumer<String> watcher;

    Heard(Consumer<String> watcher) {
      this.watcher = watcher;
    }

    @Override
    protected void append(ILoggingEvent event) {
      String line = event.getLevel() + " " + event.getFormattedMessage();
      lines.add(line);
      watcher.accept(line);
    }
  }

  /** All runs as {@code caravan ledger} shows them, the newest first. */
  List<JsonNode> ledger() throws IOException {
    List<JsonNode> runs = new ArrayList<>();
    json("ledger", "--format", "json").forEach(runs::add);
    return runs;
  }

  /** Checks that of each run the ledger knows what became of every record, and that its rejects are all there. @return how many those are */
  long assertBalanced() throws IOException {
    long rejected = 0;
    for (JsonNode run : ledger()) {
      long known = run.path("landed").asLong() + run.path("rejected").asLong() + run.path("deduplicated").asLong() + run.path("filtered").asLong();
      assertThat(known).as(run.toString()).isEqualTo(run.path("read").asLong());
      rejected += run.path("rejected").asLong();
    }
    assertThat(json("rejects", "list", "--format", "json", "--limit", "1000000")).as("rejects that are kept").hasSize(Math.toIntExact(rejected));
    return rejected;
  }

  /** The values of a column {@code id} in datasets, doubles included, in order. */
  Map<String, List<Long>> landed(Collection<String> datasets) throws IOException {
    String each = datasets.stream().map(name -> "SELECT '" + name + "' AS name, CAST(id AS BIGINT) AS id FROM " + name).collect(Collectors.joining(" UNION ALL "));
    Map<String, List<Long>> ids = new HashMap<>();
    json("query", "--format", "json", each + " ORDER BY 1, 2")
        .forEach(row -> ids.computeIfAbsent(row.path("name").asText(), name -> new ArrayList<>()).add(row.path("id").asLong()));
    return ids;
  }

  private JsonNode json(String... arguments) throws IOException {
    Seen seen = command(arguments);
    assertThat(seen.exit()).as(seen.printed()).isZero();
    return JSON.readTree(seen.printed());
  }
}
