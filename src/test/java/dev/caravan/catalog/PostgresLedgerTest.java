package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresLedgerTest extends LedgerContract {
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

  @Test
  void aProcessWithoutASignOfLifeIsDead() {
    ProcessOwner other = new ProcessOwner("another-machine-1-00000000-0000-0000-0000-000000000000");
    assertThat(ledger.dead(other)).isTrue();

    ledger.lease(Heartbeat.PREFIX + other.name(), other.name(), Heartbeat.TIME);
    assertThat(ledger.dead(other)).isFalse();
    assertThat(ledger.dead(ProcessOwner.current())).as("it asks itself").isFalse();

    clock.move(Heartbeat.TIME);
    assertThat(ledger.dead(other)).isTrue();
  }

  @AfterAll
  void close() throws IOException {
    ledger.close();
    postgres.close();
  }
}
