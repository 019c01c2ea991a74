package dev.caravan.sandbox.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import dev.caravan.sandbox.http.SimulatorServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Behaves as HashiCorp Vault's documented HTTP API does where Caravan touches it: logins by token, AppRole and
 * Kubernetes, tokens that end and are renewed, a KV engine of version 2, refusals, a seal. Thread-safe.
 */
public final class VaultSimulator implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SimulatorServer server;
  private final Clock clock;
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final Map<String, List<Map<String, String>>> secrets = new ConcurrentHashMap<>();
  private final Map<String, String> appRoles = new ConcurrentHashMap<>();
  private final Map<String, String> kubernetesRoles = new ConcurrentHashMap<>();
  private final Set<String> denied = ConcurrentHashMap.newKeySet();
  private volatile Duration timeToLive = Duration.ofHours(1);
  private volatile String namespace;
  private volatile boolean sealed;

  private static final class Token {
    private final Duration timeToLive;
    private volatile Instant end;

    private Token(Duration timeToLive, Instant end) {
      this.timeToLive = timeToLive;
      this.end = end;
    }
  }

  public VaultSimulator(Clock clock) {
    this.clock = clock;
    this.server = new SimulatorServer(0, this::reply);
  }

  public String address() {
    return server.origin();
  }

  /** The latest requests, oldest first. */
  public List<SimulatorServer.Exchange> exchanges() {
    return server.exchanges();
  }

  /** Writes a version of a secret of the engine {@code secret}. */
  public VaultSimulator put(String path, Map<String, String> fields) {
    secrets.computeIfAbsent(path, any -> new ArrayList<>()).add(Map.copyOf(fields));
    return this;
  }

  /** Takes the right to read a path away from every token. */
  public VaultSimulator deny(String path) {
    denied.add(path);
    return this;
  }

  /** Lets a service in by AppRole. */
  public VaultSimulator appRole(String roleId, String secretId) {
    appRoles.put(roleId, secretId);
    return this;
  }

  /** Lets a pod in by the token of its service account. */
  public VaultSimulator kubernetesRole(String role, String jwt) {
    kubernetesRoles.put(role, jwt);
    return this;
  }

  /** A token from now on; what an operator hands out. */
  public String issueToken() {
    String token = "hvs." + UUID.randomUUID();
    tokens.put(token, new Token(timeToLive, clock.instant().plus(timeToLive)));
    return token;
  }

  /** How long tokens live that are handed out from now on. */
  public VaultSimulator timeToLive(Duration time) {
    timeToLive = time;
    return this;
  }

  /** Answers only requests for this namespace. */
  public VaultSimulator namespace(String name) {
    namespace = name;
    return this;
  }

  public void revokeAllTokens() {
    tokens.clear();
  }

  public void seal() {
    sealed = true;
  }

  public void unseal() {
    sealed = false;
  }

  private Reply reply(Request request) {
    if (sealed) {
      return errors(503, "Vault is sealed");
    }
    if (namespace != null && !request.header("X-Vault-Namespace").filter(namespace::equals).isPresent()) {
      return errors(403, "permission denied");
    }
    String path = request.path();
    if (path.equals("/v1/auth/approle/login")) {
      return appRoleLogin(request);
    }
    if (path.equals("/v1/auth/kubernetes/login")) {
      return kubernetesLogin(request);
    }
    Token token = request.header("X-Vault-Token").map(tokens::get).orElse(null);
    if (token == null || !clock.instant().isBefore(token.end)) {
      return errors(403, "permission denied");
    }
    if (path.startsWith("/v1/auth/token/")) {
      return own(request, token);
    }
    if (path.startsWith("/v1/secret/data/") && request.method().equals("GET")) {
      return read(path.substring("/v1/secret/data/".length()));
    }
    return errors(403, "permission denied");
  }

  private Reply appRoleLogin(Request request) {
    JsonNode body = body(request);
    String secretId = appRoles.get(body.path("role_id").asText());
    return secretId != null && secretId.equals(body.path("secret_id").asText()) ? login() : errors(400, "invalid role or secret ID");
  }

  private Reply kubernetesLogin(Request request) {
    JsonNode body = body(request);
    String jwt = kubernetesRoles.get(body.path("role").asText());
    if (jwt == null) {
      return errors(400, "invalid role name \"" + body.path("role").asText() + "\"");
    }
    return jwt.equals(body.path("jwt").asText()) ? login() : errors(403, "permission denied");
  }

  private Reply login() {
    return authorized(issueToken(), timeToLive);
  }

  private static Reply authorized(String token, Duration time) {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("auth").put("client_token", token).put("lease_duration", time.toSeconds()).put("renewable", true).put("token_type", "service");
    return json(root);
  }

  private Reply own(Request request, Token token) {
    String text = request.header("X-Vault-Token").orElseThrow();
    switch (request.path().substring("/v1/auth/token/".length())) {
      case "renew-self" -> {
        token.end = clock.instant().plus(token.timeToLive);
        return authorized(text, token.timeToLive);
      }
      case "lookup-self" -> {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("data").put("id", text).put("ttl", Duration.between(clock.instant(), token.end).toSeconds()).put("renewable", true)
            .put("type", "service");
        return json(root);
      }
      case "revoke-self" -> {
        tokens.remove(text);
        return Reply.of(204, "application/json", "");
      }
      default -> {
        return errors(403, "permission denied");
      }
    }
  }

  private Reply read(String path) {
    if (denied.contains(path)) {
      return errors(403, "1 error occurred:\n\t* permission denied\n\n");
    }
    List<Map<String, String>> versions = secrets.get(path);
    if (versions == null) {
      return errors(404);
    }
    ObjectNode root = JSON.createObjectNode();
    ObjectNode data = root.putObject("data");
    new TreeMap<>(versions.get(versions.size() - 1)).forEach(data.putObject("data")::put);
    data.putObject("metadata").put("version", versions.size());
    return json(root);
  }

  private static JsonNode body(Request request) {
    try {
      return JSON.readTree(request.text());
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static Reply json(ObjectNode root) {
    return Reply.json(root.toString());
  }

  private static Reply errors(int status, String... errors) {
    ObjectNode root = JSON.createObjectNode();
    List.of(errors).forEach(root.putArray("errors")::add);
    return Reply.of(status, "application/json", root.toString());
  }

  @Override
  public void close() {
    server.close();
  }
}
