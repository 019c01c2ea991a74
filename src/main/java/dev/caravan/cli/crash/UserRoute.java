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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A route file of a user: its flows from files, with the places they read from and land in replaced by ones of a test,
 * so that no real system is touched. Immutable.
 */
public final class UserRoute {
  /** Data source in which the rows of other databases land. */
  static final String DATABASE = "crash-target";

  private static final String SCHEME = "kamelet:";
  private static final String SOURCE = "file-source";
  private static final String LAKE = "lake-sink";
  private static final String TABLE = "jdbc-upsert-sink";
  /** How the user's own files are written; seeded ones are lines of JSON. */
  private static final List<String> FORMS = List.of("format", "encoding", "delimiter", "quote", "escape", "header", "skipLines", "schedule");
  private static final Set<String> STEPS_INSIDE = Set.of("direct", "seda", "log", "mock");

  private final Path file;
  private final List<Object> routes;
  private final List<Flow> flows;

  /**
   * A flow that begins with files.
   *
   * @param contract by which its records are made
   * @param normalize parameters of the step that reads them
   */
  record Flow(String id, String contract, Map<String, Object> normalize) {}

  /** Where rows land: a dataset of the lake, or a table. @param table null for a dataset */
  record Landing(String dataset, String table) {
    @Override
    public String toString() {
      return dataset == null ? table : dataset;
    }
  }

  private UserRoute(Path file, List<Object> routes, List<Flow> flows) {
    this.file = file;
    this.routes = List.copyOf(routes);
    this.flows = List.copyOf(flows);
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
    for (Object entry : entries) {
      if (entry instanceof Map<?, ?> map && map.get("route") instanceof Map<?, ?> route) {
        flow(file, route).ifPresent(flows::add);
      }
    }
    if (flows.isEmpty()) {
      throw refused(file, "No flow of it begins with files", "a route from kamelet:file-source", "none");
    }
    return new UserRoute(file, new ArrayList<>(entries), flows);
  }

  private static Object load(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  private static Optional<Flow> flow(Path file, Map<?, ?> route) {
    if (!(route.get("from") instanceof Map<?, ?> from)) {
      throw refused(file, "The route " + route.get("id") + " has no from", "from with uri and steps", "none");
    }
    Uses uses = new Uses(file, String.valueOf(route.get("id")));
    uses.look(from.get("steps"));
    String uri = String.valueOf(from.get("uri"));
    if (!uri.startsWith(SCHEME)) {
      if (uri.startsWith("direct:") || uri.startsWith("seda:")) {
        return Optional.empty();
      }
      throw refused(file, "The route " + route.get("id") + " begins with " + scheme(uri), "kamelet:file-source, or direct and seda behind one", scheme(uri));
    }
    if (!name(uri).equals(SOURCE)) {
      throw refused(file, "Records of " + name(uri) + " cannot be seeded", "kamelet:file-source; the others are seeded by `caravan crash-test --source netsuite,rest,kafka`", name(uri));
    }
    if (uses.contract == null) {
      throw refused(file, "The route " + route.get("id") + " names no contract by which records can be made", "normalize-action or validate-action with a contract", "none");
    }
    return Optional.of(new Flow(uses.flow, uses.contract, uses.normalize));
  }

  private static String scheme(String uri) {
    int end = uri.indexOf(':');
    return end < 0 ? uri : uri.substring(0, end);
  }

  private static String name(String uri) {
    return uri.substring(SCHEME.length()).replaceFirst("^/+", "").replaceFirst("[/?].*", "");
  }

  private static CaravanException refused(Path file, String fact, String required, String got) {
    return new CaravanException(Problem.of(ErrorCode.CRASH_ROUTE, Place.of(file.toString()), fact).required(required, got));
  }

  /** What the steps of one route name. */
  private static final class Uses {
    private final Path file;
    private final String flow;
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
      Map<String, Object> parameters = parameters(value);
      String uri = uri(value);
      if (!step.equals("to") || !uri.startsWith(SCHEME)) {
        if (!step.equals("to") || !STEPS_INSIDE.contains(scheme(uri))) {
          throw refused(file, "The flow " + flow + " calls " + scheme(uri) + ", which a test must not", "Kamelets of steps and sinks only", step + " " + scheme(uri));
        }
        return;
      }
      String name = name(uri);
      if (name.endsWith("-sink") && !name.equals(LAKE) && !name.equals(TABLE)) {
        throw refused(file, "What lands by " + name + " cannot be counted", LAKE + " or " + TABLE, name);
      }
      if (contract == null && parameters.get("contract") != null) {
        contract = String.valueOf(parameters.get("contract"));
      }
      if (name.equals("normalize-action")) {
        normalize = parameters;
      }
    }
  }

