package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live, ready and started are three questions, and an answer says what is not well. */
@Timeout(120)
class HealthPagesTest {
  @TempDir Path folder;

  private static HttpResponse<String> ask(CaravanRuntime runtime, String page) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + runtime.httpPort() + "/health/" + page);
    return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  @Test
  void aProcessThatRunsIsLiveReadyAndStartedAndSaysWhichSystemIsDown() throws Exception {
    Workplace place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").set("caravan.retry.attempts", "3");
    place.set("caravan.datasource.shop.url", "jdbc:h2:tcp://127.0.0.1:9/shop").set("caravan.breaker.jdbc-shop.calls", "2").set("caravan.breaker.jdbc-shop.open", "10m");
    place.deliver("orders/a.csv", "id\n1\n");
    place.flow("orders", "- to: {uri: \"kamelet:jdbc-upsert-sink\", parameters: {dataSource: shop, table: orders, key: id}}");

    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();

      for (String page : List.of("live", "started")) {
        assertThat(ask(runtime, page).statusCode()).as(page).isEqualTo(200);
      }
      await().atMost(Duration.ofSeconds(60)).untilAsserted(
          () -> {
            JsonNode systems = new ObjectMapper().readTree(ask(runtime, "ready").body()).findValue("dependencies");
            assertThat(systems.path("jdbc-shop").asText()).isEqualTo("open: no calls are made for a while; 2 have failed, the log says how");
            assertThat(systems.path("ledger").asText()).isEqualTo("closed");
          });
      assertThat(ask(runtime, "ready").body()).doesNotContain("127.0.0.1", "refused");
    }
  }

  @Test
  void aProcessThatStartsOrStopsIsLiveAndNotReady() {
    HealthPages pages = new HealthPages(Optional::empty);

    assertThat(pages.live().status()).isEqualTo(200);
    assertThat(pages.start().status()).isEqualTo(503);
    assertThat(pages.ready()).satisfies(answer -> assertThat(answer.status()).isEqualTo(503)).satisfies(answer -> assertThat(answer.checks().toString()).contains("routes are being started"));

    pages.started();
    assertThat(pages.start().status()).isEqualTo(200);
    assertThat(pages.ready().status()).isEqualTo(200);

    pages.stopping();
    assertThat(pages.live().status()).isEqualTo(200);
    assertThat(pages.ready()).satisfies(answer -> assertThat(answer.status()).isEqualTo(503)).satisfies(answer -> assertThat(answer.checks().toString()).contains("being stopped"));
  }
}
