package dev.caravan.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Has an issuer give tokens for an authorization code. Thread-safe. */
final class CodeExchange {
  private static final Duration TIME = Duration.ofMillis(IssuerDescription.TIME_MILLIS);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Issuer.Client client;
  private final IssuerDescription issuer;

  CodeExchange(Issuer.Client client, IssuerDescription issuer) {
    this.client = client;
    this.issuer = issuer;
  }

  // Made with the first code: no start waits for it.
  private static final class Web {
    /** Follows no redirection: what it sends is for the issuer alone. */
    static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(TIME).followRedirects(HttpClient.Redirect.NEVER).build();
  }

  /** @param access empty when the issuer gives none */
  record Tokens(String identity, String access) {}

  /**
   * @param verifier of PKCE
   * @param back as the login was begun with
   * @return empty when the issuer does not take the code
   * @throws dev.caravan.CaravanException ACCESS_ISSUER
   */
  Optional<Tokens> tokens(String code, String verifier, URI back) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", back.toString());
    form.put("code_verifier", verifier);
    form.put("client_id", client.id());
    HttpRequest.Builder request = HttpRequest.newBuilder(issuer.tokens()).timeout(TIME).header("Content-Type", "application/x-www-form-urlencoded").header("Accept", "application/json");
    if (client.secret() != null) {
      request.header("Authorization", "Basic " + basic());
    }
    String body = form.entrySet().stream().map(entry -> entry.getKey() + "=" + encoded(entry.getValue())).collect(Collectors.joining("&"));
    return sent(request.POST(BodyPublishers.ofString(body)).build());
  }

  private Optional<Tokens> sent(HttpRequest request) {
    try {
      HttpResponse<InputStream> reply = Web.CLIENT.send(request, BodyHandlers.ofInputStream());
      try (InputStream in = reply.body()) {
        JsonNode told = JSON.readTree(in.readNBytes(IssuerDescription.REPLY_BYTES));
        if (reply.statusCode() == 400) {
          return Optional.empty();
        }
        if (reply.statusCode() != 200 || !told.path("id_token").isTextual()) {
          // Its error is a word of the protocol (RFC 6749), such as invalid_client.
          throw new IOException("it answers " + reply.statusCode() + " " + told.path("error").asText("without an identity"));
        }
        return Optional.of(new Tokens(told.path("id_token").textValue(), told.path("access_token").asText("")));
      }
    } catch (IOException e) {
      throw IssuerDescription.unreachable("The issuer " + issuer.issuer() + " gives no tokens", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IssuerDescription.unreachable("The issuer " + issuer.issuer() + " gives no tokens", e);
    }
  }

  private String basic() {
    String pair = encoded(client.id()) + ":" + encoded(client.secret().get().reveal());
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
