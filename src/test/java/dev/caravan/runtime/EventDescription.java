package dev.caravan.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.caravan.catalog.EventType;
import dev.caravan.source.kafka.CommittedMessages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The AsyncAPI description of Caravan's own events. */
final class EventDescription {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode WHOLE = read();

  private EventDescription() {}

  private static JsonNode read() {
    try (InputStream in = EventType.class.getResourceAsStream("/asyncapi/caravan-events-v1.yaml")) {
      return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode whole() {
    return WHOLE;
  }

  /** The description of a type's message. */
  static JsonNode message(EventType type) {
    for (JsonNode message : WHOLE.path("components").path("messages")) {
      if (message.path("name").asText().equals(type.type())) {
        return message;
      }
    }
    throw new AssertionError(type + " is not described");
  }

  /** What {@code $ref} leads to. */
  static JsonNode at(JsonNode reference) {
    return WHOLE.at(reference.path("$ref").asText().substring(1));
  }

  /** All that is wrong with a message that should be of a type. */
  static List<String> problems(EventType type, ConsumerRecord<byte[], byte[]> told) throws IOException {
    ObjectNode headers = JSON.createObjectNode();
    told.headers().forEach(header -> headers.put(header.key(), CommittedMessages.text(header.value())));
    List<String> problems = new ArrayList<>();
    schema(message(type).path("headers")).validate(headers).forEach(problem -> problems.add(problem.toString()));
    schema(at(message(type).path("payload"))).validate(JSON.readTree(told.value())).forEach(problem -> problems.add(problem.toString()));
    return problems;
  }

  // As the description's own references are written, they lead from its root.
  private static JsonSchema schema(JsonNode part) {
    ObjectNode whole = part.deepCopy();
    whole.remove("$id");
    whole.set("components", WHOLE.path("components").deepCopy());
    whole.path("components").path("schemas").forEach(schema -> ((ObjectNode) schema).remove("$id"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
  }
}
