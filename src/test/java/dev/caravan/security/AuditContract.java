package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.Placed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit in a ledger database: what is noted stays as it is. */
abstract class AuditContract {
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

  private static Change change(String before, String after, String outcome, String reason) {
    return new Change(NOW, "route", "routes/orders.camel.yaml", before == null ? "added" : "changed", before, after, "orders, rates", outcome, reason, "anna");
  }

  @Test
  void keepsWhichFilesChangedBesideTheSecretsThatWereUsed() {
    KeptAccesses accesses = new KeptAccesses();
    accesses.open(ledger().database());
    accesses.note(access("encrypted:first", "flow orders"));
    KeptChanges changes = new KeptChanges(ledger().database());
    changes.note(List.of(change(null, "0123456789abcdef", Change.DONE, null), change("0123456789abcdef", "fedcba9876543210", "route.invalid", "why")));

    List<AuditTrail.Entry> entries = AuditTrail.latest(ledger().database(), "route", 2);
    assertThat(entries).extracting(AuditTrail.Entry::outcome).containsExactly("route.invalid", "done");
    AuditTrail.Entry refused = entries.get(0);
    assertThat(refused.at()).isEqualTo(NOW);
    assertThat(refused.subject()).isEqualTo("routes/orders.camel.yaml");
    assertThat(refused.who()).isEqualTo(System.getProperty("user.name"));
    assertThat(refused.detail()).isEqualTo("0123456789ab to fedcba987654, flows orders, rates, file of anna: why");
    assertThat(entries.get(1).detail()).isEqualTo("none to 0123456789ab, flows orders, rates, file of anna");
    assertThat(AuditTrail.latest(ledger().database(), null, 100)).extracting(AuditTrail.Entry::kind).contains("route", "secret");
    assertThat(AuditTrail.latest(ledger().database(), "secret", 100)).allMatch(entry -> entry.kind().equals("secret"));
    refused("UPDATE file_changes SET file_owner = 'somebody else'");
    refused("DELETE FROM file_changes");
  }

  @Test
  void holdsDriftThatWasAcceptedAndRejectsThatWereSeenOrRemoved() {
    ledger().database().write("note what others note", statements -> {
      statements.update(
          "INSERT INTO contract_changes (noted, contract, version_before, version_after, field, kind, column_name, actor) VALUES (?, 'shop/order', '1.0.0', '1.1.0', 'tax', 'NEW', 'tax', 'anna')",
          NOW);
      statements.update("INSERT INTO reject_looks (noted, actor, command, looked_at, allowed, process) VALUES (?, 'ben', 'rejects list', 'flow orders', FALSE, 'host')", NOW);
      return statements.update(
          "INSERT INTO reject_removals (noted, batch, flow, reason, records, open_records, raw_bytes, first_seen, last_seen) VALUES (?, 'orders-1', 'orders', 'age', 3, 1, 9, ?, ?)", NOW, NOW, NOW);
    });

    assertThat(AuditTrail.latest(ledger().database(), "drift", 1))
        .containsExactly(new AuditTrail.Entry(NOW, "drift", "shop/order", "accept NEW", "done", "anna", "tax, 1.0.0 to 1.1.0", null));
    assertThat(AuditTrail.latest(ledger().database(), "reject", 9))
        .containsExactlyInAnyOrder(
            new AuditTrail.Entry(NOW, "reject", "flow orders", "look unmasked", "rejects.masked", "ben", "rejects list", "host"),
            new AuditTrail.Entry(NOW, "reject", "orders-1", "remove", "done", "caravan", "flow orders, 3 rejects, 1 of them open: age", null));
  }

  @Test
  void isReadPageByPageThoughEntriesOfAllTablesAreOfOneMoment() {
    KeptActions actions = new KeptActions(ledger().database());
    KeptChanges changes = new KeptChanges(ledger().database());
    Instant before = NOW.minusSeconds(3600);
    for (String name : List.of("anna", "ben", "eve")) {
      actions.note(new Action(before, name, null, null, "log in", "http port", Action.DONE, "192.0.2.7"));
      changes.note(List.of(new Change(before, "route", "routes/orders.camel.yaml", "added", null, name, "orders", Change.DONE, null, "anna")));
      actions.note(new Action(before.plusSeconds(1), name, null, null, "log out", "http port", Action.DONE, "192.0.2.7"));
    }

    for (String kind : Arrays.asList(null, "access", "route")) {
      List<AuditTrail.Entry> all = AuditTrail.latest(ledger().database(), kind, 1000);
      List<AuditTrail.Entry> walked = new ArrayList<>();
      List<Placed<AuditTrail.Entry>> page = AuditTrail.page(ledger().database(), kind, null, 2);
      while (!page.isEmpty()) {
        page.forEach(placed -> walked.add(placed.item()));
        page = AuditTrail.page(ledger().database(), kind, AuditPosition.of(page.get(page.size() - 1).position()), 2);
      }
      assertThat(walked).as("kind " + kind).isEqualTo(all).hasSizeGreaterThanOrEqualTo(3);
      assertThat(all).extracting(AuditTrail.Entry::at).isSortedAccordingTo(Comparator.reverseOrder());
    }
    for (String wrong : List.of("", "x", NOW + "~actions", NOW + "~nothing~1", "2026-13-01T08:00:00Z~actions~1")) {
      assertThatThrownBy(() -> AuditPosition.of(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void holdsWhatPeopleDidThroughThePort() {
    KeptActions actions = new KeptActions(ledger().database());
    actions.note(Action.of(NOW, new Caller("anna", Role.OPERATOR, Caller.Proof.PASSWORD), "log in", "http port", Action.DONE, "192.0.2.7"));
    actions.note(new Action(NOW, "ben", null, null, "log in", "http port", "access.refused", "192.0.2.8"));

    assertThat(AuditTrail.latest(ledger().database(), "access", 2)).extracting(AuditTrail.Entry::who, AuditTrail.Entry::outcome, AuditTrail.Entry::detail)
        .containsExactly(tuple("ben", "access.refused", "from 192.0.2.8"), tuple("anna", "done", "operator by password, from 192.0.2.7"));
    refused("UPDATE actions SET actor = 'somebody else'");
    refused("DELETE FROM actions");
  }

  private void refused(String sql) {
    LedgerDatabase database = ledger().database();
    assertThatThrownBy(() -> database.write("forge the audit", statements -> statements.update(sql))).hasMessageContaining("never changed or removed");
  }
}
