package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.contract.ConformingPart;
import dev.caravan.contract.SchemaCheck;
import dev.caravan.contract.YamlDocument;
import dev.caravan.streams.StreamsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one test file and tells everything that is wrong with it. */
final class RouteTestReader {
  private static final YamlDocument.Wording WORDING =
      new YamlDocument.Wording("route test", "the format of route tests", ErrorCode.TEST_SYNTAX, ErrorCode.TEST_INVALID, ErrorCode.TEST_UNKNOWN_KEY);
  private static final List<String> SUBJECTS = List.of("route", "kamelet", "streams");
  private static final List<String> INPUTS = List.of("input", "inputText", "inputFile", "inputFiles");
  private static final List<String> KAMELET_ONLY = List.of("contract", "parameters");
  private static final List<String> ENDS_ONLY = List.of("inputFiles", "cursor", "runs");
  private static final List<String> NOT_OF_STREAMS =
      List.of("with", "stubs", "references", "flow", "inputText", "inputFile", "inputFiles", "format", "cursor", "runs", "warnings", "fails", "contract", "parameters");
  private static final List<String> STUBBED_ONLY = List.of("with", "stubs", "references", "flow");

  private final Path file;
  private final ConformingPart part;
  private final YamlDocument document;
  private final Problems problems = new Problems();

  private static final class Schema {
    static final SchemaCheck CHECK = new SchemaCheck(resource());

