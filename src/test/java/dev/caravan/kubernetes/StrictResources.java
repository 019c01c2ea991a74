package dev.caravan.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares resources with their definitions: those of Kubernetes with the classes that are made from its OpenAPI,
 * those of Camel K with its CRDs, those of KEDA with a schema. A field that is not defined is a problem.
 */
public final class StrictResources {
  private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final Map<String, JsonSchema> CUSTOM = new ConcurrentHashMap<>();
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(OffsetDateTime.class, (JsonDeserializer<OffsetDateTime>) (time, type, context) -> OffsetDateTime.parse(time.getAsString()))
          .create();

  private static final Map<String, Kind> KINDS =
      Map.of(
          "v1 ConfigMap", new Kind(V1ConfigMap.class, V1ConfigMap::validateJsonElement),
          "apps/v1 StatefulSet", new Kind(V1StatefulSet.class, V1StatefulSet::validateJsonElement),
          "v1 Namespace", new Kind(V1Namespace.class, V1Namespace::validateJsonElement),
          "v1 PersistentVolumeClaim", new Kind(V1PersistentVolumeClaim.class, V1PersistentVolumeClaim::validateJsonElement),
          "v1 Service", new Kind(V1Service.class, V1Service::validateJsonElement),
          "v1 ServiceAccount", new Kind(V1ServiceAccount.class, V1ServiceAccount::validateJsonElement),
          "apps/v1 Deployment", new Kind(V1Deployment.class, V1Deployment::validateJsonElement),
          "policy/v1 PodDisruptionBudget", new Kind(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement),
          "networking.k8s.io/v1 NetworkPolicy", new Kind(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement),
          "autoscaling/v2 HorizontalPodAutoscaler", new Kind(V2HorizontalPodAutoscaler.class, V2HorizontalPodAutoscaler::validateJsonElement));

  private record Kind(Class<?> type, Check check) {}

  private interface Check {
    void of(JsonElement element) throws IOException;
  }

  private StrictResources() {}

  /** @return empty when the resource is as its definition says */
  public static List<String> problems(JsonNode resource) {
    String kind = resource.path("apiVersion").asText() + " " + resource.path("kind").asText();
    return switch (kind) {
      case "keda.sh/v1alpha1 ScaledObject" -> custom(resource, "/kubernetes/scaled-object.schema.json");
      case "camel.apache.org/v1 Integration" -> custom(resource, "/camel.apache.org_integrations.yaml");
      case "camel.apache.org/v1 Pipe" -> custom(resource, "/camel.apache.org_pipes.yaml");
      default -> KINDS.containsKey(kind) ? own(resource, KINDS.get(kind)) : List.of("no definition of " + kind);
    };
  }

  private static List<String> own(JsonNode resource, Kind kind) {
    JsonElement element = JsonParser.parseString(resource.toString());
    try {
      kind.check().of(element);
      // The check looks at names, this at numbers, quantities and truth values.
      GSON.fromJson(element, kind.type());
      return List.of();
    } catch (RuntimeException e) {
      return List.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @param definition CRD, in YAML, that has the version of the resource */
  static List<String> problems(JsonNode resource, String definition) {
    return problems(closed(definition, resource.path("apiVersion").asText().replaceFirst(".*/", "")), resource);
  }

  private static List<String> custom(JsonNode resource, String definition) {
    return problems(CUSTOM.computeIfAbsent(definition, StrictResources::schema), resource);
  }

  private static List<String> problems(JsonSchema schema, JsonNode resource) {
    return schema.validate(resource).stream().map(ValidationMessage::toString).toList();
  }

  private static JsonSchema schema(String definition) {
    try (InputStream stream = StrictResources.class.getResourceAsStream(definition)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return definition.endsWith(".json") ? SCHEMAS.getSchema(text) : closed(text, "v1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonSchema closed(String definition, String wanted) {
    for (JsonNode version : Manifests.parse(definition).get(0).path("spec").path("versions")) {
      if (version.path("name").asText().equals(wanted)) {
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        close(schema);
        // What the API server knows of all objects stands in no CRD.
        ((ObjectNode) schema.path("properties").path("metadata")).put("additionalProperties", true);
        return SCHEMAS.getSchema(schema.toString());
      }
    }
    throw new AssertionError("a definition without version " + wanted);
  }

  /** The API server drops fields that are not defined, without a word: here they are refused. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      boolean open = object.path("x-kubernetes-preserve-unknown-fields").asBoolean() || object.has("additionalProperties");
      if (object.path("properties").isObject() && !open) {
        object.put("additionalProperties", false);
      }
    }
    schema.forEach(StrictResources::close);
  }
}
