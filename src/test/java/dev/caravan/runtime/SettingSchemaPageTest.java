package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What editors know of the settings is made from {@link Setting}; {@code -Dpages.write=true} writes it anew. */
class SettingSchemaPageTest {
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Test
  void theJsonSchemaKnowsEverySetting() throws IOException {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2019-09/schema").put("title", "Caravan settings");
    schema.put("description", "Properties of Caravan, by key. Others go to Camel as they stand.").put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (Setting setting : Setting.values()) {
      ObjectNode property = properties.putObject(setting.key());
      property.put("description", setting.sentence());
      form(setting.kind(), property);
      if (!setting.byDefault().isEmpty()) {
        property.put("default", setting.byDefault());
      }
    }
    ObjectNode families = schema.putObject("patternProperties");
    families.putObject("^caravan\\.datasource\\.[a-z][a-z0-9-]*\\.(url|user|password|password-env)$").put("type", "string")
        .put("description", "A database beyond the data folder, by its name.");
    families.putObject("^caravan\\.breaker\\.[a-zA-Z0-9.-]+\\.(" + String.join("|", DependencySettings.Part.keys()) + ")$").put("description", "How one outside system is called, by its name.");
    // Unlike Camel's keys, Caravan's are all known.
    schema.putObject("propertyNames").putObject("if").put("pattern", "^caravan\\.");
    ArrayNode known = ((ObjectNode) schema.get("propertyNames")).putObject("then").putArray("anyOf");
    known.addObject().put("pattern", "^caravan\\.datasource\\.");
    known.addObject().put("pattern", "^caravan\\.breaker\\.[a-zA-Z0-9.-]+\\.");
    ArrayNode keys = known.addObject().putArray("enum");
    for (Setting setting : Setting.values()) {
      keys.add(setting.key());
    }
    upToDate(Path.of("schemas/properties.schema.json"), schema);
  }

  private static void form(Setting.Kind kind, ObjectNode property) {
    switch (kind) {
      case TEXT, PATH, SECRET -> property.put("type", "string");
      case SWITCH -> property.putArray("enum").add("true").add("false").add("auto").add(true).add(false);
      case PORT -> property.putArray("type").add("integer").add("string");
      case COUNT -> property.putArray("type").add("integer").add("string");
      case FACTOR -> property.putArray("type").add("number").add("string");
      case DURATION -> property.put("type", "string").put("pattern", "^\\d{1,9}\\s*(ms|s|m|h|d)$");
      case BYTES -> property.put("type", "string").put("pattern", "^\\d+\\s*([Kk]|[Mm]|[Gg])[Bb]$");
    }
  }

  /** The form that editors of properties files read from any jar of a project. */
  @Test
  void theMetadataForPropertiesFilesKnowEverySetting() throws IOException {
    ObjectNode metadata = JSON.createObjectNode();
    ArrayNode properties = metadata.putArray("properties");
    for (Setting setting : Setting.values()) {
      ObjectNode property = properties.addObject();
      property.put("name", setting.key()).put("type", type(setting.kind())).put("description", setting.sentence());
      if (!setting.byDefault().isEmpty()) {
        property.put("defaultValue", setting.byDefault());
      }
    }
    upToDate(Path.of("src/main/resources/META-INF/spring-configuration-metadata.json"), metadata);
  }

  private static String type(Setting.Kind kind) {
    return switch (kind) {
      case PORT, COUNT -> "java.lang.Integer";
      case FACTOR -> "java.lang.Double";
      case DURATION -> "java.time.Duration";
      case TEXT, PATH, SECRET, SWITCH, BYTES -> "java.lang.String";
    };
  }

  private static void upToDate(Path file, JsonNode content) throws IOException {
    String text = JSON.writeValueAsString(content) + "\n";
    if (Boolean.getBoolean("pages.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file)).as("write it anew with mvn test -Dtest='*PageTest' -Dpages.write=true").isEqualTo(text);
  }
}
