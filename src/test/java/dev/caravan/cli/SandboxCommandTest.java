package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.kill.CaravanProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxCommandTest {
  @TempDir Path folder;

  @Test
  void bothSystemsAnswerWithTheCredentialsThatArePrinted() throws Exception {
    Path data = folder.resolve("data");
    Process process =
        new ProcessBuilder(
                CaravanProcess.command(List.of("sandbox", "--port", "0", "--scale", "0.01", "--data", data.toString(), "--switch", "dateFormat=YYYY-MM-DD")))
            .redirectErrorStream(true)
            .start();
    try {
      String text = printed(process);
      assertThat(text).contains("1234567_SB1").contains("dateFormat = YYYY-MM-DD");
      assertThat(shop(text).statusCode()).isEqualTo(200);
      HttpResponse<String> customers = netSuite(text);
      assertThat(customers.statusCode()).isEqualTo(200);
      assertThat(customers.body()).containsPattern("\"lastmodifieddate\":\"20[0-9]{2}-[0-9]{2}-[0-9]{2}\"");
      Path key = data.resolve("sandbox/netsuite/private-key");
      assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----");
      assertThat(data.resolve("sandbox/netsuite-ec-p256/certificate-id")).hasContent("ec-p256");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
  }

  private static String printed(Process process) throws IOException {
    StringBuilder text = new StringBuilder();
    BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith("The sandbox runs")) {
      text.append(line).append('\n');
      line = lines.readLine();
    }
    assertThat(line).as(text.toString()).isNotNull();
    return text.toString();
  }

  private static HttpResponse<String> shop(String text) throws Exception {
    Matcher shop = found("Bearer ([0-9a-f]{32})' '(http[^']+)'", text);
    return HttpClient.newHttpClient().send(
        HttpRequest.newBuilder(URI.create(shop.group(2))).header("Authorization", "Bearer " + shop.group(1)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> netSuite(String text) throws Exception {
    Matcher call = found("Bearer (\\S+)' -H 'Prefer: transient' \\\\\\s+-d '([^']+)' '(http[^']+)'", text);
    return HttpClient.newHttpClient().send(
        HttpRequest.newBuilder(URI.create(call.group(3))).header("Authorization", "Bearer " + call.group(1)).header("Prefer", "transient")
            .POST(HttpRequest.BodyPublishers.ofString(call.group(2))).build(),
        BodyHandlers.ofString());
  }

  private static Matcher found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher;
  }

  @Test
  void switchesAreListedAndAWrongOneIsRefused() {
    assertThat(Answer.to("sandbox", "--switches").out()).contains("timeZone").contains("pastLimit").contains("empty, error");
    Answer wrong = Answer.to("sandbox", "--port", "0", "--data", folder.toString(), "--switch", "pastLimt=error");
    assertThat(wrong.code()).isEqualTo(ExitCode.INVALID);
    assertThat(wrong.err()).contains("pastLimit");
    assertThat(Answer.to("sandbox", "--scale", "0").code()).isEqualTo(ExitCode.INVALID);
    assertThat(Answer.to("sandbox", "--port", "70000").err()).contains("--port requires");
  }

}
