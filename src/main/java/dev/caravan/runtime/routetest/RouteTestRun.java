package dev.caravan.runtime.routetest;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Engine;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.KeptProfiles;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.contract.Contracts;
import dev.caravan.quality.BatchProfiles;
import dev.caravan.runtime.BareRuntime;
import dev.caravan.runtime.CaravanConfig;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;

/** Runs the cases of one test file in a Camel context of its own. Used once, by one thread. */
final class RouteTestRun implements AutoCloseable {
  /** What a stubbed route does when it fails: hand the failure back. */
  static final String POLICY = "caravan-test";
  private static final String INGEST = "ingest";
  private static final String STUB = "caravan-test-stub-";

  private final CaravanConfig config;
  private final RouteTestFile test;
  private final Engine engine;
  private final Path folder;
  private final CollectedSinks sinks;
  private final TestReferences references;
  private final Contracts contracts;
  private final StubKamelets kamelets;
  private JdbcLedger ledger;
  private BareRuntime runtime;
  private ProducerTemplate producer;
  private int cases;

  /** Where the input of a flow goes in. */
  private record Entry(String flow, String uri, boolean batches, Map<String, String> parameters) {}

  /** @param folder for everything that is written; the caller deletes it */
  RouteTestRun(CaravanConfig config, RouteTestFile test, Engine engine, Path folder) {
    this.config = config;
    this.test = test;
    this.engine = engine;
    this.folder = folder;
    this.sinks = new CollectedSinks(folder.resolve("sinks"));
    this.contracts = new Contracts(List.of(config.contracts()));
    this.references = new TestReferences(engine, contracts, folder);
    this.kamelets = new StubKamelets(kameletFolders(), folder.resolve("stubs"));
  }

  private List<Path> kameletFolders() {
    Path beside = test.subject().toAbsolutePath().normalize().getParent();
    return List.of(beside, config.kamelets());
  }

  /** Everything, from start to end. */
  RouteTestResult run() {
    List<RouteTestResult.Case> results = new ArrayList<>();
    try (RouteTestRun all = this) {
      all.runtime().start();
      for (int i = 0; i < test.cases().size(); i++) {
        results.add(all.run(i));
      }
      return new RouteTestResult(test.file(), results, List.of());
    } catch (CaravanException e) {
      return new RouteTestResult(test.file(), List.of(), e.problems().stream().map(this::placed).toList());
    }
  }

  /** Camel with the routes under test and all that is outside stubbed; starting and stopping is the caller's. */
  CamelContext prepared() {
    return runtime().prepared();
  }

