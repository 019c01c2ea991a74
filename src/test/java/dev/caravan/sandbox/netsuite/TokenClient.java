package dev.caravan.sandbox.netsuite;

import dev.caravan.sandbox.http.Form;
import dev.caravan.sandbox.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Signs by token-based authentication. */
final class TokenClient {
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final NetSuiteSimulator simulator;

  TokenClient(NetSuiteSimulator simulator) {
    this.simulator = simulator;
  }

  /** The protocol parameters of a request made now. */
  Map<String, String> parameters() {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("realm", simulator.account().realm());
    header.put("oauth_consumer_key", simulator.account().consumerKey());
    header.put("oauth_token", simulator.account().tokenId());
    header.put("oauth_nonce", UUID.randomUUID().toString());
    header.put("oauth_timestamp", Long.toString(simulator.now().getEpochSecond()));
    header.put("oauth_signature_method", "HMAC-SHA256");
    header.put("oauth_version", "1.0");
    return header;
  }

  /** The header for a request to that path, whose query may differ from what is signed. */
  String signed(String method, String path, Map<String, String> header) {
    URI uri = URI.create(simulator.baseUrl() + path);
    List<Request.Parameter> query = Form.read(uri.getRawQuery());
    String base = TokenSignature.base(method, simulator.baseUrl() + uri.getRawPath(), query, header);
    header.put("oauth_signature", TokenSignature.sign(base, simulator.account().consumerSecret().reveal(), simulator.account().tokenSecret().reveal()));
    return written(header);
  }

  static String written(Map<String, String> header) {
    return "OAuth "
        + String.join(", ", header.entrySet().stream().map(entry -> entry.getKey() + "=\"" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8) + '"').toList());
  }

  HttpResponse<String> send(String method, String path, String authorization) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path)).header("Authorization", authorization).header("Prefer", "transient")
              .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"q\":\"SELECT id FROM customer ORDER BY id\"}")).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
