package dev.caravan.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An issuer over real sockets with real signatures: it describes itself, shows its keys and signs whatever it is asked for. */
public final class TestIssuer implements AutoCloseable {
  private static final String KEY = "key-1";

  private final HttpServer server;
  private final RSAKey key = key();
  private final TestLogins logins;

  public TestIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/.well-known/openid-configuration", call -> answer(call, description()));
    server.createContext("/keys", call -> answer(call, new JWKSet(key.toPublicJWK()).toString()));
    logins = new TestLogins(this, server);
    server.start();
  }

  private String description() {
    String format = "{'issuer': '%1$s', 'jwks_uri': '%1$s/keys', 'authorization_endpoint': '%1$s/authorize?kc=1', 'token_endpoint': '%1$s/token', 'end_session_endpoint': '%1$s/logout'}";
    return format.formatted(address()).replace('\'', '"');
  }

  /** What people see who come to log in. */
  public TestLogins logins() {
    return logins;
  }

  static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID(KEY).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange call, String text) throws IOException {
    answer(call, 200, text);
  }

  static void answer(HttpExchange call, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  RSAKey publicKey() {
    return key.toPublicJWK();
  }

  /** A token as it should be: of anna, for Caravan, for five minutes, with roles as Keycloak writes them. */
  JWTClaimsSet.Builder claims(String... roles) {
    return new JWTClaimsSet.Builder()
        .issuer(address().toString())
        .audience("caravan")
        .subject("f3c1")
        .claim("preferred_username", "anna")
        .claim("realm_access", Map.of("roles", List.of(roles)))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  public String token(String... roles) {
    return token(claims -> claims, roles);
  }

  String token(UnaryOperator<JWTClaimsSet.Builder> change, String... roles) {
    return signed(key, change.apply(claims(roles)).build());
  }

  static String signed(RSAKey by, JWTClaimsSet claims) {
    try {
      return signed(new RSASSASigner(by), JWSAlgorithm.RS256, claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String signed(JWSSigner signer, JWSAlgorithm algorithm, JWTClaimsSet claims) throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(KEY).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
