package dev.caravan.catalog;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class H2LedgerTest extends LedgerContract {
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
