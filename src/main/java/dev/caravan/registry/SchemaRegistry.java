package dev.caravan.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.registry.RegisteredSchema.Kind;
import dev.caravan.registry.RegisteredSchema.Reference;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.PercentEncoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Asks a registry for schemas, over Confluent's REST API. Nothing is remembered here. Thread-safe.
 *
 * <p>Methods throw CaravanException with HTTP_REFUSED when the registry refuses a call, and those of {@link
 * HttpSystem#send}.
 */
public final class SchemaRegistry {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STATUS_NOT_FOUND = 404;
  /** what the registry itself says of an id; any other refusal with that status may come from something in between */
  private static final int SCHEMA_NOT_FOUND = 40403;

  private final String address;
  private final HttpSystem system;
  private final Authorization authorization;
  private final HttpExchange exchange;
  private final BooleanSupplier goesOn;

  /**
   * @param address with the path before {@code /schemas}, if there is one
   * @param goesOn whether the caller is still to go on; asked while a call waits for its turn
   */
  public SchemaRegistry(String address, HttpSystem system, Authorization authorization, HttpExchange exchange, BooleanSupplier goesOn) {
    this.address = address.replaceFirst("/+$", "");
    this.system = system;
    this.authorization = authorization;
    this.exchange = exchange;
    this.goesOn = goesOn;
  }

  public String address() {
    return address;
  }

  /** @return empty when the registry says that it has none of that id */
  public Optional<RegisteredSchema> schema(int id) {
    HttpRequest request = HttpRequest.get(address + "/schemas/ids/" + Integer.toUnsignedString(id));
    HttpReply reply = system.send(request, authorization, exchange, goesOn);
    if (reply.status() == STATUS_NOT_FOUND && errorCode(reply) == SCHEMA_NOT_FOUND) {
      return Optional.empty();
    }
    return Optional.of(read(request, reply));
  }

  /** What a schema refers to, and what that refers to, by name; each behind those that it needs itself. */
  public Map<String, RegisteredSchema> referenced(RegisteredSchema schema) {
    Map<String, RegisteredSchema> found = new LinkedHashMap<>();
    collect(schema, found, new ArrayList<>());
    return found;
  }

  private void collect(RegisteredSchema schema, Map<String, RegisteredSchema> found, List<Reference> above) {
    for (Reference reference : schema.references()) {
      if (!found.containsKey(reference.name()) && !above.contains(reference)) {
        HttpRequest request = HttpRequest.get(address + "/subjects/" + PercentEncoding.encode(reference.subject()) + "/versions/" + reference.version());
        RegisteredSchema referenced = read(request, system.send(request, authorization, exchange, goesOn));
        above.add(reference);
        collect(referenced, found, above);
        found.put(reference.name(), referenced);
      }
    }
  }

  private static int errorCode(HttpReply reply) {
    try {
      return JSON.readTree(reply.body()).path("error_code").asInt();
    } catch (IOException e) {
      return 0;
    }
  }

  private static RegisteredSchema read(HttpRequest request, HttpReply reply) {
    if (!reply.ok()) {
      throw new CaravanException(
          Problem.of(ErrorCode.HTTP_REFUSED, null, "The schema registry refuses a call: " + request)
              .required("a schema", reply.status() + " " + reply.excerpt())
              .next("Check `registry`, which is the address before /schemas, and what its login may read."));
    }
    try {
      JsonNode body = JSON.readTree(reply.body());
      if (!body.path("schema").isTextual()) {
        throw noSchema(request, reply, null);
      }
      List<Reference> references = new ArrayList<>();
      for (JsonNode each : body.path("references")) {
        references.add(new Reference(each.path("name").asText(), each.path("subject").asText(), each.path("version").asInt()));
      }
      return new RegisteredSchema(Kind.valueOf(body.path("schemaType").asText(Kind.AVRO.name())), body.path("schema").asText(), references);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw noSchema(request, reply, e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes can be read", e);
    }
  }

  private static CaravanException noSchema(HttpRequest request, HttpReply reply, Exception cause) {
    return new CaravanException(
        Problem.of(ErrorCode.HTTP_REPLY, null, "The reply of the schema registry has no schema: " + request).required("schema, and schemaType AVRO, PROTOBUF or JSON", reply.excerpt()), cause);
  }
}
