package dev.caravan.cli.crash;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.contract.Contract;
import dev.caravan.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A route file of a user: what its flows read and where they land, as far as a test can stand in for it. Immutable. */
public final class UserRoute {
  static final String FILES = "file-source";
  static final String TOPIC = "kafka-batch-source";
  static final String LAKE = "lake-sink";
  static final String TABLE = "jdbc-upsert-sink";
  static final String MESSAGES = "kafka-sink";
  static final String EVENTS = "events-sink";
  /** Sinks whose rows can be counted. */
  static final List<String> SINKS = List.of(LAKE, TABLE, MESSAGES, EVENTS);

  private static final List<String> SOURCES =
      List.of(FILES, TOPIC, "rest-source", "netsuite-suiteql-source", "netsuite-record-source", "netsuite-dataset-source");
  /** by sink: the parameter that says where rows land */
  private static final Map<String, String> NAMED_BY = Map.of(LAKE, "dataset", TABLE, "table", MESSAGES, "topic", EVENTS, "topic");
  private static final String CALL = "http-call-action";
  private static final Set<String> STEPS_BEHIND = Set.of("direct", "seda");
  private static final Set<String> STEPS_INSIDE = Set.of("direct", "seda", "log", "mock");

  private final Path file;
  private final List<Object> entries;
  private final List<Flow> flows;
  private final List<Landing> landings;

  /**
   * A flow that begins with a source.
   *
   * @param source the Kamelet
   * @param contract by which its records are made
   * @param normalize parameters of the step that reads them
   */
  record Flow(String id, String source, String contract, Map<String, Object> normalize) {}

  /** Where rows land. @param sink one of {@link #SINKS} @param name of the dataset, the table or the topic */
  record Landing(String sink, String name) {
    boolean isTopic() {
      return sink.equals(MESSAGES) || sink.equals(EVENTS);
    }

    @Override
    public String toString() {
      return (isTopic() ? "topic " : sink.equals(LAKE) ? "dataset " : "table ") + name;
    }
  }

  private UserRoute(Path file, List<Object> entries, List<Flow> flows, List<Landing> landings) {
    this.file = file;
    this.entries = List.copyOf(entries);
    this.flows = List.copyOf(flows);
    this.landings = landings;
  }

