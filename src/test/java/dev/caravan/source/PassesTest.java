package dev.caravan.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassesTest {
  private static final Counts COUNTS = new Counts(3, 3, 0, 0, 0);

  @TempDir Path folder;
  private final AtomicBoolean down = new AtomicBoolean();

  @Test
  void aCommitThatTheLedgerDidNotTakeMayBeRepeated() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Landings landings = new Landings();
      Passes passes = new Passes(mayBeDown(ledger), landings, new HeldLeases(ledger, "me", Duration.ofMinutes(1)), Passes.Work.ONCE);
      BatchId batch = BatchId.of("orders", "inbox", "digest", 0);
      assertThat(passes.begin("orders", List.of())).isTrue();
      passes.open("orders", batch, "inbox", "digest", 0, "segment", "orders.csv", 10);
      landings.add(batch, COUNTS, Map.of(), null, "lake", "lake/orders");

      down.set(true);
      assertThatThrownBy(() -> passes.commit("orders", batch, null)).hasMessageContaining("[ledger.unavailable]");
      down.set(false);
      passes.commit("orders", batch, null);

      assertThat(ledger.batch(batch).orElseThrow().counts()).isEqualTo(COUNTS);
      assertThatThrownBy(() -> landings.outcome(batch)).as("forgotten when it is committed").hasMessageContaining("[route.no-sink]");
    }
  }

  private Ledger mayBeDown(Ledger ledger) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> {
              if (down.get()) {
                throw new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "The ledger is down");
              }
              try {
                return method.invoke(ledger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
