package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.catalog.S3Server;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.sandbox.shop.ShopSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A runtime is asked to end while a step waits for something that takes an hour: it drains for as long as
 * {@code caravan.shutdown} says, ends, and the next start has everything land once. This is what SIGTERM
 * does; RunProcessTest sends real ones.
 */
@Timeout(180)
class DrainFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** of the machine's, beyond the two that are allowed for */
  private static final long BOUND_SECONDS = 40;

  @TempDir Path folder;
  private Operator operator;

  /** What a step waits for. */
  enum Wait {
    REPLY(new Fault.Silent()),
    MORE_OF_A_REPLY(new Fault.Drip(Duration.ofHours(1))),
    LEAVE_TO_CALL_AGAIN(new Fault.Answer(429, Map.of("Retry-After", "3600"), "{}")),
    THE_NEXT_TRY(new Fault.Answer(500, Map.of(), "{}")),
    A_BUCKET(new Fault.Silent());

    private final Fault fault;

    Wait(Fault fault) {
      this.fault = fault;
    }
  }

  @BeforeEach
  void prepare() {
    operator =
        new Operator(folder)
            .set("caravan.http.enabled", "false").set("caravan.shutdown", "2s").set("caravan.lease", "1s")
            .set("caravan.call.response", "1h").set("caravan.call.idle", "1h").set("caravan.call.whole", "1h").set("caravan.call.patience", "1h")
            .set("caravan.retry.delay", "1h").set("caravan.retry.delay-max", "1h").set("caravan.retry.after-max", "2h");
  }

  @ParameterizedTest
  @EnumSource
  void aRuntimeEndsInTimeWhateverAStepWaitsFor(Wait wait) throws Exception {
    try (ShopSimulator shop = new ShopSimulator(0, 1, 0.002, 1_000, 1_000, Clock.systemUTC());
        FaultyProxy proxy = new FaultyProxy(URI.create(shop.baseUrl()).getPort())) {
      flow(shop, proxy, wait);
      proxy.inflict(wait.fault, wait == Wait.A_BUCKET ? 0 : 1, Integer.MAX_VALUE, line -> true);
      CaravanRuntime runtime = operator.runtime();
      runtime.start();
      await().atMost(PATIENCE).until(() -> proxy.suffered() > 0);

      CompletableFuture.runAsync(runtime::close).get(BOUND_SECONDS, TimeUnit.SECONDS);

      proxy.heal();
      if (wait != Wait.A_BUCKET) {
        assertThat(operator.set("caravan.retry.delay", "10ms").runOnce().exit()).isZero();
        assertThat(operator.landed(List.of("test.orders")).get("test.orders")).doesNotHaveDuplicates().hasSize(shop.records("orders"));
      } else {
        assertThat(operator.ledger()).singleElement().extracting(run -> run.path("state").asText()).isEqualTo("failed");
      }
      operator.assertBalanced();
    }
  }

  private void flow(ShopSimulator shop, FaultyProxy proxy, Wait wait) throws IOException {
    if (wait == Wait.A_BUCKET) {
      operator.set("caravan.s3.endpoint", proxy.address()).set("caravan.s3.access-key", "key").set("caravan.s3.secret-key", "secret");
      operator.deliver("orders", "a.csv", 1, 10).fileFlow("orders", "- to: {uri: \"kamelet:lake-sink\", parameters: {dataset: test/orders, target: \"s3://" + S3Server.BUCKET + "\"}}");
      return;
    }
    operator.write("secrets/shop/token", shop.access().bearer().reveal());
    operator.write("routes/orders.camel.yaml", """
        - route:
            id: orders
            routeConfigurationId: ingest
            from:
              uri: kamelet:rest-source
              parameters: {system: shop, url: "%s/api/page/orders", query: limit=5, records: /data, paging: page, pages: /meta/pages, login: bearer, batchRows: 5}
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/orders}}
        """.formatted(proxy.address()));
  }
}
