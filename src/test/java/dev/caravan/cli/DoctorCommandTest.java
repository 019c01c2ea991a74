package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.ConfigSources;
import dev.caravan.catalog.Ledgers;
import dev.caravan.runtime.RouteSelection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the support bundle says of a Caravan, running or not, and what it must not say. */
@Timeout(120)
class DoctorCommandTest {
  private static final String SECRETS =
      """
      caravan.s3.access-key = SESAME-access
      caravan.s3.secret-key = SESAME-s3
      caravan.s3.endpoint = http://anna:SESAME-inside@127.0.0.1:9
      caravan.vault.token = SESAME-vault
      caravan.secrets.passphrase = SESAME-passphrase
      caravan.rejects.copy-to = kafka:dead?saslJaasConfig=SESAME-jaas&brokers=b:9
      caravan.datasource.shop.url = jdbc:postgresql://127.0.0.1:9/shop?ssl=true
      caravan.datasource.shop.user = shop
      caravan.datasource.shop.password = SESAME-shop
      netsuite.tokenSecret = SESAME-netsuite
      shop.note = SESAME-whatever
      camel.component.http.proxyAuthPassword = SESAME-proxy
      """;

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private String doctor(Path to) throws IOException {
    String properties = Files.writeString(folder.resolve("my.properties"), SECRETS).toString();
    Answer answer = Answer.to("doctor", "--data", data().toString(), "--properties", properties, "--to", to.toString());
    assertThat(answer.code()).as(answer::said).isEqualTo(ExitCode.DONE);
    return answer.said();
  }

  private static Map<String, String> parts(Path zip) throws IOException {
    Map<String, String> parts = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        parts.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return parts;
  }

  @Test
  void aRunningProcessIsLookedIntoAndNoSecretComesAlong() throws Exception {
    CaravanConfig config = new ConfigSources().classPath().commandLine(Map.of("caravan.data", data().toString(), "caravan.http.port", "0", "caravan.engine.memory", "256MB")).read();
    Path route = Files.writeString(folder.resolve("idle.camel.yaml"), "- route:\n    id: idle\n    from:\n      uri: direct:idle\n      steps:\n        - log: {message: idle}\n");
    Path zip = folder.resolve("bundle.zip");
    try (CaravanRuntime runtime = new CaravanRuntime(config, new RouteSelection(null, List.of(route)), CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      // As a library might put it that knows no better.
      try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
        long run = ledger.startRun("orders");
        ledger.finishRun(run, Ledger.RunState.FAILED, ErrorCode.HTTP_FAILED, "login with SESAME-shop failed: Authorization: Bearer SESAME-bearer; password=SESAME-unknown");
      }
      assertThat(doctor(zip)).contains("metrics.txt", "threads.txt", "ledger.json").doesNotContain("without");
    }

    Map<String, String> parts = parts(zip);
    assertThat(parts).containsOnlyKeys("versions.json", "settings.json", "ledger.json", "disk.json", "threads.txt", "metrics.txt", "health.json", "missing.txt");
    assertThat(parts).allSatisfy((name, text) -> assertThat(text).as(name).doesNotContain("SESAME"));
    assertThat(parts.get("settings.json"))
        .contains("caravan.s3.secret-key", "netsuite.tokenSecret", "my.properties:3", "jdbc:postgresql://127.0.0.1:9/shop?****", "http://****@127.0.0.1:9", "kafka:dead?****");
    assertThat(parts.get("ledger.json")).contains("orders", ErrorCode.HTTP_FAILED.code(), "login with **** failed");
    assertThat(parts.get("metrics.txt")).contains("caravan_disk_free_bytes", "jvm_memory_used_bytes");
    assertThat(parts.get("threads.txt")).contains("\"main\"", "caravan-figures");
    assertThat(parts.get("health.json")).contains("\"status\"", "\"checks\"");
    assertThat(new ObjectMapper().readTree(parts.get("versions.json")).path("caravan").asText()).startsWith("caravan ");
    assertThat(new ObjectMapper().readTree(parts.get("disk.json")).path("freeBytes").asLong()).isPositive();
    assertThat(parts.get("missing.txt")).isEmpty();
  }

  @Test
  void withoutAProcessAndALedgerTheRestIsGatheredAndItIsSaidWhatIsNot() throws Exception {
    Path zip = folder.resolve("bundle.zip");

    String said = doctor(zip);

    assertThat(said).contains("without threads.txt: no process works in this data folder now", "without ledger.json: ");
    assertThat(parts(zip)).containsKeys("versions.json", "settings.json").doesNotContainKey("threads.txt");
    assertThat(parts(zip).get("missing.txt")).contains("metrics.txt: no process works in this data folder now");
  }

  @Test
  void aFileThatIsThereIsNotWrittenOver() throws IOException {
    Path zip = Files.writeString(folder.resolve("bundle.zip"), "mine");

    Answer answer = Answer.to("doctor", "--data", data().toString(), "--to", zip.toString());

    assertThat(answer.code()).isEqualTo(ExitCode.INVALID);
    assertThat(answer.said()).contains("exists").contains("--to");
    assertThat(zip).hasContent("mine");
  }
}
