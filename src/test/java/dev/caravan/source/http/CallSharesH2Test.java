package dev.caravan.source.http;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class CallSharesH2Test extends CallSharesContract {
  @TempDir Path folder;

  @Override
  JdbcLedger ledger() {
    return Ledgers.open(LedgerConfig.inFolder(folder), clock);
  }

  @Override
  String address() {
    return folder.toString();
  }

  @Override
  Duration noticedAfter() {
    return Duration.ZERO;
  }
}
