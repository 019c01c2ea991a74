package dev.caravan.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.Ledgers;
import dev.caravan.cli.Answer;
import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A folder with routes, inboxes and a data folder, in which real runtimes run one after the other. */
final class Workplace {
  private final Path folder;
  private final Map<String, String> properties = new HashMap<>();

  Workplace(Path folder) {
    this.folder = folder;
    set("caravan.data", data().toString());
    set("caravan.kamelets", folder.resolve("kamelets").toString());
    set("caravan.contracts", folder.resolve("contracts").toString());
    set("caravan.http.enabled", "false");
    set("caravan.retry.delay", "1ms");
    set("caravan.engine.memory", "256MB");
  }

  Path data() {
    return folder.resolve("data");
  }

  Workplace set(String key, String value) {
    properties.put(key, value);
    return this;
  }

  /** Puts a file into an inbox. */
  Path deliver(String path, String content) throws IOException {
    Path file = inbox(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  Path inbox(String path) {
    return folder.resolve("inbox").resolve(path);
  }

  /** Writes a file of the routes folder. */
  Workplace route(String name, String content) throws IOException {
    Files.createDirectories(folder.resolve("routes"));
    Files.writeString(folder.resolve("routes").resolve(name), content.replace("$inbox", folder.resolve("inbox").toString()));
    return this;
  }

  Workplace kamelet(String name, String content) throws IOException {
    Files.createDirectories(folder.resolve("kamelets"));
    Files.writeString(folder.resolve("kamelets").resolve(name + ".kamelet.yaml"), content);
    return this;
  }

  /** A flow from the inbox of its name to the dataset {@code test/<name>}, with steps between the two. */
  Workplace flow(String name, String... steps) throws IOException {
    return route(name + ".camel.yaml", flowText(name, "", steps));
  }

  static String flowText(String name, String more, String... steps) {
    StringBuilder text =
        new StringBuilder(
            """
            - route:
                id: %1$s
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters:
                    path: $inbox/%1$s
                    settle: 0s
                    schedule: 100ms
            %2$s      steps:
            """
                .formatted(name, more));
    for (String step : steps) {
      text.append("        ").append(step.strip().replace("\n", "\n        ")).append('\n');
    }
    return text.append("        - to: {uri: \"kamelet:lake-sink\", parameters: {dataset: test/").append(name).append("}}\n").toString();
  }

  CaravanRuntime runtime(CaravanRuntime.Mode mode) {
    Rereading rereading = new Rereading(this::config, List.of(folder.resolve("caravan.properties")));
    return new CaravanRuntime(config(), new RouteSelection(folder.resolve("routes"), List.of()), mode, rereading);
  }

  private CaravanConfig config() {
    return new ConfigSources().classPath().optionalFile(folder.resolve("caravan.properties")).commandLine(properties).read();
  }

  /** Writes the properties file. */
  Workplace properties(String text) throws IOException {
    Files.writeString(folder.resolve("caravan.properties"), text);
    return this;
  }

  /** Writes {@code contracts/<name>.odcs.yaml}. */
  Workplace contract(String name, String text) throws IOException {
    Path file = folder.resolve("contracts").resolve(name + ".odcs.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  Path routeFile(String name) {
    return folder.resolve("routes").resolve(name);
  }

  /** Runs every flow once; what became of each, by name. */
  Map<String, FlowProgress> once() {
    return once(runtime -> {});
  }

  Map<String, FlowProgress> once(java.util.function.Consumer<CaravanRuntime> look) {
    Map<String, FlowProgress> flows = new HashMap<>();
    try (CaravanRuntime runtime = runtime(CaravanRuntime.Mode.ONCE)) {
      runtime.start();
      runtime.awaitPasses();
      runtime.progress().forEach(flow -> flows.put(flow.flow(), flow));
      look.accept(runtime);
    }
    return flows;
  }

  /** Batches that were opened and never committed. */
  List<BatchRecord> unfinished(String flow) {
    return ledger(ledger -> ledger.unfinished(flow));
  }

  /** All runs, the newest first. */
  List<RunSummary> runs() {
    return ledger(ledger -> ledger.runs(100));
  }

  <T> T ledger(Function<JdbcLedger, T> look) {
    try (JdbcLedger ledger = openLedger()) {
      return look.apply(ledger);
    }
  }

  /** Beside a runtime that may be running. */
  JdbcLedger openLedger() {
    return Ledgers.openReadOnly(config().ledger(), Clock.systemUTC());
  }

  /** What readers see. */
  JsonNode query(String sql) throws IOException {
    return new ObjectMapper().readTree(Answer.to("query", "--data", data().toString(), "--format", "json", sql).done());
  }
}
