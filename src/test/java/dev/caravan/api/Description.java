package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI description of the REST interface, for tests that walk it. */
public final class Description {
  private static final JsonNode WHOLE = read();

  private Description() {}

  private static JsonNode read() {
    try (InputStream in = Operation.class.getResourceAsStream("/openapi/caravan-v1.yaml")) {
      return new ObjectMapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode whole() {
    return WHOLE;
  }

  /** Whether an operation takes a body. */
  public static boolean hasBody(Operation operation) {
    return described(operation).has("requestBody");
  }

  private static JsonNode described(Operation operation) {
    return WHOLE.path("paths").path(operation.path()).path(operation.method().toLowerCase(Locale.ROOT));
  }

  /** Names of the parameters that an operation takes in its query. */
  public static List<String> queryParameters(Operation operation) {
    List<String> names = new ArrayList<>();
    for (JsonNode parameter : described(operation).path("parameters")) {
      JsonNode described = parameter.has("$ref") ? WHOLE.at(parameter.path("$ref").asText().substring(1)) : parameter;
      if (described.path("in").asText().equals("query")) {
        names.add(described.path("name").asText());
      }
    }
    return names;
  }
}
