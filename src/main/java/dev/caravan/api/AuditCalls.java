package dev.caravan.api;

import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.security.AuditTrail;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who did what. Thread-safe. */
final class AuditCalls {
  private final LedgerDatabase ledger;

  AuditCalls(LedgerDatabase ledger) {
    this.ledger = ledger;
  }

  Answer list(Call call) {
    return Answer.ok(Map.of("items", AuditTrail.latest(ledger, call.text("kind").orElse(null), call.limit()).stream().map(AuditCalls::document).toList()));
  }

  private static Map<String, Object> document(AuditTrail.Entry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Times.text(entry.at()));
    object.put("kind", entry.kind());
    object.put("subject", entry.subject());
    object.put("action", entry.action());
    object.put("outcome", entry.outcome());
    object.put("who", entry.who());
    object.put("detail", entry.detail());
    object.put("process", entry.process());
    return object;
  }
}
