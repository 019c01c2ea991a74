package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.runtime.console.Console;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hawtio as a browser meets it: what is served, and to whom. */
@Timeout(120)
class ConsoleTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  private Workplace place() throws IOException {
    Workplace place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0");
    place.deliver("orders/a.csv", "id\n1\n");
    place.flow("orders", "- to: {uri: \"kamelet:lake-sink\", parameters: {dataset: orders}}");
    return place;
  }

  private HttpResponse<byte[]> get(String address, String cookie) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private JsonNode jolokia(String place, String cookie, String call) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(place + "jolokia")).header("Cookie", cookie).header("Content-Type", "application/json").POST(BodyPublishers.ofString(call)).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  private String enter(String address) throws Exception {
    HttpResponse<byte[]> entered = get(address, null);
    assertThat(entered.statusCode()).isEqualTo(303);
    assertThat(entered.headers().firstValue("Location")).hasValue("/hawtio/");
    String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict").contains("Path=/hawtio");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  void oneBrowserIsLetInByEachTokenAndNobodyWithout() throws Exception {
    try (CaravanRuntime runtime = place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      String address = runtime.consoleAddress().orElseThrow();
      String place = address.substring(0, address.indexOf('?'));
      Path data = folder.resolve("data");
      assertThat(Console.addressOf(data)).hasValue(address);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("console.address")))).isEqualTo("rw-------");

      for (String path : List.of("", "index.html", "jolokia", "jolokia/list", "user", "anything")) {
        assertThat(get(place + path, null).statusCode()).as(path).isEqualTo(401);
      }
      String cookie = enter(address);
      assertThat(get(address, null).statusCode()).as("the token again").isEqualTo(401);
      assertThat(get(place + "?token=guessed", cookie).statusCode()).isEqualTo(401);
      assertThat(get(place + "user", cookie).statusCode()).isEqualTo(200);
      assertThat(get(place + "user", "caravan-console-" + runtime.httpPort() + "=guessed").statusCode()).isEqualTo(401);

      String next = Console.addressOf(data).orElseThrow();
      assertThat(next).isNotEqualTo(address);
      String other = enter(next);
      get(place + "auth/logout", cookie);
      assertThat(get(place + "user", cookie).statusCode()).as("who has left").isEqualTo(401);
      assertThat(get(place + "user", other).statusCode()).isEqualTo(200);
    }
    assertThat(Console.addressOf(folder.resolve("data"))).isEmpty();
  }

  @Test
  void theConsoleIsServedByteForByteAndItsAddressesLeadToItsOnePage() throws Exception {
    try (CaravanRuntime runtime = place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      String address = runtime.consoleAddress().orElseThrow();
      String place = address.substring(0, address.indexOf('?'));
      String cookie = enter(address);

      byte[] page = resource("index.html");
      assertThat(get(place, cookie).body()).isEqualTo(page);
      assertThat(get(place + "camel/contexts", cookie).body()).isEqualTo(page);
      assertThat(get(place + "favicon.ico", cookie).body()).isEqualTo(resource("favicon.ico"));
      for (String outside : List.of("..%2Fapplication.properties", "../application.properties", "..%2f..%2flogback.xml", "%2e%2e/logback.xml")) {
        assertThat(get(place + outside, cookie).body()).as(outside).satisfiesAnyOf(body -> assertThat(body).isEqualTo(page), body -> assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("="));
      }
      HttpResponse<byte[]> answer = get(place, cookie);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("default-src 'self'").contains("frame-ancestors 'none'");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ConsoleTest.class.getResourceAsStream("/hawtio/" + name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void jolokiaShowsFlowsAndBreakersAndChangesNothing() throws Exception {
    try (CaravanRuntime runtime = place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      String address = runtime.consoleAddress().orElseThrow();
      String place = address.substring(0, address.indexOf('?'));
      String cookie = enter(address);
      String route = runtime.camel().getManagementName() == null ? "" : "org.apache.camel:context=" + runtime.camel().getManagementName() + ",type=routes,name=\\\"orders\\\"";

      assertThat(jolokia(place, cookie, "{\"type\":\"read\",\"mbean\":\"" + route + "\",\"attribute\":\"State\"}").path("value").asText()).isEqualTo("Started");
      assertThat(jolokia(place, cookie, "{\"type\":\"exec\",\"mbean\":\"" + route + "\",\"operation\":\"dumpRouteAsXml()\"}").path("value").asText()).contains("lake-sink");
      assertThat(jolokia(place, cookie, "{\"type\":\"search\",\"mbean\":\"dev.caravan:type=dependencies,*\"}").path("value").toString()).contains("ledger");

      for (String closed :
          List.of(
              "{\"type\":\"exec\",\"mbean\":\"" + route + "\",\"operation\":\"stop()\"}",
              "{\"type\":\"exec\",\"mbean\":\"" + route + "\",\"operation\":\"remove()\"}",
              "{\"type\":\"write\",\"mbean\":\"" + route + "\",\"attribute\":\"TracingEnabled\",\"value\":true}",
              "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SystemProperties\"}",
              "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"InputArguments\"}",
              "{\"type\":\"exec\",\"mbean\":\"com.sun.management:type=DiagnosticCommand\",\"operation\":\"vmSystemProperties\"}",
              "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}")) {
        assertThat(jolokia(place, cookie, closed).path("status").asInt()).as(closed).isEqualTo(403);
      }
      assertThat(runtime.camel().getRouteController().getRouteStatus("orders").isStarted()).isTrue();
    }
  }

  @Test
  void pagesOfOtherOriginsAreTurnedAway() throws Exception {
    try (CaravanRuntime runtime = place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      String cookie = enter(runtime.consoleAddress().orElseThrow());
      int port = runtime.httpPort();

      assertThat(status(port, "Host: localhost:" + port, "Cookie: " + cookie)).isEqualTo(200);
      assertThat(status(port, "Host: localhost:" + port, "Cookie: " + cookie, "Origin: http://localhost:" + port)).isEqualTo(200);
      assertThat(status(port, "Host: localhost:" + port, "Cookie: " + cookie, "Origin: http://evil.example")).isEqualTo(403);
      assertThat(status(port, "Host: evil.example:" + port, "Cookie: " + cookie)).isEqualTo(421);
    }
  }

  // By hand: Java's client lets nobody write these headers.
  private static int status(int port, String... headers) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(("GET /hawtio/user HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }
  }

  @Test
  void isNotServedWhereOthersCanReachThePort() throws Exception {
    Workplace place = place().set("caravan.http.host", "0.0.0.0");
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      assertThat(runtime.consoleAddress()).isEmpty();
      assertThat(get("http://127.0.0.1:" + runtime.httpPort() + "/hawtio/", null).statusCode()).isEqualTo(404);
    }
    place.set("caravan.console.enabled", "true");
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      assertThatThrownBy(runtime::start)
          .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_BAD_VALUE))
          .hasMessageContaining("caravan.http.host");
    }
  }
}
