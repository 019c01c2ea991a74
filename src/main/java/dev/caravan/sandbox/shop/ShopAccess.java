package dev.caravan.sandbox.shop;

import dev.caravan.Secret;
import dev.caravan.sandbox.http.Form;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Who may read from the shop, by any of four ways to log in. Thread-safe. */
public final class ShopAccess {
  static final String TOKEN_PATH = "/oauth/token";
  static final String KEY_HEADER = "X-Shop-Access-Key";

  private static final long TOKEN_SECONDS = 600;

  private final String user;
  private final Secret password;
  private final Secret bearer;
  private final Secret key;
  private final Clock clock;
  private final Map<String, Instant> tokens = new ConcurrentHashMap<>();

  ShopAccess(String user, Secret password, Secret bearer, Secret key, Clock clock) {
    this.user = user;
    this.password = password;
    this.bearer = bearer;
    this.key = key;
    this.clock = clock;
  }

  /** User name of basic authentication, client id of OAuth 2.0. */
  public String user() {
    return user;
  }

  /** Password of basic authentication, client secret of OAuth 2.0. */
  public Secret password() {
    return password;
  }

  /** A bearer token that does not end. */
  public Secret bearer() {
    return bearer;
  }

  /** An API key, for the header {@code X-Shop-Access-Key} or the parameter {@code api_key}. */
  public Secret key() {
    return key;
  }

  boolean holds(Request request) {
    String authorization = request.header("Authorization").orElse("");
    String token = authorization.replaceFirst("(?i)^bearer ", "");
    boolean byHeader = authorization.equals(basic()) || token.equals(bearer.reveal()) || lives(token);
    return byHeader || request.header(KEY_HEADER).or(() -> request.parameter("api_key")).filter(key.reveal()::equals).isPresent();
  }

  private boolean lives(String token) {
    Instant end = tokens.get(token);
    return end != null && clock.instant().isBefore(end);
  }

  private String basic() {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8));
  }

  /** The token endpoint: client credentials in the form, or as basic authentication. */
  Reply token(Request request) {
    Map<String, String> form =
        Form.read(request.text()).stream().collect(Collectors.toMap(Request.Parameter::name, Request.Parameter::value, (first, second) -> first));
    boolean known =
        request.header("Authorization").filter(basic()::equals).isPresent()
            || user.equals(form.get("client_id")) && password.reveal().equals(form.get("client_secret"));
    if (!"client_credentials".equals(form.get("grant_type"))) {
      return Reply.of(400, "application/json", "{\"error\":\"unsupported_grant_type\"}");
    }
    if (!known) {
      return Reply.of(401, "application/json", "{\"error\":\"invalid_client\"}");
    }
    String token = UUID.randomUUID().toString();
    tokens.put(token, clock.instant().plusSeconds(TOKEN_SECONDS));
    return Reply.json("{\"access_token\":\"" + token + "\",\"token_type\":\"bearer\",\"expires_in\":" + TOKEN_SECONDS + "}");
  }
}
