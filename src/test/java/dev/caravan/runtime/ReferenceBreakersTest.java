package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.failure.Dependencies;
import dev.caravan.failure.DependencyPolicy;
import dev.caravan.source.FlowProgress;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceBreakersTest {
  private final Dependencies dependencies =
      new Dependencies(name -> new DependencyPolicy(50, 2, Duration.ofMinutes(10), 1, 1, Duration.ZERO, 0), Set.of(), failure -> failure instanceof SQLException);
  private final ReferenceBreakers guard = new ReferenceBreakers(dependencies);

  @TempDir private Path folder;

  @Test
  void tablesOfADatabaseAreReadByItsPermits() throws SQLException {
    guard.read(
        "shop",
        () -> {
          assertThat(dependencies.dependency("reference-shop").standing().underWay()).isEqualTo(1);
          assertThatThrownBy(() -> guard.read("shop", () -> {})).isInstanceOf(BulkheadFullException.class);
          guard.read("other", () -> {});
        });

    guard.read("shop", () -> {});
    assertThat(dependencies.dependency("reference-shop").standing().succeeded()).isEqualTo(2);
  }

  @Test
  void aDatabaseThatFailsIsLeftAlone() {
    SQLException gone = new SQLException("gone", "08006");
    for (int call = 0; call < 2; call++) {
      assertThatThrownBy(() -> guard.read("shop", () -> { throw gone; })).isSameAs(gone);
    }

    assertThatThrownBy(() -> guard.read("shop", () -> {})).isInstanceOf(CallNotPermittedException.class);
  }

  @Test
  void aFlowReadsItsReferenceTablesSo() throws Exception {
    Workplace place = new Workplace(folder).set("caravan.retry.attempts", "3").set("caravan.retry.delay", "1ms");
    place.set("caravan.datasource.shop.url", "jdbc:h2:tcp://127.0.0.1:9/shop").set("caravan.breaker.reference-shop.calls", "2").set("caravan.breaker.reference-shop.open", "10m");
    place.deliver("orders/a.csv", "id,code\n1,EUR\n");
    place.flow("orders", "- to: {uri: \"kamelet:enrich-action\", parameters: {with: \"jdbc:shop/currency\", on: code, take: rate}}", "- to: {uri: \"kamelet:lake-sink\", parameters: {dataset: shop/order}}");

    FlowProgress orders = place.once().get("orders");

    assertThat(orders.state()).isEqualTo(FlowProgress.State.FAILED);
    assertThat(place.<List<String>>ledger(ledger -> ledger.database().read("look", statements -> statements.list("SELECT message FROM failures WHERE rule = 'breaker-open'", row -> row.getString(1)))))
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message).contains("reference-shop"));
  }
}
