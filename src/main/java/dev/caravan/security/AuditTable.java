package dev.caravan.security;

import dev.caravan.catalog.Placed;
import dev.caravan.catalog.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of which the audit is made, and what their rows say. */
public enum AuditTable {
  SECRETS(
      "secret_accesses", "access_number", "secret",
      "'secret', secret, LOWER(action), outcome, operator, used_by || ', ' || CAST(uses AS VARCHAR) || 'x', process"),
  ACCEPTED(
      "contract_changes", "change_number", "drift",
      "'drift', contract, 'accept ' || kind, 'done', actor, field || ', ' || version_before || ' to ' || version_after, NULL"),
  DECLINED(
      "drift_declines", "decline_number", "drift",
      "'drift', contract, 'decline ' || kind, 'done', actor, field || ', ' || contract_version || CASE WHEN reason IS NULL THEN '' ELSE ': ' || reason END, NULL"),
  FILES(
      "file_changes", "change_number", null,
      """
      kind, file, action, outcome, operator,
        COALESCE(SUBSTRING(digest_before, 1, 12), 'none') || ' to ' || COALESCE(SUBSTRING(digest_after, 1, 12), 'none')
          || CASE WHEN flows = '' THEN '' ELSE ', flows ' || flows END
          || CASE WHEN file_owner IS NULL THEN '' ELSE ', file of ' || file_owner END
          || CASE WHEN reason IS NULL THEN '' ELSE ': ' || reason END,
        process"""),
  LOOKS(
      "reject_looks", "look_number", "reject",
      "'reject', looked_at, 'look unmasked', CASE WHEN allowed THEN 'done' ELSE 'rejects.masked' END, actor, command, process"),
  REMOVALS(
      "reject_removals", "removal_number", "reject",
      "'reject', batch, 'remove', 'done', 'caravan', 'flow ' || flow || ', ' || CAST(records AS VARCHAR) || ' rejects, ' || CAST(open_records AS VARCHAR)"
          + " || ' of them open: ' || reason, NULL"),
  ACTIONS(
      "actions", "action_number", "access",
      "'access', subject, action, outcome, actor, COALESCE(role || ' by ' || proof || ', ', '') || 'from ' || address, process");

  private final String table;
  private final String number;
  private final String kind;
  private final String columns;

  /**
   * @param number its key
   * @param kind of all its entries; null when each row tells its own
   * @param columns kind, subject, action, outcome, who, detail, process
   */
  AuditTable(String table, String number, String kind, String columns) {
    this.table = table;
    this.number = number;
    this.kind = kind;
    this.columns = columns;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** @throws IllegalArgumentException when there is none */
  static AuditTable of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Whether entries of a kind may be here. @param wanted null for all */
  boolean has(String wanted) {
    return wanted == null || kind == null || kind.equals(wanted);
  }

  /** Its entries behind a position, the newest first. @param wanted and {@code after} may be null */
  List<Placed<AuditTrail.Entry>> read(Statements statements, String wanted, AuditPosition after, int limit) throws SQLException {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    if (wanted != null && kind == null) {
      conditions.add("kind = ?");
      values.add(wanted);
    }
    if (after != null) {
      behind(after, conditions, values);
    }
    values.add(limit);
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return statements.list(
        "SELECT noted, " + number + ", " + columns + " FROM " + table + where + " ORDER BY noted DESC, " + number + " DESC LIMIT ?", this::entry, values.toArray());
  }

  // Entries of one moment stand in the order of the tables.
  private void behind(AuditPosition after, List<String> conditions, List<Object> values) {
    conditions.add(compareTo(after.table()) < 0 ? "noted < ?" : "noted <= ?");
    values.add(after.at());
    if (this == after.table()) {
      conditions.add("(noted < ? OR " + number + " < ?)");
      values.add(after.at());
      values.add(after.number());
    }
  }

  private Placed<AuditTrail.Entry> entry(ResultSet row) throws SQLException {
    AuditTrail.Entry entry =
        new AuditTrail.Entry(
            Statements.time(row, "noted"), row.getString(3), row.getString(4), row.getString(5), row.getString(6), row.getString(7), row.getString(8), row.getString(9));
    return new Placed<>(new AuditPosition(entry.at(), this, row.getLong(2)).text(), entry);
  }
}
