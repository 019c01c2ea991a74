package dev.caravan.sandbox.vault;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Form;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import dev.caravan.sandbox.http.SimulatorServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Behaves as the documented APIs of Azure Key Vault and Microsoft Entra do where Caravan touches them: the challenge
 * that names the tenant, logins by client secret, by the token of a service account and by the identity of a machine,
 * refusals. Thread-safe.
 */
public final class KeyVaultSimulator implements AutoCloseable {
  public static final String TENANT = "7d7ff2c7-5b3b-4d62-9e07-6e1d6a3f3c11";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHALLENGE = "Bearer authorization=\"%s/" + TENANT + "\", resource=\"https://vault.azure.net\"";

  // The library asks for //metadata/identity/oauth2/token where the environment names the service: then the path begins later.
  private static final String MACHINE_TOKEN = "/identity/oauth2/token";

  private final SimulatorServer server;
  private final SimulatorServer machine;
  private final Set<String> identities = ConcurrentHashMap.newKeySet();
  private final Clock clock;
  private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final Map<String, String> clients = new ConcurrentHashMap<>();
  private final Map<String, String> accounts = new ConcurrentHashMap<>();
  private final Set<String> denied = ConcurrentHashMap.newKeySet();
  private volatile Duration timeToLive = Duration.ofHours(1);
  private volatile int failing;

  /** @param tls the libraries of Azure send tokens over TLS only */
  public KeyVaultSimulator(Clock clock, SSLContext tls) {
    this.clock = clock;
    this.server = new SimulatorServer(0, tls, this::reply);
    this.machine = new SimulatorServer(0, this::machineReply);
  }

  /** Of the vault, and of the authority too. */
  public String address() {
    return server.origin();
  }

  /** Of the service that hands out tokens to programs on a machine of Azure; plain HTTP, as there. */
  public String machineAddress() {
    return machine.origin();
  }

  /** The latest requests to that service, oldest first. */
  public List<SimulatorServer.Exchange> machineExchanges() {
    return machine.exchanges();
  }

  /** Gives the machine an identity; an empty id is the machine's own. */
  public KeyVaultSimulator identity(String id) {
    identities.add(id);
    return this;
  }

  /** The latest requests, oldest first. */
  public List<SimulatorServer.Exchange> exchanges() {
    return server.exchanges();
  }

  public KeyVaultSimulator put(String name, String value) {
    secrets.put(name, value);
    return this;
  }

  /** Lets an application in by this secret, and by no other from now on. */
  public KeyVaultSimulator client(String id, String secret) {
    clients.put(id, secret);
    return this;
  }

  /** Lets an application in by the token of a service account. */
  public KeyVaultSimulator federated(String id, String token) {
    accounts.put(id, token);
    return this;
  }

  /** Takes the right to read a secret away from everybody. */
  public KeyVaultSimulator deny(String name) {
    denied.add(name);
    return this;
  }

  /** How long tokens live that are handed out from now on. */
  public KeyVaultSimulator timeToLive(Duration time) {
    timeToLive = time;
    return this;
  }

  /** Answers everything with this status; 0 is back to normal. */
  public KeyVaultSimulator failing(int status) {
    failing = status;
    return this;
  }

  private Reply reply(Request request) {
    if (failing != 0) {
      return error(failing, "ServiceUnavailable", "The service is unavailable.");
    }
    String path = request.path();
    if (path.equals("/" + TENANT + "/oauth2/v2.0/token")) {
      return login(request);
    }
    if (!path.startsWith("/secrets/") || !request.method().equals("GET")) {
      return error(404, "NotFound", "There is nothing here.");
    }
    Instant end = request.header("Authorization").map(value -> value.replaceFirst("^Bearer ", "")).map(tokens::get).orElse(null);
    if (end == null || !clock.instant().isBefore(end)) {
      return error(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.").with("WWW-Authenticate", CHALLENGE.formatted(server.origin()));
    }
    return read(path.substring("/secrets/".length()).replaceFirst("/.*", ""));
  }

  // https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
  private Reply machineReply(Request request) {
    Map<String, String> asked = request.parameters().stream().collect(Collectors.toMap(Request.Parameter::name, Request.Parameter::value));
    boolean wellFormed =
        request.path().endsWith(MACHINE_TOKEN) && request.header("Metadata").filter("true"::equals).isPresent() && "https://vault.azure.net".equals(asked.get("resource"));
    if (!wellFormed || !identities.contains(asked.getOrDefault("client_id", ""))) {
      ObjectNode refusal = JSON.createObjectNode();
      refusal.put("error", "invalid_request").put("error_description", wellFormed ? "Identity not found" : "Bad request");
      return Reply.of(400, "application/json", refusal.toString());
    }
    Instant end = clock.instant().plus(timeToLive);
    String token = UUID.randomUUID().toString();
    tokens.put(token, end);
    ObjectNode answer = JSON.createObjectNode();
    // All texts, as the service writes them.
    answer.put("access_token", token).put("client_id", asked.getOrDefault("client_id", "")).put("expires_in", Long.toString(timeToLive.toSeconds()));
    answer.put("expires_on", Long.toString(end.getEpochSecond())).put("resource", asked.get("resource")).put("token_type", "Bearer");
    return Reply.json(answer.toString());
  }

  private Reply login(Request request) {
    Map<String, String> form = Form.read(request.text()).stream().collect(Collectors.toMap(Request.Parameter::name, Request.Parameter::value));
    String id = form.getOrDefault("client_id", "");
    String assertion = form.get("client_assertion");
    boolean welcome = assertion == null ? form.getOrDefault("client_secret", "").equals(clients.get(id)) : assertion.equals(accounts.get(id));
    if (!welcome) {
      ObjectNode refusal = JSON.createObjectNode();
      refusal.put("error", "invalid_client").put("error_description", "AADSTS7000215: Invalid client secret provided.");
      return Reply.of(401, "application/json", refusal.toString());
    }
    String token = UUID.randomUUID().toString();
    tokens.put(token, clock.instant().plus(timeToLive));
    ObjectNode answer = JSON.createObjectNode();
    answer.put("token_type", "Bearer").put("access_token", token).put("expires_in", timeToLive.toSeconds()).put("ext_expires_in", timeToLive.toSeconds());
    return Reply.json(answer.toString());
  }

  private Reply read(String name) {
    if (denied.contains(name)) {
      return error(403, "Forbidden", "Caller is not authorized to perform action on resource.");
    }
    String value = secrets.get(name);
    if (value == null) {
      return error(404, "SecretNotFound", "A secret with (name/id) " + name + " was not found in this key vault.");
    }
    ObjectNode secret = JSON.createObjectNode();
    secret.put("value", value).put("id", server.origin() + "/secrets/" + name + "/4387e9f3d6e14c459867679a90fd0f79");
    secret.putObject("attributes").put("enabled", true).put("recoveryLevel", "Recoverable");
    return Reply.json(secret.toString());
  }

  private static Reply error(int status, String code, String message) {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("error").put("code", code).put("message", message);
    return Reply.of(status, "application/json", root.toString());
  }

  @Override
  public void close() {
    machine.close();
    server.close();
  }
}
