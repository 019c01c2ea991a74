package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our schema is written by us; its verdicts are held against the published one where that is at hand. */
class PublishedSchemaTest {
  private static final Path FIXTURES = Path.of("../shared/fixtures/odcs");
  private static JsonSchema published;

  @BeforeAll
  static void readPublishedSchema() throws IOException {
    Path file = FIXTURES.resolve("schema/odcs-json-schema-v3.1.0.json");
    assumeTrue(Files.exists(file), "no " + file + ": not compared with the published schema");
    published =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
            .getSchema(
                new ObjectMapper().readTree(file.toFile()),
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build());
  }

  static List<Path> examples() throws IOException {
    if (!Files.isDirectory(FIXTURES)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(FIXTURES.resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("examples")
  void readsEveryPublishedExample(Path example) throws IOException {
    assertThat(messages(published, document(example).root())).isEmpty();
    Contract contract = ContractReader.read(example);
    assertThat(contract.datasets().size())
        .isEqualTo(document(example).root().path("schema").size());
    for (Contract.Dataset dataset : contract.datasets()) {
      assertThat(ContractCompiler.reads(dataset)).hasSameSizeAs(dataset.properties());
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("examples")
  void refusesWhatThePublishedSchemaRefusesAtTheSamePlace(Path example) throws IOException {
    JsonNode root = document(example).root();
    ((ObjectNode) root).put("apiVersion", "v3.1.0");
    JsonSchema ours =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
            .getSchema(
                OdcsSchema.of("3.1").tree(),
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build());
    List<String> differences = new ArrayList<>();
    int mutations = 0;
    for (Mutation mutation : mutations(root)) {
      Set<String> theirs = messages(published, mutation.document());
      Set<String> own = messages(ours, mutation.document());
      mutations++;
      if (theirs.isEmpty() != own.isEmpty()) {
        differences.add(mutation.name() + ": published " + theirs + ", ours " + own);
      } else if (!own.stream()
          .allMatch(place -> theirs.contains(place) || theirs.contains(parent(place)))) {
        differences.add(mutation.name() + ": ours at " + own + ", published at " + theirs);
      }
    }
    assertThat(differences).as("%d mutations of %s", mutations, example).isEmpty();
    assertThat(mutations).isGreaterThan(20);
  }

  @Test
  void agreesOnQualityRulesOfEveryMake() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonSchema ours =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
            .getSchema(OdcsSchema.of("3.1").tree());
    List<String> differences = new ArrayList<>();
    List<String> kinds =
        List.of(
            "",
            "'type':'text'",
            "'type':'library'",
            "'type':'sql'",
            "'type':'custom'",
            "'type':'other'");
    List<String> bodies =
        List.of(
            "",
            "'metric':'nullValues'",
            "'metric':'other'",
            "'rule':'nullValues'",
            "'query':'select 1'",
            "'engine':'soda','implementation':'x'",
            "'engine':'soda'",
            "'metric':'rowCount','arguments':{}",
            "'arguments':{}",
            "'metric':5");
    List<String> operators =
        List.of(
            "",
            "'mustBe':0",
            "'mustBe':0,'mustNotBe':1",
            "'mustBeBetween':[1,2]",
            "'mustBeBetween':[1]",
            "'mustBeLessThan':'5'");
    for (String kind : kinds) {
      for (String body : bodies) {
        for (String operator : operators) {
          String rule =
              "{"
                  + String.join(
                      ",", Stream.of(kind, body, operator).filter(part -> !part.isEmpty()).toList())
                  + "}";
          JsonNode contract =
              json.readTree(
                  ("{'apiVersion':'v3.1.0','kind':'DataContract','id':'a','version':'1','status':'active','schema':[{'name':'t','quality':["
                          + rule
                          + "]}]}")
                      .replace('\'', '"'));
          if (published.validate(contract).isEmpty() != ours.validate(contract).isEmpty()) {
            differences.add(
                rule
                    + ": published "
                    + published.validate(contract)
                    + ", ours "
                    + ours.validate(contract));
          }
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private record Mutation(String name, JsonNode document) {}

  private static List<Mutation> mutations(JsonNode root) {
    List<Mutation> mutations = new ArrayList<>();
    for (String pointer : pointers(root, "")) {
      JsonNode node = root.at(pointer);
      if (node.isObject()) {
        mutations.add(
            changed(
                root,
                pointer,
                "unknown key",
                object -> ((ObjectNode) object).put("unknownKey", 1)));
        for (String key : keys(node)) {
          mutations.add(
              changed(
                  root, pointer, "without " + key, object -> ((ObjectNode) object).remove(key)));
          for (JsonNode other :
              pointer.isEmpty() && key.equals("apiVersion")
                  ? List.<JsonNode>of()
                  : others(node.get(key))) {
            mutations.add(
                changed(
                    root,
                    pointer,
                    key + " = " + other,
                    object -> ((ObjectNode) object).set(key, other)));
          }
        }
      } else if (node.isArray() && !node.isEmpty()) {
        for (JsonNode other : others(node.get(0))) {
          mutations.add(
              changed(root, pointer, "[0] = " + other, array -> ((ArrayNode) array).set(0, other)));
        }
      }
    }
    return mutations;
  }

  private static List<JsonNode> others(JsonNode value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    List<JsonNode> others =
        new ArrayList<>(
            List.of(
                json.textNode("other"),
                json.numberNode(-7),
                json.booleanNode(true),
                json.objectNode(),
                json.arrayNode(),
                json.nullNode()));
    others.remove(value);
    return others;
  }

  private static Mutation changed(
      JsonNode root, String pointer, String name, java.util.function.Consumer<JsonNode> change) {
    JsonNode copy = root.deepCopy();
    change.accept(copy.at(pointer));
    return new Mutation(pointer + " " + name, copy);
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static Set<String> pointers(JsonNode node, String at) {
    Set<String> pointers = new LinkedHashSet<>(Set.of(at));
    if (node.isObject()) {
      keys(node)
          .forEach(key -> pointers.addAll(pointers(node.get(key), YamlDocument.child(at, key))));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        pointers.addAll(pointers(node.get(i), YamlDocument.child(at, Integer.toString(i))));
      }
    }
    return pointers;
  }

  private static Set<String> messages(JsonSchema schema, JsonNode document) {
    Set<String> places = new TreeSet<>();
    for (ValidationMessage message : schema.validate(document)) {
      String place = message.getInstanceLocation().toString();
      places.add(place);
    }
    return places;
  }

  // Of a key that does not belong the published schema says in which object it stands, ours also
  // which it is.
  private static String parent(String place) {
    return place.substring(0, Math.max(0, place.lastIndexOf('/')));
  }

  private static YamlDocument document(Path example) throws IOException {
    return YamlDocument.read(example.toString(), Files.readString(example));
  }
}
