package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.runtime.console.ConsoleAddress;
import java.io.IOException;
import java.io.InputStream;
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

  private Workplace place() throws IOException {
    Workplace place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0");
    place.deliver("orders/a.csv", "id\n1\n");
    place.flow("orders", "- to: {uri: \"kamelet:lake-sink\", parameters: {dataset: orders}}");
    return place;
  }

  @Test
  void oneBrowserIsLetInByEachTokenAndNobodyWithout() throws Exception {
    try (CaravanRuntime runtime = place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      String address = runtime.consoleAddress().orElseThrow();
      Path data = folder.resolve("data");
      assertThat(ConsoleAddress.of(data)).hasValue(address);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("console.address")))).isEqualTo("rw-------");

      Browser stranger = Browser.at(runtime);
      for (String path : List.of("", "index.html", "jolokia", "jolokia/list", "user", "anything")) {
        assertThat(stranger.status("/hawtio/" + path)).as(path).isEqualTo(401);
      }
      Browser browser = stranger.enter(address);
      assertThat(stranger.get(address).statusCode()).as("the token again").isEqualTo(401);
      assertThat(browser.status("/hawtio/?token=guessed")).isEqualTo(401);
      assertThat(browser.status("/hawtio/user")).isEqualTo(200);
      assertThat(stranger.with("caravan-console-" + runtime.httpPort() + "=guessed").status("/hawtio/user")).isEqualTo(401);

      String next = ConsoleAddress.of(data).orElseThrow();
      assertThat(next).isNotEqualTo(address);
      Browser other = stranger.enter(next);
      browser.get("/hawtio/auth/logout");
      assertThat(browser.status("/hawtio/user")).as("who has left").isEqualTo(401);
      assertThat(other.status("/hawtio/user")).isEqualTo(200);
    }
    assertThat(ConsoleAddress.of(folder.resolve("data"))).isEmpty();
  }

  @Test
  void theConsoleIsServedByteForByteAndItsAddressesLeadToItsOnePage() throws Exception {
    try (CaravanRuntime runtime = place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      Browser browser = Browser.in(runtime);

      byte[] page = resource("index.html");
      assertThat(browser.get("/hawtio/").body()).isEqualTo(page);
      assertThat(browser.get("/hawtio/camel/contexts").body()).isEqualTo(page);
      assertThat(browser.get("/hawtio/favicon.ico").body()).isEqualTo(resource("favicon.ico"));
      for (String outside : List.of("..%2Fapplication.properties", "../application.properties", "..%2f..%2flogback.xml", "%2e%2e/logback.xml")) {
        assertThat(browser.get("/hawtio/" + outside).body()).as(outside).satisfiesAnyOf(body -> assertThat(body).isEqualTo(page), body -> assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("="));
      }
      HttpResponse<byte[]> answer = browser.get("/hawtio/");
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
      Browser browser = Browser.in(runtime);
      String route = runtime.camel().getManagementName() == null ? "" : "org.apache.camel:context=" + runtime.camel().getManagementName() + ",type=routes,name=\\\"orders\\\"";

      assertThat(browser.jolokia("{\"type\":\"read\",\"mbean\":\"" + route + "\",\"attribute\":\"State\"}").path("value").asText()).isEqualTo("Started");
      assertThat(browser.jolokia("{\"type\":\"exec\",\"mbean\":\"" + route + "\",\"operation\":\"dumpRouteAsXml()\"}").path("value").asText()).contains("lake-sink");
      assertThat(browser.jolokia("{\"type\":\"search\",\"mbean\":\"dev.caravan:type=dependencies,*\"}").path("value").toString()).contains("ledger");

      for (String closed :
          List.of(
              "{\"type\":\"exec\",\"mbean\":\"dev.caravan:type=log\",\"operation\":\"changeLevel\",\"arguments\":[\"dev.caravan\",\"TRACE\"]}",
              "{\"type\":\"exec\",\"mbean\":\"" + route + "\",\"operation\":\"stop()\"}",
              "{\"type\":\"exec\",\"mbean\":\"" + route + "\",\"operation\":\"remove()\"}",
              "{\"type\":\"write\",\"mbean\":\"" + route + "\",\"attribute\":\"TracingEnabled\",\"value\":true}",
              "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SystemProperties\"}",
              "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"InputArguments\"}",
              "{\"type\":\"exec\",\"mbean\":\"com.sun.management:type=DiagnosticCommand\",\"operation\":\"vmSystemProperties\"}",
              "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}")) {
        assertThat(browser.jolokia(closed).path("status").asInt()).as(closed).isEqualTo(403);
      }
      assertThat(runtime.camel().getRouteController().getRouteStatus("orders").isStarted()).isTrue();
    }
  }

  @Test
  void pagesOfOtherOriginsAreTurnedAway() throws Exception {
    try (CaravanRuntime runtime = place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      String cookie = Browser.in(runtime).cookie();
      int port = runtime.httpPort();

      assertThat(Browser.statusByHand(port, "/hawtio/user", "Host: localhost:" + port, "Cookie: " + cookie)).isEqualTo(200);
      assertThat(Browser.statusByHand(port, "/hawtio/user", "Host: localhost:" + port, "Cookie: " + cookie, "Origin: http://localhost:" + port)).isEqualTo(200);
      assertThat(Browser.statusByHand(port, "/hawtio/user", "Host: localhost:" + port, "Cookie: " + cookie, "Origin: http://evil.example")).isEqualTo(403);
      assertThat(Browser.statusByHand(port, "/hawtio/user", "Host: evil.example:" + port, "Cookie: " + cookie)).isEqualTo(421);
    }
  }

  @Test
  void nothingStartsWhereOthersCanReachThePortAndNobodyMayLogIn() throws Exception {
    Workplace place = place().set("caravan.http.host", "0.0.0.0");
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      assertThatThrownBy(runtime::start)
          .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HTTP_OPEN))
          .hasMessageContaining("nobody who may log in");
    }
    place.set("caravan.console.enabled", "false").set("caravan.metrics.open", "false");
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      Browser stranger = Browser.at(runtime);
      assertThat(runtime.consoleAddress()).isEmpty();
      assertThat(stranger.status("/hawtio/")).isEqualTo(401);
      assertThat(stranger.status("/metrics")).isEqualTo(401);
      assertThat(stranger.status("/health")).isEqualTo(200);
    }
  }
}