  private static String uri(Object step) {
    return step instanceof Map<?, ?> map ? String.valueOf(map.get("uri")) : String.valueOf(step);
  }

  private static Map<String, Object> parameters(Object step) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    String uri = uri(step);
    if (uri.contains("?")) {
      for (String pair : uri.substring(uri.indexOf('?') + 1).split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(pair.substring(0, equals), pair.substring(equals + 1).replaceFirst("^RAW\\((.*)\\)$", "$1"));
        }
      }
    }
    if (step instanceof Map<?, ?> map && map.get("parameters") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> parameters.put(String.valueOf(key), value));
    }
    return parameters;
  }

  public Path file() {
    return file;
  }

  List<Flow> flows() {
    return flows;
  }

  /** Where its flows land. */
  List<Landing> landings() {
    List<Landing> landings = new ArrayList<>();
    rewritten(routes, Path.of("inbox"), landings);
    return landings.stream().distinct().toList();
  }

  /** Its text for a test. @param inboxes below which each flow finds a folder of its name */
  String text(Path inboxes) {
    return new Dump(DumpSettings.builder().build()).dumpToString(rewritten(routes, inboxes, new ArrayList<>()));
  }

  private static Object rewritten(Object node, Path inboxes, List<Landing> landings) {
    if (node instanceof List<?> list) {
      return list.stream().map(each -> rewritten(each, inboxes, landings)).toList();
    }
    if (!(node instanceof Map<?, ?> map)) {
      return node;
    }
    Map<Object, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          Object rest = rewritten(value, inboxes, landings);
          String uri = uri(value);
          if (key.equals("route") && rest instanceof Map<?, ?> route) {
            copy.put(key, route(route, inboxes));
          } else if (key.equals("to") && uri.startsWith(SCHEME) && name(uri).equals(LAKE)) {
            copy.put(key, lake(parameters(value), landings));
          } else if (key.equals("to") && uri.startsWith(SCHEME) && name(uri).equals(TABLE)) {
            copy.put(key, table(parameters(value), landings));
          } else {
            copy.put(key, rest);
          }
        });
    return copy;
  }

  private static Map<Object, Object> route(Map<?, ?> route, Path inboxes) {
    Map<Object, Object> copy = new LinkedHashMap<>(route);
    if (route.get("from") instanceof Map<?, ?> from && uri(from).startsWith(SCHEME)) {
      Map<String, Object> parameters = parameters(from);
      FORMS.forEach(parameters::remove);
      parameters.put("path", inboxes.resolve(String.valueOf(route.get("id"))).toString());
      parameters.put("settle", "0s");
      Map<Object, Object> source = new LinkedHashMap<>(from);
      source.put("uri", SCHEME + SOURCE);
      source.put("parameters", parameters);
      copy.put("from", source);
    }
    return copy;
  }

  private static Map<String, Object> lake(Map<String, Object> parameters, List<Landing> landings) {
    parameters.remove("target");
    landings.add(new Landing(String.valueOf(parameters.get("dataset")), null));
    return Map.of("uri", SCHEME + LAKE, "parameters", parameters);
  }

  private static Map<String, Object> table(Map<String, Object> parameters, List<Landing> landings) {
    parameters.put("dataSource", DATABASE);
    // The user's own table is not there, nor are its constraints.
    parameters.put("create", true);
    landings.add(new Landing(null, String.valueOf(parameters.get("table"))));
    return Map.of("uri", SCHEME + TABLE, "parameters", parameters);
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
