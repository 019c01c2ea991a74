package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.cli.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blue and green: an older and a newer version on one PostgreSQL ledger, side by side, one after the other, and back.
 * The newer one is this program with a migration that the older one does not know, the most that a migration of its
 * kind may do: a column more in every table.
 */
@Timeout(600)
class UpgradeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path OF_NEWER_VERSION = Path.of("target", "test-classes", "upgrade").toAbsolutePath();
  private static final String CONTRACT = """
      apiVersion: v3.1.0
      kind: DataContract
      id: shop-order
      name: Orders
      version: 1.0.0
      status: active
      schema:
        - name: order
          logicalType: object
          properties:
            - {name: id, logicalType: integer, required: true, primaryKey: true}
            - {name: amount, logicalType: integer, logicalTypeOptions: {minimum: 0}}
      """;

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();
  private EmbeddedPostgres postgres;
  private int delivered;

  @BeforeEach
  void prepare() throws IOException {
    postgres = EmbeddedPostgres.start();
    Files.createDirectories(folder.resolve("contracts/shop"));
    Files.writeString(folder.resolve("contracts/shop/order.odcs.yaml"), CONTRACT);
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("orders.camel.yaml"), """
        - route:
            id: orders
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%s", settle: 0s, schedule: 100ms}
              steps:
                - to: {uri: "kamelet:normalize-action", parameters: {contract: shop/order}}
                - to: {uri: "kamelet:validate-action", parameters: {contract: shop/order}}
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: shop/order}}
        """.formatted(folder.resolve("inbox")));
  }

  @AfterEach
  void endAll() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    postgres.close();
  }

  @Test
  void workIsHandedFromTheOlderVersionToTheNewerAndBackWithNothingLostOrDoubled() throws Exception {
    Process blue = start("blue", false);
    awaitRunning("blue");
    deliverAndAwait(5);

    Process green = start("green", true);
    await().atMost(PATIENCE).until(() -> {
      deliver();
      return migrated();
    });
    awaitRunning("green");
    deliverAndAwait(10);
    assertThat(commitsBehind(blue)).as("the older version works on, on the newer schema; %s", log("blue")).isPositive();

    end(blue);
    deliverAndAwait(3);
    assertThat(commitsBehind(green)).as(log("green")).isPositive();

    Process blueAgain = start("blue-again", false);
    awaitRunning("blue-again");
    deliver();
    end(green);
    deliverAndAwait(3);
    assertThat(commitsBehind(blueAgain)).as(log("blue-again")).isPositive();
    end(blueAgain);

    assertThat(landed()).containsExactlyElementsOf(LongStream.rangeClosed(1, delivered).boxed().toList());
    assertThat(number("SELECT count(*) FROM rejects")).isEqualTo(delivered);
    assertThat(number("SELECT count(*) FROM batches WHERE state <> 'COMMITTED'")).isZero();
    assertThat(number("SELECT count(*) FROM runs WHERE state <> 'DONE'")).as(log("blue") + log("green") + log("blue-again")).isZero();
  }

  private Process start(String name, boolean newer) throws IOException {
    List<String> command = CaravanProcess.command(List.of(
        "run", "--data", data(), "-p", "caravan.http.port=0", "-p", "caravan.contracts=" + folder.resolve("contracts"), "-p", "caravan.lease=2s",
        "-p", "caravan.ledger.url=" + url(), "-p", "caravan.ledger.user=postgres", folder.resolve("orders.camel.yaml").toString()));
    if (newer) {
      int classPath = command.indexOf("-cp") + 1;
      command.set(classPath, command.get(classPath) + File.pathSeparator + OF_NEWER_VERSION);
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(logFile(name).toFile()).start();
    processes.add(process);
    return process;
  }

  private void awaitRunning(String name) {
    await().atMost(PATIENCE).until(() -> log(name).contains("Caravan runs "));
  }

  /** SIGTERM: the batch in hand ends, then the process does. */
  private void end(Process process) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** A file with one record that lands and one that is refused. */
  private void deliver() throws IOException {
    int id = ++delivered;
    Path file = Files.writeString(folder.resolve(id + ".csv"), "id,amount\n" + id + ",1\n" + id + ",-1\n");
    Files.move(file, folder.resolve("inbox").resolve(file.getFileName()));
  }

  private void deliverAndAwait(int files) throws IOException {
    for (int file = 0; file < files; file++) {
      deliver();
    }
    await().atMost(PATIENCE).until(() -> number("SELECT COALESCE(SUM(landed), 0) FROM batches WHERE state = 'COMMITTED'") == delivered);
  }

  private boolean migrated() throws SQLException {
    return number("SELECT count(*) FROM information_schema.tables WHERE table_name = 'of_newer_version'") == 1;
  }

  /** Batches that a process has committed since there is a newer schema. */
  private long commitsBehind(Process process) throws SQLException {
    return number("SELECT count(*) FROM batches b JOIN runs r ON r.run = b.run, ledger_schema_history h"
        + " WHERE b.state = 'COMMITTED' AND h.version = '9000' AND b.committed > h.installed_on AND r.owner LIKE '%-" + process.pid() + "-%'");
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<Long> landed() throws IOException {
    Answer answer = Answer.to("query", "--data", data(), "--format", "json", "SELECT id FROM shop.order ORDER BY id");
    List<Long> ids = new ArrayList<>();
    for (JsonNode row : new ObjectMapper().readTree(answer.out())) {
      ids.add(row.path("id").asLong());
    }
    return ids;
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private String url() {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
  }

  private Path logFile(String name) {
    return folder.resolve(name + ".log");
  }

  private String log(String name) throws IOException {
    return Files.readString(logFile(name));
  }
}
