package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final SettableClock clock = new SettableClock();
  private final Sessions sessions = new Sessions(clock, Duration.ofHours(1));

  @Test
  void aTokenLetsOneBrowserIn() {
    String token = sessions.token();

    String session = sessions.open(token).orElseThrow();

    assertThat(sessions.caller(session)).isPresent();
    assertThat(sessions.open(token)).isEmpty();
    assertThat(sessions.token()).isNotEqualTo(token);
    assertThat(sessions.open(sessions.token())).isPresent().get().isNotEqualTo(session);
  }

  @Test
  void whoBringsTheTokenIsAnAdminAndWhoLoggedInIsWhoTheyAre() {
    Caller ben = new Caller("ben", Role.VIEWER, Caller.Proof.PASSWORD);

    assertThat(sessions.caller(sessions.open(sessions.token()).orElseThrow()).orElseThrow().role()).isEqualTo(Role.ADMIN);
    assertThat(sessions.caller(sessions.open(ben))).hasValue(ben);
  }

  @Test
  void nothingElseDoes() {
    assertThat(sessions.open("")).isEmpty();
    assertThat(sessions.open(sessions.token() + "x")).isEmpty();
    assertThat(sessions.caller(null)).isEmpty();
    assertThat(sessions.caller(sessions.token())).isEmpty();
  }

  @Test
  void aSessionEndsInTimeOrWhenItIsClosed() {
    String first = sessions.open(sessions.token()).orElseThrow();
    String second = sessions.open(sessions.token()).orElseThrow();

    sessions.close(second);
    assertThat(sessions.caller(second)).isEmpty();
    clock.move(Duration.ofMinutes(59));
    assertThat(sessions.caller(first)).isPresent();
    clock.move(Duration.ofMinutes(1));
    assertThat(sessions.caller(first)).isEmpty();
  }
}
