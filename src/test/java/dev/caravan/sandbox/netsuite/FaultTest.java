package dev.caravan.sandbox.netsuite;

import static dev.caravan.sandbox.netsuite.NetSuiteClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Load and bad luck over real sockets. */
class FaultTest {
  private static final String QUERY = "SELECT id FROM currency ORDER BY id";

  private NetSuiteSimulator simulator;
  private NetSuiteClient client;

  @AfterEach
  void stop() {
    if (simulator != null) {
      simulator.close();
    }
  }

  private void start(String... switches) {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard().with("timeScale", "0.001");
    for (int i = 0; i < switches.length; i += 2) {
      behaviour = behaviour.with(switches[i], switches[i + 1]);
    }
    simulator = NetSuiteSimulator.small(behaviour);
    client = new NetSuiteClient(simulator);
    client.token();
  }

  private HttpResponse<String> ask() {
    return client.suiteQl("?limit=1000&offset=0", QUERY);
  }

  /** That many at once. */
  private List<HttpResponse<String>> together(int many) {
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      return IntStream.range(0, many).mapToObj(i -> CompletableFuture.supplyAsync(this::ask, threads)).toList().stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void fiveRequestsAtOnceAreAnsweredAndMoreAreBlocked() {
    start("pageMillis", "500");
    List<HttpResponse<String>> replies = together(8);
    assertThat(replies).filteredOn(reply -> reply.statusCode() == 200).hasSize(5);
    assertThat(replies).filteredOn(reply -> reply.statusCode() == 429).hasSize(3).allSatisfy(
        reply -> {
          assertThat(json(reply).path("o:errorDetails").path(0).path("o:errorCode").asText()).isEqualTo("CONCURRENCY_LIMIT_EXCEEDED");
          assertThat(json(reply).path("title").asText()).isEqualTo("Bad Request");
          assertThat(reply.headers().firstValue("Retry-After")).isEmpty();
        });
    assertThat(ask().statusCode()).isEqualTo(200);
  }

  @Test
  void overTheLimitSomeGetUnauthorizedAfterAStall() {
    start("pageMillis", "500", "overLimit", "unauthorized", "concurrencyLimit", "2");
    List<HttpResponse<String>> replies = together(4);
    assertThat(replies).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(200, 200, 401, 401);
    assertThat(simulator.auditTrail()).isEmpty();
  }

  @Test
  void overTheLimitBothCanHappen() {
    start("pageMillis", "800", "overLimit", "mixed", "concurrencyLimit", "1");
    assertThat(together(12)).extracting(HttpResponse::statusCode).contains(200, 401, 429);
  }

  @Test
  void aBlockedRequestMayBeToldWhenToComeAgain() {
    start("tooManyPercent", "100", "retryAfter", "seconds", "timeScale", "1");
    assertThat(ask().headers().firstValue("Retry-After")).isEqualTo(Optional.of("2"));
    stop();
    start("tooManyPercent", "100", "retryAfter", "date");
    assertThat(ask().headers().firstValue("Retry-After").orElseThrow()).endsWith(" GMT");
  }

  @Test
  void loginsFailOutOfTheBlueWithoutBeingCounted() {
    start("unauthorizedPercent", "100");
    assertThat(ask().statusCode()).isEqualTo(401);
    assertThat(simulator.auditTrail()).isEmpty();
  }

  @Test
  void theServerFailsInFourWays() {
    start("serverErrorPercent", "100");
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      seen.add(ask().statusCode());
    }
    assertThat(seen).contains(500, 502, 503, 504).doesNotContain(200);
  }

  @Test
  void bodiesAreCutInTheMiddle() {
    start("cutPercent", "100");
    assertThatThrownBy(this::ask).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void pagesForPeopleComeInsteadOfJson() {
    start("htmlPercent", "100");
    HttpResponse<String> reply = ask();
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(reply.body()).startsWith("<!DOCTYPE html>");
  }

  @Test
  void requestsStallAndBodiesAreSlowAsTheScaleSays() {
    start("stallPercent", "100", "timeScale", "0.005");
    assertThat(millis()).isGreaterThanOrEqualTo(300);
    stop();
    start("slowPercent", "100", "timeScale", "0.02");
    assertThat(millis()).isGreaterThanOrEqualTo(350);
    assertThat(ask().statusCode()).isEqualTo(200);
  }

  @Test
  void theSameSeedGivesTheSameLuck() {
    assertThat(luck("5")).isEqualTo(luck("5")).isNotEqualTo(luck("6"));
  }

  private List<Integer> luck(String seed) {
    start("faultSeed", seed, "tooManyPercent", "30", "serverErrorPercent", "20");
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      statuses.add(ask().statusCode());
    }
    stop();
    return statuses;
  }

  private long millis() {
    long start = System.nanoTime();
    ask();
    return (System.nanoTime() - start) / 1_000_000;
  }
}
