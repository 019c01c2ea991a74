package dev.caravan.sandbox.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import dev.caravan.sandbox.http.SimulatorServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Behaves as Confluent's schema registry is documented to, where Caravan touches it: schemas by id, versions of
 * subjects, registration. It listens from the moment it is made until it is closed. Thread-safe.
 */
public final class SchemaRegistrySimulator implements AutoCloseable {
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("/schemas/ids/(\\d+)");
  private static final Pattern VERSIONS = Pattern.compile("/subjects/([^/]+)/versions");
  private static final Pattern VERSION = Pattern.compile("/subjects/([^/]+)/versions/(\\d+|latest)");
  private static final int FIRST_ID = 100_001;

  private final SimulatorServer server;
  private final List<ObjectNode> schemas = new ArrayList<>();
  private final Map<String, List<Integer>> subjects = new TreeMap<>();
  private String login;
  private int failing;

  public SchemaRegistrySimulator() {
    this(0);
  }

  /** @param port 0 for any that is free */
  public SchemaRegistrySimulator(int port) {
    this.server = new SimulatorServer(port, this::reply);
  }

  public String address() {
    return server.origin();
  }

  /** The latest requests and their status, oldest first. */
  public List<SimulatorServer.Exchange> exchanges() {
    return server.exchanges();
  }

  /** Lets only this user in from now on. */
  public synchronized SchemaRegistrySimulator login(String user, String password) {
    login = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Answers everything with this status; 0 is back to normal. */
  public synchronized SchemaRegistrySimulator failing(int status) {
    failing = status;
    return this;
  }

  /**
   * Registers a schema as the next version of a subject.
   *
   * @param kind AVRO, PROTOBUF or JSON
   * @param references by name, the subjects whose latest versions the text names
   * @return its id, which is the same for the same schema
   */
  public synchronized int register(String subject, String kind, String text, Map<String, String> references) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("schemaType", kind).put("schema", text);
    ArrayNode named = schema.putArray("references");
    new TreeMap<>(references).forEach((name, other) -> named.addObject().put("name", name).put("subject", other).put("version", subjects.get(other).size()));
    return register(subject, schema);
  }

  private int register(String subject, ObjectNode schema) {
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    int id = FIRST_ID + schemas.indexOf(schema);
    List<Integer> versions = subjects.computeIfAbsent(subject, key -> new ArrayList<>());
    if (!versions.contains(id)) {
      versions.add(id);
    }
    return id;
  }

  private synchronized Reply reply(Request request) {
    if (failing != 0) {
      return error(failing, 50001, "Error in the backend data store");
    }
    if (login != null && request.header("Authorization").filter(login::equals).isEmpty()) {
      return error(401, 401, "Unauthorized").with("WWW-Authenticate", "Basic realm=\"SchemaRegistry-Props\"");
    }
    String path = request.path();
    Matcher id = ID.matcher(path);
    if (id.matches()) {
      return byId(Long.parseLong(id.group(1)));
    }
    Matcher version = VERSION.matcher(path);
    if (version.matches()) {
      return byVersion(decoded(version.group(1)), version.group(2));
    }
    Matcher versions = VERSIONS.matcher(path);
    if (versions.matches()) {
      return request.method().equals("POST") ? registered(decoded(versions.group(1)), request.text()) : versions(decoded(versions.group(1)));
    }
    return error(404, 404, "HTTP 404 Not Found");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private Reply byId(long id) {
    long index = id - FIRST_ID;
    return index < 0 || index >= schemas.size() ? error(404, 40403, "Schema " + id + " not found") : json(written(schemas.get((int) index)));
  }

  private Reply byVersion(String subject, String asked) {
    List<Integer> versions = subjects.get(subject);
    if (versions == null) {
      return error(404, 40401, "Subject '" + subject + "' not found.");
    }
    int version = asked.equals("latest") ? versions.size() : Integer.parseInt(asked);
    if (version < 1 || version > versions.size()) {
      return error(404, 40402, "Version " + asked + " not found.");
    }
    int id = versions.get(version - 1);
    return json(written(schemas.get(id - FIRST_ID)).put("subject", subject).put("version", version).put("id", id));
  }

  private Reply versions(String subject) {
    List<Integer> versions = subjects.get(subject);
    if (versions == null) {
      return error(404, 40401, "Subject '" + subject + "' not found.");
    }
    ArrayNode numbers = JSON.createArrayNode();
    for (int version = 1; version <= versions.size(); version++) {
      numbers.add(version);
    }
    return json(numbers);
  }

  private Reply registered(String subject, String body) {
    try {
      JsonNode sent = JSON.readTree(body);
      if (!sent.path("schema").isTextual()) {
        return error(422, 42201, "Empty schema");
      }
      ObjectNode schema = JSON.createObjectNode();
      schema.put("schemaType", sent.path("schemaType").asText("AVRO")).put("schema", sent.get("schema").asText());
      schema.putArray("references").addAll((ArrayNode) sent.withArray("references"));
      return json(JSON.createObjectNode().put("id", register(subject, schema)));
    } catch (JsonProcessingException e) {
      return error(400, 400, "Unable to process JSON");
    }
  }

  /** As the registry writes it: Avro goes without saying, and so does what refers to nothing. */
  private static ObjectNode written(ObjectNode schema) {
    ObjectNode written = schema.deepCopy();
    if (written.get("schemaType").asText().equals("AVRO")) {
      written.remove("schemaType");
    }
    if (written.get("references").isEmpty()) {
      written.remove("references");
    }
    return written;
  }

  private static Reply json(JsonNode body) {
    return Reply.of(200, TYPE, body.toString());
  }

  private static Reply error(int status, int code, String message) {
    return Reply.of(status, TYPE, JSON.createObjectNode().put("error_code", code).put("message", message).toString());
  }

  @Override
  public void close() {
    server.close();
  }
}
