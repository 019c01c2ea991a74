package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.GeneratedPage;
import dev.caravan.catalog.EventType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class EventPageTest {

  @Test
  void thePageIsWhatTheDescriptionSays() throws IOException {
    JsonNode whole = EventDescription.whole();
    StringBuilder page =
        new StringBuilder("# Events of Caravan\n\n")
            .append(whole.at("/info/description").asText())
            .append(" [How to have them sent](../how-to/send-events.md#caravans-own-events).\n\n")
            .append("This page is made from the AsyncAPI 3 description `asyncapi/caravan-events-v1.yaml` in Caravan's jar; a test compares it, and holds events from a real broker against its schemas.\n");
    page.append("\n## Attributes\n\n").append(fields(whole.at("/components/schemas/Attributes")));
    for (EventType type : EventType.values()) {
      JsonNode message = EventDescription.message(type);
      page.append("\n## ").append(type.word()).append("\n\n`").append(type.type()).append("`: ").append(message.path("summary").asText()).append("\n\n")
          .append(fields(EventDescription.at(message.path("payload"))));
    }
    page.append("\n## counts\n\n").append(whole.at("/components/schemas/Counts/description").asText()).append("\n");
    GeneratedPage.assertUpToDate("events.md", page.toString());
  }

  private static String fields(JsonNode schema) {
    List<String> required = StreamSupport.stream(schema.path("required").spliterator(), false).map(JsonNode::asText).toList();
    StringBuilder table = new StringBuilder("| field | is | what |\n|---|---|---|\n");
    schema.path("properties").properties().forEach(
        field -> table.append("| `").append(field.getKey()).append(required.contains(field.getKey()) ? "` | " : "`, may be absent | ").append(kind(field.getValue())).append(" | ")
            .append(field.getValue().path("description").asText()).append(" |\n"));
    return table.toString();
  }

  private static String kind(JsonNode schema) {
    if (schema.has("$ref")) {
      return "[counts](#counts)";
    }
    if (schema.has("const")) {
      return "`" + schema.path("const").asText() + "`";
    }
    return schema.has("enum")
        ? StreamSupport.stream(schema.path("enum").spliterator(), false).map(each -> "`" + each.asText() + "`").collect(Collectors.joining(", "))
        : schema.path("type").asText();
  }

  @Test
  void everyTypeIsDescribedAndEveryReferenceLeadsSomewhere() {
    JsonNode whole = EventDescription.whole();
    List<String> names = new ArrayList<>();
    whole.path("components").path("messages").forEach(message -> names.add(message.path("name").asText()));
    assertThat(names).containsExactlyElementsOf(Arrays.stream(EventType.values()).map(EventType::type).toList());
    for (EventType type : EventType.values()) {
      assertThat(EventDescription.at(EventDescription.message(type).path("payload")).path("$id").asText()).isEqualTo(type.schema());
      assertThat(Setting.EVENTS_TYPES.sentence()).contains(type.word());
    }
    List<JsonNode> references = whole.findParents("$ref");
    assertThat(references).hasSizeGreaterThan(10).allSatisfy(reference -> assertThat(EventDescription.at(reference).isMissingNode()).as(reference.toString()).isFalse());
    assertThat(whole.path("channels").path("events").path("messages")).hasSameSizeAs(names);
  }
}
