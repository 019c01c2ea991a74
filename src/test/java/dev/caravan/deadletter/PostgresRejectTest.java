package dev.caravan.deadletter;

import dev.caravan.Secret;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresRejectTest extends RejectContract {
  private EmbeddedPostgres postgres;
  private JdbcLedger ledger;

  @BeforeAll
  void open() throws IOException {
    postgres = EmbeddedPostgres.start();
    ledger = Ledgers.open(LedgerConfig.at(postgres.getJdbcUrl("postgres", "postgres"), "postgres", new Secret("postgres")), clock);
  }

  @Override
  JdbcLedger ledger() {
    return ledger;
  }

  @AfterAll
  void close() throws IOException {
    ledger.close();
    postgres.close();
  }
}
