package dev.caravan.source.http;

import dev.caravan.Secret;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallSharesPostgresTest extends CallSharesContract {
  private EmbeddedPostgres postgres;

  @BeforeAll
  void startDatabase() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  void stopDatabase() throws IOException {
    postgres.close();
  }

  @Override
  JdbcLedger ledger() {
    return Ledgers.open(LedgerConfig.at(postgres.getJdbcUrl("postgres", "postgres"), "postgres", new Secret("postgres")), clock);
  }

  @AfterEach
  void forgetProcesses() throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("DELETE FROM call_permits");
    }
  }
}
