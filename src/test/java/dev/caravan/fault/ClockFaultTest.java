package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.catalog.MovedClock;
import dev.caravan.fault.Operator.Seen;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.sandbox.shop.ShopSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clock of the machine is set by an hour while flows run. */
@Timeout(180)
class ClockFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  @Test
  void flowsGoOnThroughAClockThatIsPutAheadAndBackAndLandEverythingOnce() throws IOException {
    Operator operator = new Operator(folder).deliver("files", "a.csv", 1, 10).fileFlow("files", Operator.toLake("files")).set("caravan.http.enabled", "false").set("caravan.lease", "2s");
    MovedClock clock = new MovedClock();
    try (ShopSimulator shop = new ShopSimulator(0, 1, 0.002, 4, 5, Clock.systemUTC())) {
      operator.write("secrets/shop/token", shop.access().bearer().reveal());
      // A shop that takes few calls: pauses are under way when the clock is set.
      operator.write("routes/paged.camel.yaml", """
          - route:
              id: paged
              routeConfigurationId: ingest
              from:
                uri: kamelet:rest-source
                parameters: {system: shop, url: "%s/api/page/orders", query: limit=1, records: /data, paging: page, pages: /meta/pages, login: bearer, batchRows: 5, schedule: 1h}
                steps:
                  - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/paged}}
          """.formatted(shop.baseUrl()));
      try (CaravanRuntime runtime = operator.runtime(clock)) {
        runtime.start();
        awaitLanded(runtime, "files", 10);
        clock.ahead(HOUR);
        operator.deliver("files", "b.csv", 11, 20);
        awaitLanded(runtime, "files", 20);
        clock.ahead(HOUR.negated());
        operator.deliver("files", "c.csv", 21, 30);
        awaitLanded(runtime, "files", 30);
        awaitLanded(runtime, "paged", shop.records("orders"));

        assertThat(runtime.progress()).allSatisfy(flow -> assertThat(flow.problem()).as(flow.flow()).isNull());
      }
      Seen after = operator.runOnce();
      assertThat(after.exit()).as(after.log().toString()).isZero();
      assertThat(operator.landed(List.of("test.paged")).get("test.paged")).doesNotHaveDuplicates().hasSize(shop.records("orders"));
    }
    assertThat(operator.landed(List.of("test.files")).get("test.files")).isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList());
    operator.assertBalanced();
  }

  private static void awaitLanded(CaravanRuntime runtime, String flow, long rows) {
    await().atMost(PATIENCE).until(() -> runtime.progress().stream().anyMatch(each -> each.flow().equals(flow) && each.counts().landed() == rows));
  }
}
