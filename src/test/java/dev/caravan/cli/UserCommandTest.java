package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.security.Role;
import dev.caravan.security.UserFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users by the real command. */
class UserCommandTest {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private Path folder;
  private String said = "";

  private int run(String input, String... arguments) {
    Answer answer = Answer.typing(input, List.of(arguments), "--data", folder.resolve("data").toString());
    said = answer.said();
    return answer.code();
  }

  @Test
  void makesUsersGivesThemRolesAndRemovesThemAndTheAuditTells() throws IOException {
    UserFile users = new UserFile(folder.resolve("data/users.json"));
    assertThat(run("", "user", "list")).isZero();
    assertThat(said).contains("No users yet");

    assertThat(run(PASSWORD + "\n", "user", "add", "anna", "--role", "operator")).as(() -> said).isZero();
    assertThat(said).contains("operator").doesNotContain(PASSWORD);
    assertThat(run(PASSWORD, "user", "add", "anna")).isEqualTo(ExitCode.INVALID);
    assertThat(said).contains("[users.exists]");
    assertThat(users.roles()).containsExactly(Map.entry("anna", Role.OPERATOR));
    assertThat(run("", "user", "role", "anna", "admin")).isZero();
    assertThat(run("", "user", "list", "--format", "json")).isZero();
    assertThat(said).contains("\"anna\"", "\"admin\"");
    assertThat(run("", "user", "remove", "anna")).isZero();
    assertThat(users.roles()).isEmpty();

    assertThat(run("", "audit", "list", "--kind", "access")).isZero();
    assertThat(said).containsSubsequence("remove user", "make admin", "users.exists", "add user as operator").contains(System.getProperty("user.name")).doesNotContain(PASSWORD);
  }

  @Test
  void takesNoPasswordFromTheCommandLine() {
    assertThat(run("", "user", "add", "anna", "--password", PASSWORD)).isEqualTo(ExitCode.INVALID);
    assertThat(run("", "user", "add", "anna")).isEqualTo(ExitCode.INVALID);
    assertThat(said).contains("caravan user add anna < file");
  }
}
