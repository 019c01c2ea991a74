package dev.caravan.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallSharesH2Test extends CallSharesContract {
  @TempDir Path folder;

  @Override
  JdbcLedger ledger() {
    return Ledgers.open(LedgerConfig.inFolder(folder), clock);
  }

  @Test
  void theCallsOfARealProcessThatIsKilledComeBackWithTheNextBeat() throws Exception {
    try (JdbcLedger mine = ledger();
        SharesProcess process = SharesProcess.start(folder, "netsuite-1", LIMIT)) {
      process.awaitHolding();
      CallShares living = new CallShares(mine.callPermits(), "living", clock);
      ConcurrencyBudget.Share share = living.of("netsuite-1");
      assertThat(begun(share)).isZero();
      living.beat();
      assertThat(begun(share)).as("it lives").isZero();

      process.kill();
      living.beat();

      assertThat(begun(share)).isEqualTo(LIMIT);
    }
  }
}
