package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.S3Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of source into every kind of sink, killed at every milestone and at random moments: {@code caravan
 * crash-test} with the servers it can land in.
 *
 * <p>{@code -Dcaravan.kills=500} kills more often than the everyday 60; {@code -Dcaravan.kill.seed=S} repeats the
 * records and the choice of kills of an earlier run.
 */
class CrashSuiteTest {
  private static final int KILLS = Integer.getInteger("caravan.kills", 60);
  private static final String RECORDS = "400";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void noRecordIsLostAndNoneLandsTwice() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        S3Server s3 = new S3Server(Files.createDirectories(folder.resolve("s3"))).start()) {
      Map<String, String> properties = new TreeMap<>(s3.properties());
      properties.put("caravan.datasource.crash.url", "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres");
      properties.put("caravan.datasource.crash.user", "postgres");
      List<String> command = new ArrayList<>(List.of("crash-test", "--kills", Integer.toString(KILLS), "--records", RECORDS));
      command.addAll(List.of("--bucket", "s3://" + S3Server.BUCKET + "/crash", "--data", folder.resolve("data").toString()));
      if (System.getProperty("caravan.kill.seed") != null) {
        command.addAll(List.of("--seed", System.getProperty("caravan.kill.seed")));
      }
      properties.forEach((key, value) -> command.addAll(List.of("-p", key + "=" + value)));

      CaravanProcess test = CaravanProcess.start(folder.resolve("log.txt"), command);
      int exit = test.finish(1 + KILLS / 2);

      assertThat(exit).as(test::output).isZero();
      List<String> lines = test.output().lines().toList();
      assertThat(lines.get(0)).contains("from files, netsuite, rest to local, h2, duckdb, postgresql, s3");
      assertThat(lines.get(lines.size() - 1)).startsWith("crash-test: " + KILLS + " kills in ").contains("lost 0, landed twice 0");
      for (String milestone : List.of("raw-durable", "landing", "publishing", "landed", "ledger-commit", "committed", "replay")) {
        assertThat(lines).as("kills at " + milestone).anyMatch(line -> line.startsWith(milestone + " "));
      }
      assertThat(s3.keys()).as("what the test has left in the bucket").isEmpty();
    }
  }
}