    private static JsonNode resource() {
      try (InputStream in = RouteTestReader.class.getResourceAsStream("/schemas/route-test.schema.json")) {
        return new ObjectMapper().readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private RouteTestReader(Path file, String text) {
    this.file = file;
    this.part = ConformingPart.of(Schema.CHECK, YamlDocument.read(file.toString(), text, WORDING));
    this.document = part.document();
  }

  /** @throws CaravanException with everything that is wrong with the file */
  static RouteTestFile read(Path file) {
    try {
      return read(file, Files.readString(file));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "the test " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static RouteTestFile read(Path file, String text) {
    RouteTestReader reader = new RouteTestReader(file, text);
    RouteTestFile test = reader.read();
    Problems problems = new Problems();
    problems.addAll(reader.part.refused());
    problems.addAll(reader.part.certain(reader.problems.list()));
    problems.throwIfAny();
    return test;
  }

  private RouteTestFile read() {
    JsonNode root = document.root();
    Path subject = subject(root);
    List<Path> with = new ArrayList<>();
    for (JsonNode name : root.path("with")) {
      with.add(existing(name.textValue(), "/with/" + with.size()));
    }
    Map<String, RouteTestFile.Role> stubs = new LinkedHashMap<>();
    root.path("stubs").properties().forEach(stub -> stubs.put(stub.getKey(), RouteTestFile.Role.valueOf(stub.getValue().textValue().toUpperCase(Locale.ROOT))));
    boolean kamelet = subject != null && subject.toString().endsWith(".kamelet.yaml");
    Optional<TestedKamelet> tested = kamelet ? TestedKamelet.read(subject) : Optional.empty();
    RouteTestFile.Role end = tested.flatMap(TestedKamelet::end).orElse(null);
    boolean streams = subject != null && StreamsFile.isNamed(subject.toString());
    refuseKeys(root, "", kamelet, end, streams);
    tested.ifPresent(known -> refuseParameters(known, root, ""));
    List<RouteTestCase> cases = new ArrayList<>();
    Map<String, String> seen = new LinkedHashMap<>();
    for (JsonNode one : root.path("cases")) {
      String at = "/cases/" + cases.size();
      refuseKeys(one, at, kamelet, end, streams);
      if (streams) {
        messages(one.path("input"), at);
      }
      tested.ifPresent(known -> refuseParameters(known, one, at));
      String before = seen.putIfAbsent(one.path("name").textValue(), at);
      if (before != null) {
        problems.add(Problem.of(ErrorCode.TEST_INVALID, document.place(at + "/name"), "two cases have the name '" + one.path("name").textValue() + "'")
            .next("Give each case a name of its own; the first stands at " + document.place(before + "/name") + "."));
      }
      cases.add(oneCase(root, one, at, end));
    }
    return new RouteTestFile(file, subject, end, with, stubs, cases);
  }

  private void messages(JsonNode input, String at) {
    for (int i = 0; i < input.size(); i++) {
      StreamsInput.check(input.get(i), document.place(at + "/input/" + i), problems);
    }
  }

  private Path subject(JsonNode root) {
    List<String> named = SUBJECTS.stream().filter(root::has).toList();
    if (named.size() > 1) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, document.keyPlace("/" + named.get(1)), "a test is about a route or a Kamelet, not both").next("Remove one of the two keys."));
    }
    for (String key : SUBJECTS) {
      if (root.has(key)) {
        return existing(root.get(key).textValue(), "/" + key);
      }
    }
    List<Path> expected = RouteTestFile.subjects(file);
    Optional<Path> found = expected.stream().filter(Files::isRegularFile).findFirst();
    if (found.isEmpty()) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, dev.caravan.Place.of(file.toString()), "there is no route or Kamelet beside this test")
          .required("one of " + String.join(", ", expected.stream().map(path -> path.getFileName().toString()).toList()), "none of them")
          .next("Name the file by `route:` or `kamelet:`."));
    }
    return found.orElse(null);
  }

  private Path existing(String name, String pointer) {
    Path named = file.resolveSibling(name);
    if (!Files.isRegularFile(named)) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, document.place(pointer), "there is no file " + named).next(Nearest.advice(name, siblings())));
    }
    return named;
  }

  private List<String> siblings() {
    Path folder = file.toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).map(path -> path.getFileName().toString()).filter(name -> !name.endsWith(RouteTestFile.ENDING)).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void refuseKeys(JsonNode node, String at, boolean kamelet, RouteTestFile.Role end, boolean streams) {
    if (streams) {
      refuse(node, at, NOT_OF_STREAMS, "says nothing of streams: messages go in, and the sink's come out");
      return;
    }
    if (!kamelet) {
      refuse(node, at, KAMELET_ONLY, "belongs to the test of a Kamelet; a route says it itself");
    }
    if (end == null) {
      refuse(node, at, ENDS_ONLY, "belongs to the test of a source or sink Kamelet; here sources and sinks are stubbed");
    } else {
      refuse(node, at, STUBBED_ONLY, "says nothing here: a source or sink Kamelet is tested alone, and really runs");
    }
  }

  private void refuse(JsonNode node, String at, List<String> keys, String why) {
    keys.stream().filter(node::has).forEach(key ->
        problems.add(Problem.of(ErrorCode.TEST_INVALID, document.keyPlace(at + "/" + key), "'" + key + "' " + why).next("Remove it.")));
  }

  // Camel would ignore them in silence.
  private void refuseParameters(TestedKamelet tested, JsonNode node, String at) {
    node.path("parameters").properties().stream().filter(parameter -> !tested.parameters().contains(parameter.getKey())).forEach(parameter ->
        problems.add(
            Problem.of(ErrorCode.TEST_INVALID, document.keyPlace(YamlDocument.child(at + "/parameters", parameter.getKey())),
                    "the Kamelet has no parameter '" + parameter.getKey() + "'")
                .next(Nearest.advice(parameter.getKey(), tested.parameters()))));
  }

  private RouteTestCase oneCase(JsonNode root, JsonNode node, String at, RouteTestFile.Role end) {
    Map<String, String> parameters = new LinkedHashMap<>();
    root.path("parameters").properties().forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
    node.path("parameters").properties().forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
    Map<String, List<JsonNode>> references = new LinkedHashMap<>();
    root.path("references").properties().forEach(entry -> references.put(entry.getKey(), items(entry.getValue())));
    node.path("references").properties().forEach(entry -> references.put(entry.getKey(), items(entry.getValue())));
    String contract = node.has("contract") ? node.get("contract").textValue() : root.path("contract").textValue();
    return new RouteTestCase(
        node.path("name").textValue(), document.place(at), node.path("flow").textValue(), contract, parameters, references,
        node.path("runs").asInt(1), input(node, at, end), expectation(node, at));
  }

  // A source that reads from elsewhere than files needs none.
  private RouteTestCase.Input input(JsonNode node, String at, RouteTestFile.Role end) {
    List<String> given = INPUTS.stream().filter(node::has).toList();
    if (given.size() > 1 || (given.isEmpty() && end != RouteTestFile.Role.SOURCE)) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, document.place(at), "case '" + node.path("name").textValue() + "' has " + (given.isEmpty() ? "no input" : "several inputs"))
          .required("one of " + String.join(", ", INPUTS), given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    String format = node.path("format").textValue();
    if (node.has("inputText")) {
      return new RouteTestCase.Input.Text(node.get("inputText").textValue(), format);
    }
    if (node.has("inputFile")) {
      return new RouteTestCase.Input.File(existing(node.get("inputFile").textValue(), at + "/inputFile"), format);
    }
    if (node.has("inputFiles")) {
      Map<String, String> texts = new LinkedHashMap<>();
      node.get("inputFiles").properties().forEach(text -> {
        texts.put(text.getKey(), text.getValue().textValue());
        refuseOutside(text.getKey(), YamlDocument.child(at + "/inputFiles", text.getKey()));
      });
      return new RouteTestCase.Input.Files(texts);
    }
    if (format != null && given.size() == 1) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, document.keyPlace(at + "/format"), "'format' says nothing about the records of 'input'").next("Remove it, or give inputText."));
    }
    return new RouteTestCase.Input.Records(items(node.path("input")));
  }

  private void refuseOutside(String name, String at) {
    Path input = Path.of("input");
    if (name.isBlank() || Path.of(name).isAbsolute() || !input.resolve(name).normalize().startsWith(input) || input.resolve(name).normalize().equals(input)) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, document.keyPlace(at), "a file of 'inputFiles' lies outside of the input").required("a name below the folder", "'" + name + "'"));
    }
  }

  private RouteTestCase.Expectation expectation(JsonNode node, String at) {
    JsonNode landed = node.path("landed");
    if (landed.isArray()) {
      rows(landed, at + "/landed");
    } else {
      landed.properties().forEach(sink -> rows(sink.getValue(), YamlDocument.child(at + "/landed", sink.getKey())));
    }
    List<JsonNode> rejected = items(node.path("rejected"));
    rows(node.path("rejected"), at + "/rejected");
    Map<String, Long> warnings = new LinkedHashMap<>();
    node.path("warnings").properties().forEach(warning -> warnings.put(warning.getKey(), warning.getValue().longValue()));
    Map<String, JsonNode> cursors = new LinkedHashMap<>();
    node.path("cursor").properties().forEach(cursor -> {
      Matchers.check(cursor.getValue(), YamlDocument.child(at + "/cursor", cursor.getKey()), document, problems);
      cursors.put(cursor.getKey(), cursor.getValue());
    });
    JsonNode fails = node.has("fails") ? node.get("fails") : null;
    if (fails != null) {
      Matchers.check(fails.path("message"), at + "/fails/message", document, problems);
      List<String> codes = Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList();
      String code = fails.path("code").textValue();
      if (!codes.contains(code)) {
        problems.add(Problem.of(ErrorCode.TEST_INVALID, document.place(at + "/fails/code"), "there is no error code '" + code + "'").next(Nearest.advice(code, codes)));
      }
    }
    return new RouteTestCase.Expectation(landed, rejected, node.path("filtered").asLong(0), node.path("deduplicated").asLong(0), warnings, cursors, fails);
  }

  private void rows(JsonNode rows, String at) {
    for (int i = 0; i < rows.size(); i++) {
      String row = at + "/" + i;
      rows.get(i).properties().forEach(cell -> Matchers.check(cell.getValue(), YamlDocument.child(row, cell.getKey()), document, problems));
    }
  }

  private static List<JsonNode> items(JsonNode list) {
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    return items;
  }
}
