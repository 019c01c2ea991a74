package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.security.Role;
import dev.caravan.security.UserFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users by the real command. */
class UserCommandTest {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private Path folder;
  private final StringWriter said = new StringWriter();

  private int run(String input, String... arguments) {
    said.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return Main.run(new PrintWriter(said, true), new PrintWriter(said, true), all.toArray(String[]::new));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void makesUsersGivesThemRolesAndRemovesThemAndTheAuditTells() throws IOException {
    UserFile users = new UserFile(folder.resolve("data/users.json"));
    assertThat(run("", "user", "list")).isZero();
    assertThat(said.toString()).contains("No users yet");

    assertThat(run(PASSWORD + "\n", "user", "add", "anna", "--role", "operator")).as(said::toString).isZero();
    assertThat(said.toString()).contains("operator").doesNotContain(PASSWORD);
    assertThat(run(PASSWORD, "user", "add", "anna")).isEqualTo(ExitCode.INVALID);
    assertThat(said.toString()).contains("[users.exists]");
    assertThat(users.roles()).containsExactly(Map.entry("anna", Role.OPERATOR));
    assertThat(run("", "user", "role", "anna", "admin")).isZero();
    assertThat(run("", "user", "list", "--format", "json")).isZero();
    assertThat(said.toString()).contains("\"anna\"", "\"admin\"");
    assertThat(run("", "user", "remove", "anna")).isZero();
    assertThat(users.roles()).isEmpty();

    assertThat(run("", "audit", "list", "--kind", "access")).isZero();
    assertThat(said.toString()).containsSubsequence("remove user", "make admin", "users.exists", "add user as operator").contains(System.getProperty("user.name")).doesNotContain(PASSWORD);
  }

  @Test
  void takesNoPasswordFromTheCommandLine() {
    assertThat(run("", "user", "add", "anna", "--password", PASSWORD)).isEqualTo(ExitCode.INVALID);
    assertThat(run("", "user", "add", "anna")).isEqualTo(ExitCode.INVALID);
    assertThat(said.toString()).contains("caravan user add anna < file");
  }
}
