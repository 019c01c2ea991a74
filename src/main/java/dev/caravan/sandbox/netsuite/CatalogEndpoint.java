package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import java.util.List;
import java.util.Optional;

/** The metadata catalogue: record types and their JSON Schemas. It knows record types, not tables. Thread-safe. */
final class CatalogEndpoint {
  static final String PATH = "/services/rest/record/v1/metadata-catalog";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEMA = "application/schema+json";
  private static final String SWAGGER = "application/swagger+json";

  private final NetSuiteTables tables;
  private final NetSuiteBehaviour behaviour;
  private final NetSuiteErrors errors;

  CatalogEndpoint(NetSuiteTables tables, NetSuiteBehaviour behaviour, NetSuiteErrors errors) {
    this.tables = tables;
    this.behaviour = behaviour;
    this.errors = errors;
  }

  Reply answer(Request request) {
    if (!request.method().equals("GET")) {
      return errors.method();
    }
    String select = request.parameter("select").orElse("");
    if (select.contains(" ")) {
      return errors.request("The request could not be understood by the server due to malformed syntax.");
    }
    String accept = request.header("Accept").orElse("");
    String name = request.path().substring(PATH.length()).replaceFirst("^/", "");
    if (name.isEmpty()) {
      List<RecordTypes.RecordType> types =
          RecordTypes.all().stream().filter(type -> visible(type) && (select.isEmpty() || List.of(select.split(",")).contains(type.name()))).toList();
      return accept.contains(SWAGGER) ? Reply.of(200, SWAGGER, swagger(types).toString()) : list(request, types);
    }
    Optional<RecordTypes.RecordType> type = RecordTypes.named(name).filter(this::visible);
    if (type.isEmpty()) {
      return errors.missing();
    }
    return accept.contains(SCHEMA)
        ? Reply.of(200, SCHEMA, schema(type.get()).toString())
        : Reply.of(200, SWAGGER, swagger(List.of(type.get())).toString());
  }

  private boolean visible(RecordTypes.RecordType type) {
    return !List.of(behaviour.text(NetSuiteSwitch.DENIED_TABLES).split("[, ]+")).contains(type.table());
  }

  private static Reply list(Request request, List<RecordTypes.RecordType> types) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode items = body.putArray("items");
    for (RecordTypes.RecordType type : types) {
      ObjectNode item = items.addObject().put("name", type.name());
      ArrayNode links = item.putArray("links");
      String href = request.origin() + PATH + "/" + type.name();
      links.addObject().put("rel", "canonical").put("href", href).put("mediaType", "application/json");
      links.addObject().put("rel", "alternate").put("href", href).put("mediaType", SWAGGER);
      links.addObject().put("rel", "alternate").put("href", href).put("mediaType", SCHEMA);
      links.addObject().put("rel", "describes").put("href", request.origin() + RecordEndpoint.PATH + type.name());
    }
    return Reply.json(body.toString());
  }

  private ObjectNode swagger(List<RecordTypes.RecordType> types) {
    ObjectNode body = JSON.createObjectNode().put("openapi", "3.0.1");
    body.putObject("info").put("title", "NetSuite REST Record API").put("version", "v1");
    ObjectNode paths = body.putObject("paths");
    ObjectNode schemas = body.putObject("components").putObject("schemas");
    for (RecordTypes.RecordType type : types) {
      paths.putObject("/" + type.name()).putObject("get").put("summary", "Get list of records.");
      paths.putObject("/" + type.name() + "/{id}").putObject("get").put("summary", "Get record.");
      schemas.set(type.name(), schema(type));
    }
    return body;
  }

  private ObjectNode schema(RecordTypes.RecordType type) {
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    schema.put("$schema", "https://json-schema.org/draft-06/hyper-schema#");
    boolean list = behaviour.is(NetSuiteSwitch.FILTERABLE, "list");
    ArrayNode filterable = list ? schema.putArray("x-ns-filterable") : JSON.createArrayNode();
    for (NetSuiteColumn column : tables.table(type.table()).orElseThrow().columns()) {
      ObjectNode property = properties.putObject(column.recordName());
      describe(property, column);
      if (!list) {
        property.put("x-ns-filterable", true);
      }
      filterable.add(column.recordName());
    }
    if (type.sublist() != null) {
      properties.putObject(type.sublist()).put("$ref", PATH + "/" + type.name() + "-" + type.sublist());
    }
    // Some properties are an object and nothing more is said.
    properties.putObject("links").put("type", "object");
    return schema;
  }

  private static void describe(ObjectNode property, NetSuiteColumn column) {
    // Titles begin with a blank at times.
    property.put("title", (column.name().equals("email") ? " " : "") + title(column.recordName()));
    if (column.references() != null) {
      property.put("type", "object");
      ObjectNode fields = property.putObject("properties");
      fields.putObject("id").put("type", "string");
      fields.putObject("refName").put("type", "string");
      fields.putObject("externalId").put("type", "string");
      fields.putObject("links").put("type", "array");
    } else {
      property.put("type", column.name().equals("id") ? "string" : column.kind().schemaType());
      format(column.kind()).ifPresent(format -> property.put("format", format));
    }
    property.put("nullable", !column.name().equals("id"));
    if (column.custom()) {
      property.put("x-ns-custom-field", true);
    }
  }

  private static Optional<String> format(ColumnKind kind) {
    return switch (kind) {
      case DAY -> Optional.of("date");
      case INSTANT -> Optional.of("date-time");
      case COUNT -> Optional.of("int64");
      case AMOUNT, RATE -> Optional.of("double");
      case ID, TEXT, FLAG -> Optional.empty();
    };
  }

  private static String title(String recordName) {
    String words = recordName.replaceAll("([a-z])([A-Z])", "$1 $2").replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
