package dev.caravan.security;

import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.Placed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The one audit: secrets that were used, drift that was accepted or declined, files that changed while flows ran, rejects that were looked at unmasked or removed, what was done through the HTTP port. */
public final class AuditTrail {
  private static final Comparator<Placed<Entry>> NEWEST_FIRST =
      Comparator.comparing((Placed<Entry> placed) -> AuditPosition.of(placed.position()), AuditPosition.NEWEST_FIRST);

  private AuditTrail() {}

  /**
   * One entry.
   *
   * @param kind secret, drift, reject, access, or the kind of a file: route, kamelet, contract, query, properties
   * @param who the user of the operating system, who was recognised at the HTTP port, or caravan for what it does by itself
   * @param process host and number of the process; null where none was kept
   */
  public record Entry(Instant at, String kind, String subject, String action, String outcome, String who, String detail, String process) {}

  /**
   * The latest entries, the newest first.
   *
   * @param kind null for all
   */
  public static List<Entry> latest(LedgerDatabase ledger, String kind, int limit) {
    return page(ledger, kind, null, limit).stream().map(Placed::item).toList();
  }

  /**
   * A page of the entries, the newest first.
   *
   * @param kind null for all
   * @param after where the page before ended; null for the first one
   */
  public static List<Placed<Entry>> page(LedgerDatabase ledger, String kind, AuditPosition after, int limit) {
    return ledger.read("read the audit", statements -> {
      List<Placed<Entry>> found = new ArrayList<>();
      // Each table by its own index: sorted together, all of them would be read for every page.
      for (AuditTable table : AuditTable.values()) {
        if (table.has(kind)) {
          found.addAll(table.read(statements, kind, after, limit));
        }
      }
      return found.stream().sorted(NEWEST_FIRST).limit(limit).toList();
    });
  }
}
