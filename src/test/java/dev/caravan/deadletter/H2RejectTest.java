package dev.caravan.deadletter;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class H2RejectTest extends RejectContract {
  private JdbcLedger ledger;

  @BeforeAll
  void open(@TempDir Path folder) {
    ledger = Ledgers.open(LedgerConfig.inFolder(folder), clock);
  }

  @Override
  JdbcLedger ledger() {
    return ledger;
  }

  @AfterAll
  void close() {
    ledger.close();
  }
}
