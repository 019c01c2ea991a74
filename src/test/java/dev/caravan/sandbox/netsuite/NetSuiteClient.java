package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** What an integration does, by hand: logs in, asks for pages. */
final class NetSuiteClient {
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final NetSuiteSimulator simulator;
  private String token;

  NetSuiteClient(NetSuiteSimulator simulator) {
    this.simulator = simulator;
  }

  String tokenUrl() {
    return simulator.baseUrl() + TokenEndpoint.PATH;
  }

  /** Claims that the account takes. */
  JWTClaimsSet.Builder claims() {
    Instant now = simulator.now();
    return new JWTClaimsSet.Builder().issuer(simulator.account().clientId()).audience(tokenUrl()).issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(600))).claim("scope", List.of("rest_webservices"));
  }

  HttpResponse<String> login(JWSAlgorithm algorithm, String certificate, JWTClaimsSet claims) {
    KeyPair key = simulator.account().certificates().getOrDefault(certificate, simulator.account().certificates().get(NetSuiteAccount.RSA));
    return login(algorithm, certificate, key, claims);
  }

  HttpResponse<String> login(JWSAlgorithm algorithm, String certificate, KeyPair key, JWTClaimsSet claims) {
    try {
      SignedJWT assertion = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(certificate).build(), claims);
      JWSSigner signer = key.getPrivate() instanceof ECPrivateKey curve ? new ECDSASigner(curve) : new RSASSASigner(key.getPrivate());
      assertion.sign(signer);
      return form(
          "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
              + assertion.serialize());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> form(String body) {
    return send(HttpRequest.newBuilder(URI.create(tokenUrl())).header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(body)));
  }

  String token() {
    if (token == null) {
      token = json(login(JWSAlgorithm.PS256, NetSuiteAccount.RSA, claims().build())).path("access_token").asText();
    }
    return token;
  }

  HttpResponse<String> suiteQl(String parameters, String query, String... values) {
    String url = simulator.baseUrl() + SuiteQlEndpoint.PATH + parameters;
    Map<String, Object> body = values.length == 0 ? Map.of("q", query) : Map.of("q", query, "params", values);
    return send(
        HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token()).header("Prefer", "transient")
            .header("Content-Type", "application/json").POST(BodyPublishers.ofString(JSON.valueToTree(body).toString())));
  }

  /** The items of one page. */
  List<JsonNode> rows(String query, String... values) {
    HttpResponse<String> page = suiteQl("?limit=1000&offset=0", query, values);
    if (page.statusCode() != 200) {
      throw new IllegalStateException(page.body());
    }
    List<JsonNode> items = new ArrayList<>();
    json(page).path("items").forEach(items::add);
    return items;
  }

  /** The detail of a refusal. */
  String refusal(String query) {
    HttpResponse<String> page = suiteQl("?limit=1000&offset=0", query);
    if (page.statusCode() != 400) {
      throw new IllegalStateException(page.statusCode() + " " + page.body());
    }
    return json(page).path("o:errorDetails").path(0).path("detail").asText();
  }

  HttpResponse<String> read(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path)).header("Authorization", "Bearer " + token());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
