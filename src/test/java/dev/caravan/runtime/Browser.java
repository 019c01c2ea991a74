package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Somebody at the HTTP port of a runtime.
 *
 * @param server such as {@code http://127.0.0.1:8080}
 * @param headers sent with each call: name, value, name, value
 */
record Browser(String server, List<String> headers) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Nobody in particular. */
  static Browser at(CaravanRuntime runtime) {
    return new Browser("http://127.0.0.1:" + runtime.httpPort(), List.of());
  }

  /** Let in by the token. */
  static Browser in(CaravanRuntime runtime) {
    return at(runtime).enter(runtime.consoleAddress().orElseThrow());
  }

  Browser with(String cookie) {
    return sending("Cookie", cookie);
  }

  Browser user(String name, String password) {
    return sending("Authorization", "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  Browser sending(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(List.of(name, value));
    return new Browser(server, List.copyOf(more));
  }

  /** By an address with a token. */
  Browser enter(String address) {
    return with(session(get(address)));
  }

  /** By the form of the login page. */
  HttpResponse<byte[]> logIn(String name, String password) {
    return send(request("/hawtio/login").header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString("name=" + name + "&password=" + password)));
  }

  static String session(HttpResponse<byte[]> entered) {
    assertThat(entered.statusCode()).isEqualTo(303);
    assertThat(entered.headers().firstValue("Location")).hasValue("/hawtio/");
    String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict").contains("Path=/");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  String cookie() {
    return headers.get(headers.indexOf("Cookie") + 1);
  }

  /** @param path of this server, or an address */
  HttpResponse<byte[]> get(String path) {
    return send(request(path));
  }

  int status(String path) {
    return get(path).statusCode();
  }

  /** What Java's client lets nobody write: headers of its own, and addresses that are none. */
  static int statusByHand(int port, String path, String... headers) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode jolokia(String call) {
    return json(send(request("/hawtio/jolokia").header("Content-Type", "application/json").POST(BodyPublishers.ofString(call))));
  }

  /** An operation of the MBean: {@code status} and {@code body}. */
  JsonNode operation(String name, String... arguments) {
    JsonNode answer = jolokia(JSON.createObjectNode().put("type", "exec").put("mbean", "dev.caravan:type=Operations").put("operation", name).<ObjectNode>set("arguments", JSON.valueToTree(arguments)).toString());
    assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(200);
    try {
      return JSON.readTree(answer.path("value").textValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(HttpResponse<byte[]> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(new String(answer.body(), StandardCharsets.UTF_8), e);
    }
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : server + path));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return request;
  }

  static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
