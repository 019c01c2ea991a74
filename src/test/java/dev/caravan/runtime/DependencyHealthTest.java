package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.failure.Dependencies;
import dev.caravan.failure.DependencyPolicy;
import java.time.Duration;
import java.util.Set;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** A process is ready as long as its ledger answers; of the systems that are down it tells. */
class DependencyHealthTest {
  private static final DependencyPolicy POLICY = new DependencyPolicy(50, 2, Duration.ofMinutes(10), 1, 0, Duration.ZERO, 0);

  private final Dependencies dependencies = new Dependencies(name -> POLICY, Set.of(), failure -> true);

  private HealthCheck.Result result() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      DependencyHealth health = new DependencyHealth(dependencies);
      health.setCamelContext(camel);
      return health.call();
    }
  }

  @Test
  void aSystemThatIsDownIsToldAndLeavesTheProcessReady() throws Exception {
    dependencies.breaker("ledger", "");
    dependencies.breaker("s3", "").transitionToOpenState();

    assertThat(result().getState()).isEqualTo(HealthCheck.State.UP);
    assertThat(result().getDetails()).containsEntry("s3", "open: no calls are made for a while; 0 have failed, the log says how").containsEntry("ledger", "closed");
  }

  @Test
  void withoutItsLedgerAProcessIsNotReady() throws Exception {
    dependencies.breaker("ledger", "").transitionToOpenState();

    assertThat(result().getState()).isEqualTo(HealthCheck.State.DOWN);
    assertThat(result().getMessage()).hasValue("The ledger does not answer");
  }
}
