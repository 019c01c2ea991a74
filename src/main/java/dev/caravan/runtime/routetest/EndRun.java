package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Engine;
import dev.caravan.batch.Sql;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LakeDataset;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.runtime.lint.Finding;
import dev.caravan.runtime.lint.LintException;
import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Runs the cases of a source or sink Kamelet: each in a real runtime that makes one pass and keeps to a
 * folder of its own, with file-source before a sink and lake-sink behind a source. Used once, by one thread.
 */
final class EndRun {
  /** Property that names the folder in which the input of a case lies. */
  static final String INPUT = "test.input";

  private static final String FLOW = "case";
  private static final String DATASET = "landed";

  private final CaravanConfig config;
  private final RouteTestFile test;
  private final Engine engine;
  private final Path folder;

  /**
   * @param engine reads back what landed
   * @param folder for everything that is written; the caller deletes it
   */
  EndRun(CaravanConfig config, RouteTestFile test, Engine engine, Path folder) {
    this.config = config;
    this.test = test;
    this.engine = engine;
    this.folder = folder;
  }

  RouteTestResult run() {
    List<RouteTestResult.Case> results = new ArrayList<>();
    try {
      for (RouteTestCase one : test.cases()) {
        results.add(run(one, folder.resolve("case-" + results.size())));
      }
      return new RouteTestResult(test.file(), results, List.of());
    } catch (CaravanException e) {
      return new RouteTestResult(test.file(), List.of(), e.problems());
    } catch (IOException | SQLException e) {
      return new RouteTestResult(test.file(), List.of(), List.of(Problem.of(ErrorCode.SINK_STAGE, null, "cannot run " + test.file() + ": " + e.getMessage())));
    }
  }

