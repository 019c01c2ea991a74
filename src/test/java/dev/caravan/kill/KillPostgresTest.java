package dev.caravan.kill;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class KillPostgresTest extends KillContract {
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @Override
  KillTarget target(Path data) {
    String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
    return new JdbcKillTarget("shop", Map.of("caravan.datasource.shop.url", url, "caravan.datasource.shop.user", "postgres"), url, "postgres");
  }
}
