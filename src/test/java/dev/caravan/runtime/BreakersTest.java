package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.failure.Dependencies;
import dev.caravan.source.FlowProgress;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.ConnectException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Breakers open for systems outside that fail, and for nothing else. */
@Timeout(60)
class BreakersTest {
  @TempDir Path folder;

  private static CircuitBreaker.State after(Exception failure) {
    CaravanConfig config = new ConfigSources().classPath().read();
    CircuitBreaker breaker = Breakers.dependencies(config, new Failures(config.failures())).breaker("test", "");
    for (int call = 0; call < config.resilience().policy("test").calls(); call++) {
      breaker.onError(1, java.util.concurrent.TimeUnit.SECONDS, failure);
    }
    return breaker.getState();
  }

  private static Exception sql(String state) {
    return new CaravanException(ErrorCode.SINK_TARGET, "cannot land", new SQLException("refused", state));
  }

  @Test
  void aSystemThatDoesNotAnswerOpensIt() {
    assertThat(after(new ConnectException("connection refused"))).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(after(new RuntimeException(new CaravanException(ErrorCode.SINK_TARGET, "no bucket")))).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(after(sql("08006"))).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(after(sql(null))).isEqualTo(CircuitBreaker.State.OPEN);
  }

  @Test
  void whatLiesWithRouteContractOrRowLeavesItClosed() {
    assertThat(after(new RuntimeException(new CaravanException(ErrorCode.SINK_KEY, "no key")))).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(after(new CaravanException(ErrorCode.CONTRACT_DATASET_RULE, "too few rows"))).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(after(new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "no ledger"))).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(after(new IllegalStateException("a mistake of ours"))).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(after(sql("23502"))).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void aTableWithoutAKeyStopsItsFlowAndNotTheOthersOfTheDatabase() throws Exception {
    Workplace place = new Workplace(folder).set("caravan.breaker.calls", "1");
    place.deliver("orders/a.csv", "id\n1\n");
    place.route(
        "orders.camel.yaml",
        Workplace.flowText("orders", "", "- to: {uri: \"kamelet:jdbc-upsert-sink\", parameters: {table: orders, key: nowhere}}"));

    FlowProgress orders =
        place
            .once(
                runtime -> {
                  CircuitBreaker breaker = runtime.camel().getRegistry().lookupByNameAndType("dependencies", Dependencies.class).breaker("jdbc-warehouse", "");
                  assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
                  assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
                })
            .get("orders");

    assertThat(orders.problem().code()).isEqualTo(ErrorCode.SINK_KEY);
  }
}
