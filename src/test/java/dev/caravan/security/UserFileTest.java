package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFileTest {
  private static final Secret PASSWORD = new Secret(TestUsers.PASSWORD);

  @TempDir Path folder;
  private Path file;
  private UserFile users;

  @BeforeEach
  void open() {
    file = folder.resolve("users.json");
    users = TestUsers.in(file);
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void keepsAHashAndNeverThePassword() throws IOException {
    users.add("anna", Role.OPERATOR, PASSWORD);
    users.add("ben", Role.OPERATOR, PASSWORD);

    assertThat(Files.readString(file)).contains("anna", "operator").doesNotContain(TestUsers.PASSWORD);
    assertThat(users.user("anna").orElseThrow().password()).as("each with a salt of its own").isNotEqualTo(users.user("ben").orElseThrow().password());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
  }

  @Test
  void nobodyHasNoPasswordAndAGuessCostsAsMuch() {
    users.add("anna", Role.VIEWER, PASSWORD);
    PasswordHash anna = users.user("anna").orElseThrow().password();

    assertThat(users.nobody().iterations()).isEqualTo(anna.iterations());
    assertThat(users.nobody().hash()).hasSameSizeAs(anna.hash());
    assertThat(users.nobody().matches("")).isFalse();
  }

  @Test
  void aStartDoesNotPayForAGuess() {
    UserFile costly = new UserFile(file, Integer.MAX_VALUE);

    assertTimeoutPreemptively(Duration.ofMinutes(1), costly::nobody, "so many rounds take half an hour");
  }

  @Test
  void aChangeByAnotherProcessIsSeen() {
    UserFile other = TestUsers.in(file);
    assertThat(users.roles()).isEmpty();

    other.add("anna", Role.VIEWER, PASSWORD);
    assertThat(users.roles()).containsEntry("anna", Role.VIEWER);
    other.role("anna", Role.ADMIN);
    assertThat(users.roles()).containsEntry("anna", Role.ADMIN);
    other.password("anna", new Secret("another good password"));
    assertThat(users.user("anna").orElseThrow().password().matches("another good password")).isTrue();
    assertThat(users.user("anna").orElseThrow().password().matches(TestUsers.PASSWORD)).isFalse();
    other.remove("anna");
    assertThat(users.roles()).isEmpty();
  }

  @Test
  void whatIsWrongIsToldByItsCode() throws IOException {
    users.add("anna", Role.VIEWER, PASSWORD);

    refused(ErrorCode.USER_EXISTS, () -> users.add("anna", Role.ADMIN, PASSWORD));
    refused(ErrorCode.USER_MISSING, () -> users.role("ann", Role.ADMIN));
    refused(ErrorCode.USER_MISSING, () -> users.remove("ann"));
    refused(ErrorCode.USER_MISSING, () -> users.password("ann", PASSWORD));
    refused(ErrorCode.USER_PASSWORD, () -> users.add("ben", Role.ADMIN, new Secret("short")));
    refused(ErrorCode.USER_NAME, () -> users.add("ben:ben", Role.ADMIN, PASSWORD));
    assertThat(users.roles()).containsOnlyKeys("anna").containsEntry("anna", Role.VIEWER);

    Files.writeString(file, "{\"anna\": {\"role\": \"king\"}}");
    refused(ErrorCode.USERS_FILE, () -> users.roles());
    Files.writeString(file, "{\"anna\": \"" + TestUsers.PASSWORD);
    assertThatThrownBy(() -> users.roles()).isInstanceOf(CaravanException.class).hasMessageNotContaining(TestUsers.PASSWORD);
  }
}
