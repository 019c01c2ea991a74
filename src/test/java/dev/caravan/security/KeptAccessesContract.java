package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerDatabase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The audit in a ledger database: what is noted stays as it is. */
abstract class KeptAccessesContract {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123456Z");

  abstract JdbcLedger ledger();

  private static Access access(String name, String user) {
    return new Access(NOW, name, user, Access.Action.READ, "done", 1);
  }

  @Test
  void keepsWhoUsedWhatAndWhen() {
    KeptAccesses kept = new KeptAccesses();
    kept.open(ledger().database());
    kept.note(access("vault:shop#password", "data source shop"));

    KeptAccesses.Entry entry = KeptAccesses.latest(ledger().database(), 1).get(0);
    assertThat(entry.access()).isEqualTo(access("vault:shop#password", "data source shop"));
    assertThat(entry.operator()).isEqualTo(System.getProperty("user.name"));
    assertThat(entry.process()).contains("-" + ProcessHandle.current().pid() + "-");
  }

  @Test
  void whatTheLedgerItselfUsesIsWrittenOnceThereIsALedger() {
    KeptAccesses kept = new KeptAccesses();
    kept.note(access("encrypted:ledger", KeptAccesses.LEDGER));
    assertThatThrownBy(() -> kept.note(access("encrypted:shop", "shop"))).hasMessageContaining("[secret.unaudited]");

    kept.open(ledger().database());

    assertThat(KeptAccesses.latest(ledger().database(), 1).get(0).access().name()).isEqualTo("encrypted:ledger");
  }

  @Test
  void nobodyCanChangeOrRemoveAnEntry() {
    KeptAccesses kept = new KeptAccesses();
    kept.open(ledger().database());
    kept.note(access("encrypted:token", "flow orders"));

    refused("UPDATE secret_accesses SET used_by = 'somebody else'");
    refused("DELETE FROM secret_accesses");
    assertThat(KeptAccesses.latest(ledger().database(), 1).get(0).access().user()).isEqualTo("flow orders");
  }

  private void refused(String sql) {
    LedgerDatabase database = ledger().database();
    assertThatThrownBy(() -> database.write("forge the audit", statements -> statements.update(sql))).hasMessageContaining("never changed or removed");
  }
}
