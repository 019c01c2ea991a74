package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.Secret;
import dev.caravan.catalog.SettableClock;
import dev.caravan.security.Logins.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
  @TempDir Path folder;
  private final SettableClock clock = new SettableClock();
  private UserFile users;
  private Logins logins;

  @BeforeEach
  void open() {
    users = TestUsers.ofEachRole(folder.resolve("users.json"));
    logins = new Logins(users, 3, Duration.ofMinutes(15), clock);
  }

  private void wrong(String name, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(logins.login(name, "wrong")).isInstanceOf(Outcome.Wrong.class);
    }
  }

  private boolean in(String name) {
    return logins.login(name, TestUsers.PASSWORD) instanceof Outcome.In;
  }

  @Test
  void aUserIsWhoTheFileSays() {
    assertThat(logins.login("operator", TestUsers.PASSWORD)).isEqualTo(new Outcome.In(new Caller("operator", Role.OPERATOR, Caller.Proof.PASSWORD)));
    assertThat(logins.login("operator", TestUsers.PASSWORD + " ")).isEqualTo(new Outcome.Wrong(true));
    assertThat(logins.login("nobody", TestUsers.PASSWORD)).isEqualTo(new Outcome.Wrong(false));
    assertThat(logins.login("nobody", "")).as("what nobody is compared with lets nobody in").isEqualTo(new Outcome.Wrong(false));
  }

  @Test
  void tooManyWrongPasswordsLockANameOutForAWhileWhetherThereIsSuchAUserOrNot() {
    for (String name : new String[] {"viewer", "nobody"}) {
      wrong(name, 3);
      assertThat(logins.login(name, TestUsers.PASSWORD)).isEqualTo(new Outcome.Locked(Duration.ofMinutes(15).plusSeconds(1)));
    }
    assertThat(in("operator")).as("others").isTrue();
    clock.move(Duration.ofMinutes(14));
    assertThat(in("viewer")).isFalse();
    clock.move(Duration.ofMinutes(1));
    assertThat(in("viewer")).isTrue();
  }

  @Test
  void aRightPasswordForgetsTheWrongOnesBefore() {
    wrong("viewer", 2);
    assertThat(in("viewer")).isTrue();
    wrong("viewer", 2);
    assertThat(in("viewer")).isTrue();
  }

  @Test
  void whatIsRememberedEndsWithThePasswordTheRoleAndTheUser() {
    assertThat(in("viewer")).isTrue();
    Caller before = new Caller("viewer", Role.VIEWER, Caller.Proof.PASSWORD);

    users.role("viewer", Role.OPERATOR);
    assertThat(logins.now(before).orElseThrow().role()).isEqualTo(Role.OPERATOR);
    users.password("viewer", new Secret("another good password"));
    assertThat(in("viewer")).isFalse();
    users.remove("viewer");
    assertThat(logins.now(before)).isEmpty();
    assertThat(logins.login("viewer", "another good password")).isInstanceOf(Outcome.Wrong.class);
  }
}
