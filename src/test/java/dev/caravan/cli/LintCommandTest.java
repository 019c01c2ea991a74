package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {
  @TempDir private Path folder;

  @Test
  void errorsGiveExitCodeTwoAndWarningsNone() throws IOException {
    Path bad = write("bad.camel.yaml", "- route: {id: bad, routeConfigurationId: ingest, from: {uri: 'timer:t?repeatCount=abc', steps: []}}\n");
    Path odd = write("odd.camel.yaml", "- route: {routeConfigurationId: ingest, from: {uri: 'timer:t', steps: []}}\n");

    assertThat(Answer.to("lint", bad.toString()).code()).isEqualTo(2);
    assertThat(Answer.to("lint", odd.toString())).satisfies(answer -> {
      assertThat(answer.code()).isZero();
      assertThat(answer.out()).contains("[route.no-id]", "0 errors, 1 warning.");
    });
  }

  @Test
  void runTellsTheSameTextAndStartsNothing() throws IOException {
    Path bad = write("bad.camel.yaml", "- route: {id: bad, routeConfigurationId: ingest, from: {uri: 'timer:t?repeatCount=abc', steps: [{lgo: {}}]}}\n");
    Path data = folder.resolve("data");

    Answer lint = Answer.to("lint", "--data", data.toString(), bad.toString());
    Answer run = Answer.to("run", "--once", "--data", data.toString(), bad.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err() + "2 errors, 0 warnings.\n").isEqualTo(lint.out());
    assertThat(data).doesNotExist();
  }

  @Test
  void settingsThatCannotBeReadAreToldBesideAllElseAndOnce() throws IOException {
    Path bad = write("bad.camel.yaml", "- route: {id: bad, routeConfigurationId: ingest, from: {uri: 'timer:t?repeatCount=abc', steps: []}}\n");
    Path settings = write("my.properties", "caravan.http.port=eighty\n");

    Answer both = Answer.to("lint", "--properties", settings.toString(), bad.toString());
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.out()).contains("my.properties:1: The property 'caravan.http.port' cannot be read", "'repeatCount' cannot be read", "2 errors, 0 warnings.");

    assertThat(Answer.to("lint", "--properties", settings.toString(), bad.toString(), settings.toString()).out())
        .contains("my.properties:1:19: the property 'caravan.http.port' cannot be read", "2 errors, 0 warnings.");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

}
