package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.failure.DependencyPolicy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How one system is called, when its settings say so, and what they may not say. */
class DependencySettingsTest {

  private static Resilience read(Map<String, String> properties) {
    return new ConfigSources().commandLine(properties).read().resilience();
  }

  @Test
  void aSystemThatIsNotNamedIsCalledByTheDefaults() {
    assertThat(read(Map.of()).policy("jdbc-shop"))
        .isEqualTo(new DependencyPolicy(50, 10, Duration.ofSeconds(30), 3, 64, Duration.ofSeconds(60), 8));
  }

  @Test
  void aKeyOfItsOwnComesBeforeTheOneForAll() {
    Resilience read =
        read(Map.of("caravan.breaker.open", "1m", "caravan.breaker.http-rest-api.example.com.open", "5ms", "caravan.breaker.s3.concurrent", "9"));
    assertThat(read.policy("http-rest-api.example.com").open()).isEqualTo(Duration.ofMillis(5));
    assertThat(read.policy("s3").open()).isEqualTo(Duration.ofMinutes(1));
    assertThat(read.policy("s3").concurrent()).isEqualTo(9);
    assertThat(read.policy("vault").concurrent()).isEqualTo(64);
  }

  @Test
  void theLedgerDiffersUnlessItIsToldOtherwise() {
    assertThat(read(Map.of("caravan.breaker.open", "1m")).policy("ledger").open()).isEqualTo(Duration.ofSeconds(5));
    assertThat(read(Map.of()).policy("ledger").concurrent()).isZero();
    assertThat(read(Map.of("caravan.breaker.ledger.open", "7s")).policy("ledger").open()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void theEnvironmentSpellsThemToo() {
    Resilience read =
        new ConfigSources().environment(Map.of("CARAVAN_BREAKER_JDBC_SHOP_OPEN", "9s", "CARAVAN_BREAKER_OPEN", "8s", "CARAVAN_CRITICAL", "orders, ,lines")).read().resilience();
    assertThat(read.policy("jdbc-shop").open()).isEqualTo(Duration.ofSeconds(9));
    assertThat(read.policy("s3").open()).isEqualTo(Duration.ofSeconds(8));
    assertThat(read.critical()).containsExactlyInAnyOrder("orders", "lines");
  }

  @Test
  void fewCallsAtOnceNeedNoLowerReserve() {
    assertThat(read(Map.of("caravan.breaker.s3.concurrent", "2")).policy("s3").concurrent()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          caravan.breaker.s3.opne | 1s | There is no property 'caravan.breaker.s3.opne' [config.unknown-key] | Did you mean 'caravan.breaker.s3.open'?
          caravan.breaker.faliures | 1 | There is no property 'caravan.breaker.faliures' [config.unknown-key] | Did you mean 'caravan.breaker.failures'?
          caravan.breaker.a b.open | 1s | There is no property 'caravan.breaker.a b.open' | letters, digits, single dots and dashes
          caravan.breaker..open | 1s | There is no property 'caravan.breaker..open' | open
          caravan.breaker.s3.open | soon | 'caravan.breaker.s3.open' cannot be read | got 'soon'
          caravan.breaker.s3.open | 0s | 'caravan.breaker.s3.open' cannot be read | above 0
          caravan.breaker.s3.failures | 101 | 'caravan.breaker.s3.failures' cannot be read | a percentage from 1 to 100
          caravan.breaker.failures | 0 | 'caravan.breaker.failures' cannot be read | a percentage from 1 to 100
          caravan.breaker.s3.probes | 0 | 'caravan.breaker.s3.probes' cannot be read | at least 1
          caravan.breaker.s3.concurrent | -1 | 'caravan.breaker.s3.concurrent' cannot be read | at least 0
          caravan.breaker.s3.reserved | 64 | 'caravan.breaker.s3.reserved' cannot be read | less than caravan.breaker.s3.concurrent, which is 64
          """)
  void whatCannotBeReadIsTold(String key, String value, String message, String more) {
    assertThatThrownBy(() -> read(Map.of(key, value))).isInstanceOf(CaravanException.class).hasMessageContaining(message).hasMessageContaining(more);
  }

  @Test
  void whatIsWrongForAllIsToldOnce() {
    assertThatThrownBy(() -> read(Map.of("caravan.breaker.probes", "0", "caravan.breaker.s3.open", "1s", "caravan.breaker.vault.open", "1s")))
        .isInstanceOfSatisfying(CaravanException.class, told -> assertThat(told.problems()).hasSize(1));
  }
}
