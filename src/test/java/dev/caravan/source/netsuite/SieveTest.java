package dev.caravan.source.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.source.http.RowDigests;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SieveTest {
  private final Sieve sieve = Sieve.from(new RowDigests(), LocalDateTime.parse("2026-03-01T12:00:00"));

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z, true", "2026-03-01 12:00:00, true", "2026-03-01T12:00:00.5Z, true", "2026-03-01T11:59:59Z, false", "2026-03-01 11:59:59.999, false",
    "2025-12-31T23:59:59Z, false", "3/1/2026, true", "'', true"
  })
  void rowsThatMayComeAgainAreRemembered(String modified, boolean remembered) {
    assertThat(sieve.remembers(modified)).isEqualTo(remembered);
  }

  @Test
  void aRowWithoutATimeIsRemembered() {
    assertThat(sieve.remembers(null)).isTrue();
  }

  @Test
  void withoutATimeOfChangeAllAreRemembered() {
    assertThat(Sieve.all(new RowDigests()).remembers("1999-01-01T00:00:00Z")).isTrue();
  }
}
