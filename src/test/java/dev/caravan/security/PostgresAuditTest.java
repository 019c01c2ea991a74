package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Secret;
import dev.caravan.SecretsInMemory;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The audit in PostgreSQL, and passwords of PostgreSQL that are rotated while they are used. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresAuditTest extends AuditContract {
  private EmbeddedPostgres postgres;
  private JdbcLedger ledger;

  @BeforeAll
  void open() throws IOException, SQLException {
    postgres = EmbeddedPostgres.start();
    ledger = Ledgers.open(LedgerConfig.at(postgres.getJdbcUrl("postgres", "postgres"), "postgres", new Secret("postgres")), Clock.systemUTC());
    administer("CREATE ROLE loader LOGIN PASSWORD 'first'");
    requirePasswords();
  }

  private void requirePasswords() throws SQLException, IOException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var found = connection.createStatement().executeQuery("SHOW hba_file")) {
      found.next();
      Path rules = Path.of(found.getString(1));
      java.nio.file.Files.writeString(rules, "host all loader all scram-sha-256\n" + java.nio.file.Files.readString(rules));
      connection.createStatement().execute("SELECT pg_reload_conf()");
    }
  }

  private void administer(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      connection.createStatement().execute(sql);
    }
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

  @Test
  void aConnectionIsMadeWithTheRotatedPasswordAsIfNothingHadBeen() throws SQLException {
    administer("ALTER ROLE loader PASSWORD 'first'");
    StoredValues store = new StoredValues();
    store.values.put("loader", "first");
    CachedSecrets secrets = new CachedSecrets(Map.of("stored", store), "stored", java.time.Duration.ofHours(1), access -> {}, Clock.systemUTC(), Clock.systemUTC());
    try (DataSources sources = sources(secrets.credential("loader"))) {
      DataSource source = sources.source("shop");
      try (Connection held = source.getConnection()) {
        assertThat(held.isValid(1)).isTrue();
        administer("ALTER ROLE loader PASSWORD 'second'");
        store.values.put("loader", "second");

        try (Connection another = source.getConnection()) {
          assertThat(another.isValid(1)).isTrue();
        }
      }
    }
    assertThat(store.asked).as("once, and once more after the refusal").hasValue(2);
  }

  @Test
  void aPasswordThatCannotBeHadIsToldAtOnceByItsName() {
    try (DataSources sources = sources(new SecretsInMemory().credential("loader"))) {
      assertThatThrownBy(() -> sources.source("shop").getConnection())
          .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_MISSING))
          .hasMessageContaining("'loader'");
    }
  }

  @Test
  void theLedgersOwnPasswordIsRotatedWhileItIsOpen() throws SQLException {
    administer("ALTER ROLE loader PASSWORD 'first'");
    administer("CREATE DATABASE another OWNER loader");
    SecretsInMemory secrets = new SecretsInMemory().set("ledger", "first");
    String url = postgres.getJdbcUrl("loader", "another").replaceAll("[?&]user=[^&]*", "");
    try (JdbcLedger other = Ledgers.open(LedgerConfig.at(url, "loader", secrets.credential("ledger")), Clock.systemUTC())) {
      administer("ALTER ROLE loader PASSWORD 'third'");
      secrets.set("ledger", "third");
      administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'loader'");

      assertThat(other.startRun("orders")).isPositive();
    }
  }

  private DataSources sources(Credential password) {
    String url = postgres.getJdbcUrl("loader", "postgres").replaceAll("[?&]user=[^&]*", "");
    return new DataSources(Path.of("target"), Map.of("shop", new DataSources.Config(url, "loader", password)));
  }
}
