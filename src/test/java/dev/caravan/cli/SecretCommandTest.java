package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encrypted file by the real command. */
class SecretCommandTest {
  @TempDir private Path folder;
  private String said = "";

  private int run(String input, String... arguments) {
    Answer answer = Answer.typing(input, List.of(arguments), "--data", folder.resolve("data").toString(), "-p", "caravan.secrets.key-file=" + folder.resolve("key"));
    said = answer.said();
    return answer.code();
  }

  @Test
  void setsRotatesListsAndRemoves() {
    assertThat(run("tiger\n", "secret", "set", "shop/db-password")).as(() -> said).isZero();
    assertThat(run("lion", "secret", "rotate", "shop/db-password")).isZero();
    assertThat(said).contains("version 2").doesNotContain("lion");

    assertThat(run("", "secret", "list")).isZero();
    assertThat(said).contains("shop/db-password").doesNotContain("lion").doesNotContain("tiger");

    assertThat(run("", "secret", "remove", "shop/db-password")).isZero();
    assertThat(run("", "secret", "list")).isZero();
    assertThat(said).contains("No secrets yet");
  }

  @Test
  void writesEveryChangeIntoTheAuditFailedOnesToo() throws IOException {
    run("tiger", "secret", "set", "token");
    assertThat(run("lion", "secret", "set", "token")).isEqualTo(ExitCode.INVALID);
    assertThat(said).contains("[secret.exists]").contains("caravan secret rotate token").doesNotContain("lion");

    assertThat(run("", "secret", "audit", "--format", "json")).isZero();

    assertThat(new ObjectMapper().readTree(said).findValuesAsText("outcome")).containsExactly("secret.exists", "done");
    assertThat(said).doesNotContain("tiger").doesNotContain("lion");
  }

  @Test
  void takesNoValueFromTheCommandLineAndNoEmptyOne() {
    assertThat(run("", "secret", "set", "token", "tiger")).isEqualTo(ExitCode.INVALID);
    assertThat(run("", "secret", "set", "token")).isEqualTo(ExitCode.INVALID);
    assertThat(said).contains("No value was given").contains("caravan secret set token < file");
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
