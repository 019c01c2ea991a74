package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void aTransactionThatStandsStillIsEndedByTheDatabaseAndBegunAgain() {
    AtomicInteger times = new AtomicInteger();
    String patience =
        ledger.database()
            .write(
                "stand still",
                statements -> {
                  if (times.getAndIncrement() == 0) {
                    int process = statements.first("SELECT pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
                    statements.update("SET LOCAL idle_in_transaction_session_timeout = 100");
                    await().atMost(Duration.ofSeconds(60)).until(() -> !served(process));
                  }
                  return statements.first("SHOW idle_in_transaction_session_timeout", row -> row.getString(1)).orElseThrow();
                });
    assertThat(times).hasValue(2);
    assertThat(patience).as("of every connection, whatever was rolled back on it").isEqualTo("30s");
  }

  private boolean served(int process) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM pg_stat_activity WHERE pid = ?")) {
      statement.setInt(1, process);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  @AfterAll
  void close() throws IOException {
    ledger.close();
    postgres.close();
  }
}
