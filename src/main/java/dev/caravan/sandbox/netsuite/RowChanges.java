package dev.caravan.sandbox.netsuite;

import java.time.Clock;
import java.util.List;

/** Other people at work: rows of the table read change, or go, after each page. Thread-safe. */
final class RowChanges {
  private static final List<String> MODIFIED = List.of("lastmodifieddate", "linelastmodifieddate");

  private final NetSuiteTables tables;
  private final NetSuiteBehaviour behaviour;
  private final Clock clock;
  private long turn;

  RowChanges(NetSuiteTables tables, NetSuiteBehaviour behaviour, Clock clock) {
    this.tables = tables;
    this.behaviour = behaviour;
    this.clock = clock;
  }

  synchronized void afterPage(List<SuiteQlQuery.Use> uses) {
    int changed = behaviour.count(NetSuiteSwitch.CHANGING_ROWS);
    int deleted = behaviour.count(NetSuiteSwitch.DELETED_ROWS);
    if (changed == 0 && deleted == 0 || uses.isEmpty() || uses.get(0).table().equals("dual") || uses.get(0).table().equals(NetSuiteSchema.DELETED)) {
      return;
    }
    turn++;
    NetSuiteTable table = tables.table(uses.get(0).table()).orElseThrow();
    MODIFIED.stream().filter(table::has).findFirst().ifPresent(column -> touch(table, column, changed));
    String key = table.has("uniquekey") ? "uniquekey" : "id";
    if (deleted > 0 && table.has(key)) {
      for (long id : tables.numbers("SELECT " + key + " FROM \"" + table.name() + "\" ORDER BY hash(" + key + ", " + turn + ", 'gone') LIMIT " + deleted)) {
        tables.delete(table.name(), id, clock.instant());
      }
    }
  }

  private void touch(NetSuiteTable table, String modified, int rows) {
    tables.run(
        "UPDATE \"" + table.name() + "\" SET " + modified + " = ? WHERE rowid IN (SELECT rowid FROM \"" + table.name() + "\" ORDER BY hash(rowid, " + turn
            + ") LIMIT " + rows + ")",
        tables.truncated(clock.instant()));
  }
}
