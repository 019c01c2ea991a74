package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleSessionsTest {
  private final SettableClock clock = new SettableClock();
  private final ConsoleSessions sessions = new ConsoleSessions(clock, Duration.ofHours(1));

  @Test
  void aTokenLetsOneBrowserIn() {
    String token = sessions.token();

    String session = sessions.open(token).orElseThrow();

    assertThat(sessions.knows(session)).isTrue();
    assertThat(sessions.open(token)).isEmpty();
    assertThat(sessions.token()).isNotEqualTo(token);
    assertThat(sessions.open(sessions.token())).isPresent().get().isNotEqualTo(session);
  }

  @Test
  void nothingElseDoes() {
    assertThat(sessions.open("")).isEmpty();
    assertThat(sessions.open(sessions.token() + "x")).isEmpty();
    assertThat(sessions.knows(null)).isFalse();
    assertThat(sessions.knows(sessions.token())).isFalse();
  }

  @Test
  void aSessionEndsInTimeOrWhenItIsClosed() {
    String first = sessions.open(sessions.token()).orElseThrow();
    String second = sessions.open(sessions.token()).orElseThrow();

    sessions.close(second);
    assertThat(sessions.knows(second)).isFalse();
    clock.move(Duration.ofMinutes(59));
    assertThat(sessions.knows(first)).isTrue();
    clock.move(Duration.ofMinutes(1));
    assertThat(sessions.knows(first)).isFalse();
  }
}
