package dev.caravan.source.http;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
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
    return Ledgers.open(SharesProcess.ledger(address()), clock);
  }

  @Override
  String address() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  // Processes of other machines share it, whose numbers tell nothing here: only time does.
  @Override
  Duration noticedAfter() {
    return CallShares.TIME;
  }

  @AfterEach
  void forgetProcesses() throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("DELETE FROM call_permits");
    }
  }
}
