package dev.caravan.security;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class H2AuditTest extends AuditContract {
  @TempDir private Path folder;
  private JdbcLedger ledger;

  @BeforeEach
  void open() {
    ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC());
  }

  @Override
  JdbcLedger ledger() {
    return ledger;
  }

  @AfterEach
  void close() {
    ledger.close();
  }
}
