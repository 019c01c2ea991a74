package dev.caravan.security;

import dev.caravan.catalog.LedgerDatabase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** The one audit: secrets that were used, drift that was accepted or declined, files that changed while flows ran, rejects that were looked at unmasked or removed, what was done through the HTTP port. */
public final class AuditTrail {
  private static final String ALL =
      """
      SELECT noted, access_number AS number, 'secret' AS kind, secret AS subject, LOWER(action) AS action, outcome, operator AS who,
        used_by || ', ' || CAST(uses AS VARCHAR) || 'x' AS detail, process
      FROM secret_accesses
      UNION ALL
      SELECT noted, change_number, 'drift', contract, 'accept ' || kind, 'done', actor, field || ', ' || version_before || ' to ' || version_after, NULL
      FROM contract_changes
      UNION ALL
      SELECT noted, decline_number, 'drift', contract, 'decline ' || kind, 'done', actor, field || ', ' || contract_version || CASE WHEN reason IS NULL THEN '' ELSE ': ' || reason END, NULL
      FROM drift_declines
      UNION ALL
      SELECT noted, change_number, kind, file, action, outcome, operator,
        COALESCE(SUBSTRING(digest_before, 1, 12), 'none') || ' to ' || COALESCE(SUBSTRING(digest_after, 1, 12), 'none')
          || CASE WHEN flows = '' THEN '' ELSE ', flows ' || flows END
          || CASE WHEN file_owner IS NULL THEN '' ELSE ', file of ' || file_owner END
          || CASE WHEN reason IS NULL THEN '' ELSE ': ' || reason END,
        process
      FROM file_changes
      UNION ALL
      SELECT noted, look_number, 'reject', looked_at, 'look unmasked', CASE WHEN allowed THEN 'done' ELSE 'rejects.masked' END, actor, command, process
      FROM reject_looks
      UNION ALL
      SELECT noted, removal_number, 'reject', batch, 'remove', 'done', 'caravan',
        'flow ' || flow || ', ' || CAST(records AS VARCHAR) || ' rejects, ' || CAST(open_records AS VARCHAR) || ' of them open: ' || reason, NULL
      FROM reject_removals
      UNION ALL
      SELECT noted, action_number, 'access', subject, action, outcome, actor,
        COALESCE(role || ' by ' || proof || ', ', '') || 'from ' || address, process
      FROM actions
      """;

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
    return ledger.read("read the audit", statements -> statements.list(
        "SELECT noted, kind, subject, action, outcome, who, detail, process FROM (" + ALL + ") AS audit WHERE ? IN ('', kind) ORDER BY noted DESC, number DESC LIMIT " + limit,
        row -> new Entry(
            row.getObject(1, OffsetDateTime.class).toInstant(), row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getString(6),
            row.getString(7), row.getString(8)),
        kind == null ? "" : kind));
  }
}
