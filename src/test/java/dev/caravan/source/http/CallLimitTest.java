package dev.caravan.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallLimitTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private static Duration rest(Map<String, String> headers) {
    return CallLimit.rest(new HttpReply(200, headers, new byte[0], Duration.ZERO), NOW).orElse(Duration.ZERO);
  }

  @Test
  void restsWhenABucketIsNearlyFull() {
    assertThat(rest(Map.of("X-Shopify-Shop-Api-Call-Limit", "31/40"))).isZero();
    assertThat(rest(Map.of("X-Shopify-Shop-Api-Call-Limit", "32/40"))).isEqualTo(Duration.ofSeconds(1));
    assertThat(rest(Map.of("x-shop-api-call-limit", " 40 / 40 "))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void restsUntilTheResetWhenNothingRemains() {
    assertThat(rest(Map.of("X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "30"))).isZero();
    assertThat(rest(Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "30"))).isEqualTo(Duration.ofSeconds(30));
    assertThat(rest(Map.of("RateLimit-Remaining", "0", "RateLimit-Reset", "1800000012"))).isEqualTo(Duration.ofSeconds(12));
    assertThat(rest(Map.of("RateLimit-Remaining", "0", "RateLimit-Reset", "1700000000"))).as("past").isZero();
  }

  @Test
  void whatCannotBeReadSaysNothing() {
    assertThat(rest(Map.of("X-Api-Call-Limit", "many", "X-RateLimit-Remaining", "none", "X-RateLimit-Reset", "5"))).isZero();
    assertThat(rest(Map.of())).isZero();
  }
}