  private RouteTestResult.Case run(RouteTestCase one, Path own) throws IOException, SQLException {
    long begin = System.nanoTime();
    Path input = Files.createDirectories(own.resolve("input"));
    deliver(one, input);
    Path route = Files.writeString(own.resolve("case.camel.yaml"), Cells.MAPPER.writeValueAsString(List.of(Map.of("route", route(one)))));
    Path beside = test.subject().toAbsolutePath().normalize().getParent();
    CaravanConfig here = config.within(own.resolve("data"), beside, Map.of(INPUT, input.toString()));
    Problem problem = null;
    for (int run = 0; run < one.runs() && problem == null; run++) {
      problem = pass(one, here, new RouteSelection(null, List.of(route)));
    }
    Outcome outcome = outcome(here, problem);
    return new RouteTestResult.Case(one.name(), Comparison.of(one.expectation(), outcome), outcome, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** @return what the flow stopped with, or null */
  private static Problem pass(RouteTestCase one, CaravanConfig config, RouteSelection routes) {
    try (CaravanRuntime runtime = new CaravanRuntime(config, routes, CaravanRuntime.Mode.ONCE)) {
      runtime.start();
      runtime.awaitPasses();
      runtime.close();
      return runtime.progress().stream().map(FlowProgress::problem).filter(Objects::nonNull).findFirst().orElse(null);
    } catch (LintException e) {
      throw new CaravanException(e.findings().stream().map(finding -> problem(finding, one)).toList());
    } catch (CaravanException e) {
      return e.problems().get(0);
    }
  }

  // The place in the route that was made for the case would tell nobody anything.
  private static Problem problem(Finding finding, RouteTestCase one) {
    return new Problem(ErrorCode.TEST_INVALID, one.place(), finding.message(), finding.required(), finding.got(), finding.next());
  }

  private Map<String, Object> route(RouteTestCase one) {
    boolean source = test.end() == RouteTestFile.Role.SOURCE;
    List<Object> steps = new ArrayList<>();
    if (one.contract() != null) {
      // A sink asks the contract that was checked for keys and types.
      steps.add(step(source ? "normalize-action" : "validate-action", Map.of("contract", one.contract())));
    }
    steps.add(source ? step("lake-sink", Map.of("dataset", DATASET)) : step(test.kamelet(), one.parameters()));
    Map<String, Object> from =
        source
            ? Map.of("uri", "kamelet:" + test.kamelet(), "parameters", one.parameters(), "steps", steps)
            : Map.of("uri", "kamelet:file-source", "parameters", Map.of("path", "{{" + INPUT + "}}", "settle", "0s"), "steps", steps);
    return Map.of("id", FLOW, "routeConfigurationId", "ingest", "from", from);
  }

  private static Map<String, Object> step(String kamelet, Map<String, String> parameters) {
    return Map.of("to", Map.of("uri", "kamelet:" + kamelet, "parameters", parameters));
  }

  private static void deliver(RouteTestCase one, Path folder) throws IOException {
    if (one.input() instanceof RouteTestCase.Input.Records input) {
      Files.writeString(folder.resolve("input.ndjson"), TestReferences.lines(input.records()));
    } else if (one.input() instanceof RouteTestCase.Input.Text input) {
      Files.writeString(folder.resolve("input" + (input.format() == null ? "" : "." + input.format())), input.text());
    } else if (one.input() instanceof RouteTestCase.Input.File input) {
      Files.copy(input.file(), folder.resolve(input.file().getFileName()));
    } else if (one.input() instanceof RouteTestCase.Input.Files input) {
      for (Map.Entry<String, String> text : input.texts().entrySet()) {
        Path file = folder.resolve(text.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.getValue());
      }
    }
  }

  private Outcome outcome(CaravanConfig config, Problem problem) throws SQLException {
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      List<BatchRecord> batches = ledger.runs(Integer.MAX_VALUE).stream().flatMap(run -> ledger.batches(run.run()).stream()).toList();
      Counts counts = batches.stream().map(BatchRecord::counts).reduce(Counts.NONE, Counts::plus);
      Map<String, Long> warnings = new TreeMap<>();
      batches.forEach(batch -> batch.warnings().forEach((rule, rows) -> warnings.merge(rule, rows, Long::sum)));
      return new Outcome(landed(config), rejected(ledger), counts.filtered(), counts.deduplicated(), warnings, ledger.cursors(FLOW), problem, Instant.now());
    }
  }

  private static List<JsonNode> rejected(JdbcLedger ledger) {
    List<JsonNode> reasons = new ArrayList<>();
    new RejectFinder(ledger.database())
        .list(RejectQuery.ALL.limit(Integer.MAX_VALUE)).stream()
        .sorted(Comparator.comparing((KeptReject reject) -> reject.pointer().source()).thenComparingLong(KeptReject::ordinal))
        .forEach(reject -> reject.failures().forEach(failure -> reasons.add(CollectedSinks.reason(reject.ordinal(), failure))));
    return reasons;
  }

  /** By dataset of the lake and table of the warehouse. */
  private Map<String, List<ObjectNode>> landed(CaravanConfig config) throws SQLException {
    Map<String, List<ObjectNode>> landed = new LinkedHashMap<>();
    Lakes lakes = new Lakes(config.data(), () -> config.s3().client());
    try (Connection connection = engine.connect()) {
      for (DatasetName name : lakes.local().list()) {
        LakeDataset dataset = lakes.local().dataset(name);
        if (!dataset.manifests().isEmpty()) {
          landed.put(name.value(), LandedRows.of(connection, dataset.relation(), dataset.columns()));
        }
      }
      Path warehouse = config.data().resolve("warehouse.duckdb");
      if (Files.exists(warehouse)) {
        addTables(connection, warehouse, landed);
      }
    }
    return landed;
  }

  private static void addTables(Connection connection, Path warehouse, Map<String, List<ObjectNode>> landed) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ATTACH " + Sql.text(warehouse.toString()) + " AS warehouse (READ_ONLY)");
      List<String[]> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'warehouse' AND table_name <> 'caravan_batch' ORDER BY ALL")) {
        while (rows.next()) {
          tables.add(new String[] {rows.getString(1), rows.getString(2)});
        }
      }
      for (String[] table : tables) {
        String written = "warehouse." + Sql.name(table[0]) + "." + Sql.name(table[1]);
        landed.put((table[0].equals("main") ? "" : table[0] + ".") + table[1], LandedRows.ofTable(connection, written));
      }
      statement.execute("DETACH warehouse");
    }
  }
}