  private BareRuntime runtime() {
    try {
      Files.createDirectories(folder);
      List<Path> routes = routes();
      List<Path> locations = new ArrayList<>(List.of(folder.resolve("stubs")));
      locations.addAll(kameletFolders());
      Map<String, Object> parts = new LinkedHashMap<>(Map.of("engine", engine, "contracts", contracts, "references", references, StubKamelets.SINKS, sinks));
      parts.put("drift", DriftWatch.FORGETFUL);
      parts.put(STUB + "kamelet", new StubSink(sinks, "sink"));
      EndpointStubs stubs = new EndpointStubs(test.stubs(), STUB, sinks);
      runtime = new BareRuntime(config, folder.resolve("data"), locations, routes, parts, camel -> prepare(camel, stubs));
      return runtime;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Runs one case of the file, once Camel runs. */
  RouteTestResult.Case run(int number) {
    return run(test.cases().get(number), number);
  }

  /** Runs a case that need not stand in the file. @param number for a Kamelet: of the case whose parameters it takes */
  RouteTestResult.Case run(RouteTestCase one, int number) {
    if (producer == null) {
      producer = runtime.camel().createProducerTemplate();
    }
    try {
      return run(one, entry(one, number, entries(runtime.camel())), folder.resolve("case-" + cases++));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private CaravanException failed(IOException e) {
    return new CaravanException(ErrorCode.SINK_STAGE, "cannot run " + test.file() + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.stop();
    }
    if (runtime != null) {
      runtime.close();
    }
    if (ledger != null) {
      ledger.close();
    }
  }

  private Problem placed(Problem problem) {
    return problem.place() != null ? problem
        : new Problem(problem.code(), dev.caravan.Place.of(test.subject().toString()), problem.message(), problem.required(), problem.got(), problem.next());
  }

  private List<Path> routes() throws IOException {
    List<Path> routes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    if (test.ofKamelet()) {
      routes.add(Files.writeString(folder.resolve("kamelet.camel.yaml"), Cells.MAPPER.writeValueAsString(wrapped())));
      texts.add(Files.readString(test.subject()));
    } else {
      routes.add(test.subject());
    }
    routes.addAll(test.with());
    for (Path route : routes) {
      texts.add(Files.readString(route));
    }
    kamelets.write(texts);
    routes.add(Files.writeString(folder.resolve("policy.camel.yaml"), Cells.MAPPER.writeValueAsString(policies(texts))));
    return routes;
  }

  // Failures are told as results, not in the log.
  private void prepare(CamelContext camel, EndpointStubs stubs) {
    RedeliveryPolicyDefinition once = new RedeliveryPolicyDefinition();
    once.setMaximumRedeliveries("0");
    once.setLogExhausted("false");
    DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
    handler.setRedeliveryPolicy(once);
    camel.getCamelContextExtension().setErrorHandlerFactory(handler);
    stubs.register(camel);
    // Only a flow that keeps profiles needs a ledger, and opening one takes a second.
    camel.getRegistry().bind("profiles", BatchProfiles.class, () -> new BatchProfiles(new KeptProfiles(ledger().database(), Clock.systemUTC())));
  }

  private JdbcLedger ledger() {
    if (ledger == null) {
      ledger = Ledgers.open(LedgerConfig.inFolder(folder.resolve("data")), Clock.systemUTC());
    }
    return ledger;
  }

  /** A route for each case: the Kamelet between the input and a stubbed sink. */
  private List<Map<String, Object>> wrapped() {
    List<Map<String, Object>> routes = new ArrayList<>();
    for (RouteTestCase one : test.cases()) {
      List<Object> steps = new ArrayList<>();
      if (one.contract() != null) {
        steps.add(Map.of("to", Map.of("uri", "kamelet:normalize-action", "parameters", Map.of("contract", one.contract()))));
      }
      steps.add(Map.of("to", Map.of("uri", "kamelet:" + test.kamelet(), "parameters", one.parameters())));
      steps.add(Map.of("bean", Map.of("ref", STUB + "kamelet", "method", "land")));
      String id = flow(routes.size());
      routes.add(Map.of("route", Map.of("id", id, "routeConfigurationId", POLICY, "from", Map.of("uri", StubKamelets.ENTRY + id, "steps", steps))));
    }
    return routes;
  }

  private static String flow(int number) {
    return "case-" + (number + 1);
  }

  // A failure goes back to the test and nowhere else: nothing is repeated, nothing logged.
  static List<Map<String, Object>> policies(List<String> texts) {
    Map<String, Object> told =
        Map.of(
            "exception", List.of("java.lang.Throwable"),
            "redeliveryPolicy", Map.of("maximumRedeliveries", "0", "logStackTrace", "false", "logExhausted", "false"),
            "handled", Map.of("constant", Map.of("expression", "false")));
    List<Map<String, Object>> policies = new ArrayList<>();
    boolean own = texts.stream().anyMatch(text -> text.contains("routeConfiguration:") && text.contains("id: " + INGEST));
    for (String id : own ? List.of(POLICY) : List.of(POLICY, INGEST)) {
      policies.add(Map.of("routeConfiguration", Map.of("id", id, "onException", List.of(Map.of("onException", told)))));
    }
    return policies;
  }

  private List<Entry> entries(CamelContext camel) {
    List<Entry> entries = new ArrayList<>();
    for (Route route : camel.getRoutes()) {
      String uri = route.getEndpoint().getEndpointUri().replace("://", ":");
      if (route.isCreatedByKamelet()) {
        continue;
      }
      if (route.getEndpoint() instanceof KameletEndpoint kamelet) {
        Map<String, String> parameters = new LinkedHashMap<>();
        kamelet.getKameletProperties().forEach((name, value) -> parameters.put(name, String.valueOf(value)));
        entries.add(new Entry(route.getRouteId(), StubKamelets.ENTRY + route.getRouteId(), kamelets.givesBatches(kamelet.getTemplateId()), parameters));
      } else if (uri.startsWith("direct:" + STUB)) {
        entries.add(new Entry(route.getRouteId(), uri, false, Map.of()));
      } else if (uri.startsWith(StubKamelets.ENTRY)) {
        entries.add(new Entry(route.getRouteId(), uri, true, Map.of()));
      } else if (!uri.matches("(direct|seda):.*")) {
        throw new CaravanException(
            Problem.of(ErrorCode.TEST_INVALID, dev.caravan.Place.of(test.file().toString()), "The route '" + route.getRouteId() + "' begins with " + uri + ", which is not stubbed")
                .next("Add `stubs: {\"" + uri.replaceFirst("\\?.*", "") + "\": source}` to the test."));
      }
    }
    return entries;
  }

  private Entry entry(RouteTestCase one, int number, List<Entry> entries) {
    String flow = test.ofKamelet() ? flow(number) : one.flow();
    List<String> flows = entries.stream().map(Entry::flow).toList();
    if (flow == null && entries.size() == 1) {
      return entries.get(0);
    }
    return entries.stream().filter(entry -> entry.flow().equals(flow)).findFirst().orElseThrow(() -> new CaravanException(
        Problem.of(ErrorCode.TEST_INVALID, one.place(), flow == null ? "The case does not say which route takes its input" : "There is no route '" + flow + "' with a source")
            .required("flow: one of " + String.join(", ", flows), flow == null ? "none" : "'" + flow + "'")
            .next(flow == null || flows.isEmpty() ? null : Nearest.advice(flow, flows))));
  }

  private RouteTestResult.Case run(RouteTestCase one, Entry entry, Path own) throws IOException {
    long begin = System.nanoTime();
    sinks.clear();
    references.use(one.references());
    Throwable failure = null;
    try {
      for (Object body : bodies(one, entry, own)) {
        Exchange answer = producer.send(entry.uri(), exchange -> exchange.getMessage().setBody(body));
        if (answer.getException() != null && failure == null) {
          failure = answer.getException();
        }
      }
    } catch (CaravanException e) {
      failure = e;
    }
    Problem problem = failure == null ? null : BareRuntime.problem(failure);
    if (problem != null && problem.code() == ErrorCode.TEST_INVALID) {
      throw new CaravanException(new Problem(problem.code(), one.place(), problem.message(), problem.required(), problem.got(), problem.next()));
    }
    Outcome outcome = sinks.outcome(problem);
    if (problem == null && entry.batches() && outcome.landed().isEmpty()) {
      outcome = sinks.outcome(Problem.of(ErrorCode.ROUTE_NO_SINK, null, "No sink has landed the batch"));
    }
    return new RouteTestResult.Case(one.name(), Comparison.of(one.expectation(), outcome), outcome, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** The whole input as one batch, or a message for each record where the source is none of Caravan's own. */
  private List<Object> bodies(RouteTestCase one, Entry entry, Path own) throws IOException {
    Files.createDirectories(own);
    if (one.input() instanceof RouteTestCase.Input.Records input) {
      if (!entry.batches()) {
        List<Object> messages = new ArrayList<>();
        for (var row : input.records()) {
          messages.add(Cells.MAPPER.writeValueAsString(row));
        }
        return messages;
      }
      Path file = Files.writeString(own.resolve("input.ndjson"), TestReferences.lines(input.records()));
      return List.of(batch(entry, file, options(Map.of(), "ndjson"), own));
    }
    if (one.input() instanceof RouteTestCase.Input.Text input) {
      if (!entry.batches()) {
        return List.of(input.text());
      }
      SegmentOptions options = options(entry.parameters(), input.format());
      Charset charset = options.encoding() == null ? StandardCharsets.UTF_8 : Charset.forName(options.encoding());
      String ending = options.format() == null ? "" : "." + options.format();
      Path file = Files.writeString(own.resolve("input" + ending), input.text(), charset);
      return List.of(batch(entry, file, options, own));
    }
    RouteTestCase.Input.File input = (RouteTestCase.Input.File) one.input();
    return List.of(entry.batches() ? batch(entry, input.file(), options(entry.parameters(), input.format()), own) : Files.readString(input.file()));
  }

  private Batch batch(Entry entry, Path file, SegmentOptions options, Path own) {
    Segment segment = new SegmentWriter().write(file, file.getFileName().toString(), options, own.resolve("segment"));
    return new Batch(BatchId.of(entry.flow(), own.toString(), segment.digest(), 0), entry.flow(), segment, List.of(), engine);
  }

  /** What the source's parameters say of its files; the test's own word counts more. */
  private static SegmentOptions options(Map<String, String> parameters, String format) {
    String header = given(parameters, "header");
    String skip = given(parameters, "skipLines");
    return new SegmentOptions(
        format == null ? given(parameters, "format") : format,
        given(parameters, "encoding"),
        given(parameters, "delimiter"),
        given(parameters, "quote"),
        given(parameters, "escape"),
        header == null ? null : Boolean.valueOf(header),
        skip == null ? null : Integer.valueOf(skip));
  }

  private static String given(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    // A delimiter may be white space; only the empty text means that nothing was said.
    return value == null || value.isEmpty() ? null : value;
  }
}
