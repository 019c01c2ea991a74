package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.failure.Dependencies;
import dev.caravan.failure.Dependency;
import dev.caravan.failure.DependencyPolicy;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's database is left alone when it fails, and only then. */
class LedgerBreakerTest {
  private static final DependencyPolicy POLICY = new DependencyPolicy(50, 2, Duration.ofMinutes(10), 1, 0, Duration.ZERO, 0);

  private final Dependencies dependencies = new Dependencies(name -> POLICY, Set.of(), failure -> failure instanceof SQLException);

  @Test
  void aDatabaseThatFailsIsLeftAlone(@TempDir Path folder) {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      CircuitBreaker breaker = dependencies.breaker("ledger", "");
      ledger.database().guard(breaker);
      for (int call = 0; call < 2; call++) {
        assertThatThrownBy(() -> ledger.database().read("look", statements -> statements.list("SELECT nothing FROM nowhere", row -> row.getString(1))))
            .hasMessageContaining("Could not look: ");
      }

      assertThatThrownBy(() -> ledger.cursor("orders", "day"))
          .isInstanceOfSatisfying(CaravanException.class, told -> assertThat(told.code()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE))
          .hasMessageContaining("Could not read the cursor day of orders: the ledger failed so often that it is left alone for a while");
      assertThat(dependencies.dependency("ledger").standing().refused()).isEqualTo(1);

      breaker.transitionToClosedState();
      assertThat(ledger.startRun("orders")).isPositive();
    }
  }

  @Test
  void whatTheWorkItselfRefusesIsAnAnswer(@TempDir Path folder) {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      ledger.database().guard(dependencies.breaker("ledger", ""));
      for (int call = 0; call < 5; call++) {
        assertThatThrownBy(() -> ledger.database().read("look", statements -> { throw new CaravanException(ErrorCode.LEDGER_CONFLICT, "moved"); }))
            .hasMessageContaining("moved");
      }

      assertThat(dependencies.dependency("ledger").standing())
          .satisfies(standing -> assertThat(standing.state()).isEqualTo(Dependency.State.CLOSED))
          .satisfies(standing -> assertThat(standing.succeeded()).isEqualTo(5));
    }
  }
}
