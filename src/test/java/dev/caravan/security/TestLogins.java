package dev.caravan.security;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The login pages of an issuer, where somebody is always logged in already. As strict as the protocol is: a code counts once, for
 * the client, the address and the verifier it was asked for with.
 */
public final class TestLogins {
  public static final String CLIENT = "caravan-console";
  public static final String SECRET = "p+ss:w rd";

  private final TestIssuer issuer;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private volatile String[] roles = {};
  private volatile UnaryOperator<JWTClaimsSet.Builder> identity = claims -> claims;
  private volatile boolean opaque;

  TestLogins(TestIssuer issuer, HttpServer server) {
    this.issuer = issuer;
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
  }

  /** Who logs in from now on has these roles, and tokens as they should be. */
  public void roles(String... now) {
    roles = now;
    identity = claims -> claims;
    opaque = false;
  }

  /** From now on tokens of identity are changed so before they are signed. */
  public void identity(UnaryOperator<JWTClaimsSet.Builder> change) {
    identity = change;
  }

  /** From now on nobody but the issuer can read access tokens. */
  public void opaque() {
    opaque = true;
  }

  private void authorize(HttpExchange call) throws IOException {
    Map<String, String> asked = form(call.getRequestURI().getRawQuery());
    boolean right = "code".equals(asked.get("response_type")) && CLIENT.equals(asked.get("client_id")) && "S256".equals(asked.get("code_challenge_method")) && asked.get("scope").contains("openid");
    String code = UUID.randomUUID().toString();
    codes.put(code, asked);
    String said = right ? "code=" + code : "error=invalid_request";
    call.getResponseHeaders().add("Location", asked.get("redirect_uri") + "?" + said + "&state=" + asked.get("state") + "&iss=" + issuer.address());
    call.sendResponseHeaders(302, -1);
    call.close();
  }

  private void token(HttpExchange call) throws IOException {
    Map<String, String> shown = form(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String basic = String.valueOf(call.getRequestHeaders().getFirst("Authorization")).replace("Basic ", "");
    if (!basic.equals(Base64.getEncoder().encodeToString((CLIENT + ":p%2Bss%3Aw+rd").getBytes(StandardCharsets.UTF_8)))) {
      TestIssuer.answer(call, 401, "{\"error\": \"invalid_client\"}");
      return;
    }
    Map<String, String> asked = codes.remove(shown.get("code"));
    if (asked == null || !asked.get("redirect_uri").equals(shown.get("redirect_uri")) || !asked.get("code_challenge").equals(challenge(shown.get("code_verifier")))) {
      TestIssuer.answer(call, 400, "{\"error\": \"invalid_grant\"}");
      return;
    }
    String identified = issuer.token(claims -> identity.apply(claims.audience(CLIENT).claim("nonce", asked.get("nonce")).claim("realm_access", opaque ? Map.of("roles", roles) : null)));
    String access = opaque ? "opaque" : issuer.token(roles);
    TestIssuer.answer(call, 200, "{\"token_type\": \"Bearer\", \"id_token\": \"" + identified + "\", \"access_token\": \"" + access + "\"}");
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> form(String text) {
    Map<String, String> form = new HashMap<>();
    for (String part : text.split("&")) {
      String[] pair = part.split("=", 2);
      form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return form;
  }
}
