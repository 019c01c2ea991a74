package dev.caravan.api;

import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.Placed;
import dev.caravan.security.AuditPosition;
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
    int limit = call.limit();
    AuditPosition after = call.after(AuditPosition::of).orElse(null);
    return Page.of(AuditTrail.page(ledger, call.text("kind").orElse(null), after, limit + 1), limit, Placed::position, entry -> document(entry.item()));
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
