package dev.caravan.runtime.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Operation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * How an operation is called by texts alone.
 *
 * @param summary of the description
 * @param parameters in the order of the description, those of the path before those of the query, and the body last
 */
record Signature(Operation operation, String summary, List<Parameter> parameters) {

  /** Where a text stands in a call by REST. */
  enum Part {
    PATH,
    QUERY,
    BODY
  }

  /** @param description what it means, and which texts it may be */
  record Parameter(Part part, String name, String description) {}

  /** Of all operations, by the description of the interface. */
  static Map<Operation, Signature> all() {
    JsonNode description = new ObjectMapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(ApiPage.description()));
    Map<Operation, Signature> signatures = new EnumMap<>(Operation.class);
    Arrays.stream(Operation.values()).forEach(operation -> signatures.put(operation, of(operation, description)));
    return signatures;
  }

  private static Signature of(Operation operation, JsonNode description) {
    JsonNode address = description.path("paths").path(operation.path());
    JsonNode described = address.path(operation.method().toLowerCase(Locale.ROOT));
    List<JsonNode> all = Stream.of(address, described).flatMap(each -> stream(each.path("parameters"))).map(parameter -> resolved(parameter, description)).toList();
    Stream<Parameter> body = described.has("requestBody") ? Stream.of(new Parameter(Part.BODY, "body", "JSON, as the description of the REST interface has it")) : Stream.empty();
    List<Parameter> parameters = Stream.concat(Stream.concat(in(Part.PATH, all, description), in(Part.QUERY, all, description)), body).toList();
    return new Signature(operation, described.path("summary").asText(), parameters);
  }

  private static Stream<Parameter> in(Part part, List<JsonNode> parameters, JsonNode description) {
    return parameters.stream()
        .filter(parameter -> parameter.path("in").asText().equalsIgnoreCase(part.name()))
        .map(parameter -> new Parameter(part, parameter.path("name").asText(), sentence(parameter, resolved(parameter.path("schema"), description))));
  }

  // Never empty: MBeans refuse parameters without a description.
  private static String sentence(JsonNode parameter, JsonNode schema) {
    String said = parameter.path("description").asText("");
    String words = String.join(", ", stream(schema.path("enum")).map(JsonNode::asText).toList());
    return Stream.of(said, words.isEmpty() ? schema.path("type").asText() : "one of " + words).filter(text -> !text.isBlank()).reduce((one, other) -> one + " " + other).orElse("text");
  }

  private static JsonNode resolved(JsonNode node, JsonNode description) {
    return node.has("$ref") ? description.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