  /** @throws CaravanException FILE_NOT_FOUND, CRASH_ROUTE when it has a source, a sink or a step that a test cannot stand in for */
  public static UserRoute read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(file.toString()), "The route file cannot be read"), e);
    }
    if (!file.toString().endsWith(".yaml") || !(load(text) instanceof List<?> entries)) {
      throw refused(file, "It is not a route file in YAML", "a file *.camel.yaml with routes", "another");
    }
    List<Flow> flows = new ArrayList<>();
    Set<Landing> landings = new LinkedHashSet<>();
    for (Object entry : entries) {
      if (entry instanceof Map<?, ?> map && map.get("route") instanceof Map<?, ?> route) {
        Uses uses = new Uses(file, String.valueOf(route.get("id")));
        flow(file, route, uses).ifPresent(flows::add);
        landings.addAll(uses.landings);
      }
    }
    if (flows.isEmpty()) {
      throw refused(file, "No flow of it begins with a source", "a route from one of " + String.join(", ", SOURCES), "none");
    }
    return new UserRoute(file, new ArrayList<>(entries), flows, List.copyOf(landings));
  }

  private static Object load(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  private static Optional<Flow> flow(Path file, Map<?, ?> route, Uses uses) {
    if (!(route.get("from") instanceof Map<?, ?> from)) {
      throw refused(file, "The route " + route.get("id") + " has no from", "from with uri and steps", "none");
    }
    uses.look(from.get("steps"));
    String uri = RouteStep.uri(from);
    if (!RouteStep.isKamelet(uri)) {
      if (STEPS_BEHIND.contains(RouteStep.scheme(uri))) {
        return Optional.empty();
      }
      throw refused(file, "The route " + route.get("id") + " begins with " + RouteStep.scheme(uri), "one of " + String.join(", ", SOURCES) + ", or direct and seda behind one", RouteStep.scheme(uri));
    }
    String source = RouteStep.kamelet(uri);
    if (!SOURCES.contains(source)) {
      throw refused(file, "Records of " + source + " cannot be seeded", "one of " + String.join(", ", SOURCES), source);
    }
    if (uses.contract == null) {
      throw refused(file, "The route " + route.get("id") + " names no contract by which records can be made", "normalize-action or validate-action with a contract", "none");
    }
    return Optional.of(new Flow(uses.flow, source, uses.contract, uses.normalize));
  }

  private static CaravanException refused(Path file, String fact, String required, String got) {
    return new CaravanException(Problem.of(ErrorCode.CRASH_ROUTE, Place.of(file.toString()), fact).required(required, got));
  }

  /** What the steps of one route name. */
  private static final class Uses {
    private final Path file;
    private final String flow;
    private final List<Landing> landings = new ArrayList<>();
    private String contract;
    private Map<String, Object> normalize = Map.of();

    private Uses(Path file, String flow) {
      this.file = file;
      this.flow = flow;
    }

    private void look(Object node) {
      if (node instanceof List<?> list) {
        list.forEach(this::look);
      } else if (node instanceof Map<?, ?> map) {
        map.forEach(
            (key, value) -> {
              if (Set.of("to", "toD", "wireTap", "enrich", "pollEnrich").contains(key)) {
                use(String.valueOf(key), value);
              } else {
                look(value);
              }
            });
      }
    }

    private void use(String step, Object value) {
      Map<String, Object> parameters = RouteStep.parameters(value);
      String uri = RouteStep.uri(value);
      boolean kamelet = step.equals("to") && RouteStep.isKamelet(uri);
      if (!kamelet && step.equals("to") && STEPS_INSIDE.contains(RouteStep.scheme(uri))) {
        return;
      }
      if (!kamelet || RouteStep.kamelet(uri).equals(CALL)) {
        String called = kamelet ? CALL : RouteStep.scheme(uri);
        throw refused(file, "The flow " + flow + " calls " + called + ", which a test must not", "Kamelets of steps and sinks only", step + " " + called);
      }
      String name = RouteStep.kamelet(uri);
      if (SINKS.contains(name)) {
        landings.add(new Landing(name, String.valueOf(parameters.get(NAMED_BY.get(name)))));
      } else if (name.endsWith("-sink")) {
        throw refused(file, "What lands by " + name + " cannot be counted", "one of " + String.join(", ", SINKS), name);
      }
      if (contract == null && parameters.get("contract") != null) {
        contract = String.valueOf(parameters.get("contract"));
      }
      if (name.equals("normalize-action")) {
        normalize = parameters;
      }
    }
  }

  public Path file() {
    return file;
  }

  /**
   * Which of its sources files stand in for, and how the sources themselves are killed; for people.
   *
   * @param brokers whether there are brokers to make a topic at
   */
  public List<String> playedByFiles(boolean brokers) {
    return flows.stream()
        .filter(flow -> !flow.source().equals(FILES) && !(brokers && flow.source().equals(TOPIC)))
        .map(flow -> "%s reads files in the place of %s; %s".formatted(flow.id(), flow.source(), killedBy(flow.source())))
        .toList();
  }

  private static String killedBy(String source) {
    return switch (source) {
      case TOPIC -> "with --brokers host:port it reads a topic";
      case "rest-source" -> "`caravan crash-test --source rest` kills that source";
      default -> "`caravan crash-test --source netsuite` kills that source";
    };
  }

  List<Flow> flows() {
    return flows;
  }

  /** Where its flows land. */
  List<Landing> landings() {
    return landings;
  }

  /** Its text with other systems. */
  String text(RouteText.Systems systems) {
    return new RouteText(systems).of(entries);
  }

  /** Records of each flow, by its name. */
  Map<String, List<SeededRecords.Line>> seeded(Contracts contracts, long seed, int records) {
    Map<String, List<SeededRecords.Line>> lines = new LinkedHashMap<>();
    for (Flow flow : flows) {
      Contract.Dataset dataset = contracts.dataset(flow.contract());
      Map<String, Integer> minor = new HashMap<>();
      pairs(flow.normalize(), "minorUnits").forEach((field, digits) -> minor.put(field, Integer.parseInt(digits)));
      Map<String, String> forms = new HashMap<>();
      pairs(flow.normalize(), "formats").forEach((field, form) -> forms.put(field, form.replaceFirst("\\|.*", "")));
      Map<String, String> renamed = new HashMap<>();
      pairs(flow.normalize(), "rename").forEach((from, field) -> renamed.put(field, from));
      lines.put(flow.id(), new SeededRecords(dataset, forms, minor, renamed).lines(seed, records));
    }
    return lines;
  }

  private static Map<String, String> pairs(Map<String, Object> parameters, String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : String.valueOf(parameters.getOrDefault(name, "")).split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return pairs;
  }
}
