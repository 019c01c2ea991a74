package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an account tells of its record types. It knows record types, not the tables of SuiteQL. Thread-safe. */
final class MetadataCatalog {
  static final String PATH = "/services/rest/record/v1/metadata-catalog";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final NetSuiteAccount account;
  private final HttpSystem system;
  private final HttpExchange exchange;
  private final Authorization authorization;

  MetadataCatalog(NetSuiteAccount account, HttpSystem system, HttpExchange exchange, Authorization authorization) {
    this.account = account;
    this.system = system;
    this.exchange = exchange;
    this.authorization = authorization;
  }

  /**
   * Names of the record types that the role sees, as the record service spells them.
   *
   * @throws CaravanException HTTP_REFUSED and those of {@link HttpSystem#send}
   */
  List<String> types() {
    HttpReply reply = send(HttpRequest.get(account.address(PATH)));
    if (!reply.ok()) {
      throw NetSuiteErrors.of(reply, "the list of record types");
    }
    List<String> names = new ArrayList<>();
    read(reply).path("items").forEach(item -> names.add(item.path("name").asText()));
    return names;
  }

  /** The JSON Schema of a record type; empty where there is none for this role, as for abstract types. */
  Optional<JsonNode> schema(String type) {
    HttpReply reply = send(HttpRequest.get(account.address(PATH + "/" + type)).withHeader("Accept", "application/schema+json"));
    return reply.ok() ? Optional.of(read(reply)) : Optional.empty();
  }

  private HttpReply send(HttpRequest request) {
    return system.send(request, authorization, exchange);
  }

  private static JsonNode read(HttpReply reply) {
    try {
      return JSON.readTree(reply.body());
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.HTTP_REPLY, "The catalogue of record types cannot be read: " + e.getMessage(), e);
    }
  }
}
