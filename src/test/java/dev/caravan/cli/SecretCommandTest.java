package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encrypted file by the real command. */
class SecretCommandTest {
  @TempDir private Path folder;
  private final StringWriter said = new StringWriter();

  private int run(String input, String... arguments) {
    said.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", folder.resolve("data").toString(), "-p", "caravan.secrets.key-file=" + folder.resolve("key")));
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return Main.run(new PrintWriter(said, true), new PrintWriter(said, true), all.toArray(String[]::new));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void setsRotatesListsAndRemoves() {
    assertThat(run("tiger\n", "secret", "set", "shop/db-password")).as(said::toString).isZero();
    assertThat(run("lion", "secret", "rotate", "shop/db-password")).isZero();
    assertThat(said.toString()).contains("version 2").doesNotContain("lion");

    assertThat(run("", "secret", "list")).isZero();
    assertThat(said.toString()).contains("shop/db-password").doesNotContain("lion").doesNotContain("tiger");

    assertThat(run("", "secret", "remove", "shop/db-password")).isZero();
    assertThat(run("", "secret", "list")).isZero();
    assertThat(said.toString()).contains("No secrets yet");
  }

  @Test
  void writesEveryChangeIntoTheAuditFailedOnesToo() throws IOException {
    run("tiger", "secret", "set", "token");
    assertThat(run("lion", "secret", "set", "token")).isEqualTo(ExitCode.INVALID);
    assertThat(said.toString()).contains("[secret.exists]").contains("caravan secret rotate token").doesNotContain("lion");

    assertThat(run("", "secret", "audit", "--format", "json")).isZero();

    assertThat(new ObjectMapper().readTree(said.toString()).findValuesAsText("outcome")).containsExactly("secret.exists", "done");
    assertThat(said.toString()).doesNotContain("tiger").doesNotContain("lion");
  }

  @Test
  void takesNoValueFromTheCommandLineAndNoEmptyOne() {
    assertThat(run("", "secret", "set", "token", "tiger")).isEqualTo(ExitCode.INVALID);
    assertThat(run("", "secret", "set", "token")).isEqualTo(ExitCode.INVALID);
    assertThat(said.toString()).contains("No value was given").contains("caravan secret set token < file");
    assertThat(folder.resolve("data/secrets/secrets.enc")).doesNotExist();
  }

  @Test
  void makesTheKeyWhereTheSettingSays() throws IOException {
    run("tiger", "secret", "set", "token");

    assertThat(folder.resolve("key")).isRegularFile();
    try (var files = Files.walk(folder.resolve("data"))) {
      assertThat(files.filter(file -> file.getFileName().toString().contains("key"))).isEmpty();
    }
  }
}
