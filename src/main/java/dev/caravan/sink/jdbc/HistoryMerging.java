package dev.caravan.sink.jdbc;

import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Type;
import dev.caravan.sink.VersionColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Every version of each key, each with the time from which and to which it was valid. A version that comes
 * late is put in its place: what follows from the order of the versions is worked out anew for each key of
 * the batch. Of two versions of one moment the one that landed last counts. A tombstone is a version too,
 * and never the current one.
 *
 * @param versionBy column that orders the versions; empty means the time of landing, and then a row that
 *     has not changed is no new version
 */
record HistoryMerging(String versionBy) implements Merging {
  static final String FROM = "valid_from";
  static final String TO = "valid_to";
  static final String CURRENT = "is_current";

  @Override
  public List<Column> columns(Staging staging) {
    List<Column> columns = new ArrayList<>(staging.columns());
    VersionColumn.refuseOwn(columns, "table " + staging.table());
    Type version = type(staging);
    columns.add(new Column(FROM, version));
    columns.add(new Column(TO, version));
    columns.add(new Column(CURRENT, new Type.Bool()));
    return columns;
  }

  private Type type(Staging staging) {
    return versionBy.isEmpty() ? new Type.Timestamp(true) : VersionColumn.type(staging.columns(), versionBy, "table " + staging.table());
  }

  @Override
  public List<String> key(Staging staging) {
    List<String> key = new ArrayList<>(staging.keys());
    key.add(FROM);
    return key;
  }

  @Override
  public void check(Connection connection, Staging staging, String rows) throws SQLException {
    Merging.checkPresent(connection, staging, rows);
    String version = version(staging);
    if (Merging.any(connection, "SELECT 1 FROM " + rows + " WHERE " + version + " IS NULL FETCH FIRST 1 ROWS ONLY")) {
      throw staging.refused("A row does not say which version it is", "a value in " + versionBy, "null");
    }
    String keys = staging.keyNames() + (versionBy.isEmpty() ? "" : ", " + version);
    if (Merging.any(connection, "SELECT 1 FROM " + rows + " GROUP BY " + keys + " HAVING count(*) > 1 FETCH FIRST 1 ROWS ONLY")) {
      String required = "one row for each " + String.join(", ", staging.keys()) + (versionBy.isEmpty() ? "" : ", " + versionBy);
      throw staging.refused("Two rows of the batch are the same version", required, "more");
    }
  }

  @Override
  public List<String> statements(Target database, Staging staging, String rows) {
    String table = staging.table().sql();
    String version = version(staging);
    String from = Sql.name(FROM);
    String names = Target.names(staging.columns());
    String sameVersion = "EXISTS (SELECT 1 FROM (SELECT " + staging.keyNames() + ", " + version + " AS v FROM " + rows + ") s WHERE " + staging.sameKey() + " AND s.v = t." + from + ")";
    String changed = versionBy.isEmpty() ? " s WHERE NOT EXISTS (" + unchanged(staging) + ")" : " s";
    List<String> statements = new ArrayList<>();
    statements.add("DELETE FROM " + table + " AS t WHERE " + sameVersion);
    statements.add(
        "INSERT INTO " + table + " (" + names + ", " + from + ", " + Sql.name(TO) + ", " + Sql.name(CURRENT) + ") SELECT " + names + ", " + version
            + ", NULL, FALSE FROM " + rows + changed);
    String versions =
        "SELECT " + staging.keyNames() + ", " + from + ", lead(" + from + ") OVER (PARTITION BY " + staging.keyNames() + " ORDER BY " + from
            + ") AS following FROM " + table + " t WHERE EXISTS (SELECT 1 FROM " + rows + " s WHERE " + staging.sameKey() + ")";
    String set =
        Sql.name(TO) + " = s.following, " + Sql.name(CURRENT) + " = (s.following IS NULL" + (staging.tombstones() ? " AND NOT coalesce(t." + DELETED + ", FALSE)" : "") + ")";
    statements.add(database.update(staging.table(), versions, staging.sameKey() + " AND t." + from + " = s." + from, set));
    return statements;
  }

  private static String unchanged(Staging staging) {
    String same = staging.columns().stream().map(column -> "t." + Sql.name(column.name()) + " IS NOT DISTINCT FROM s." + Sql.name(column.name())).collect(Collectors.joining(" AND "));
    return "SELECT 1 FROM " + staging.table().sql() + " t WHERE t." + Sql.name(TO) + " IS NULL AND " + same;
  }

  /** The version of a staged row. A tombstone may not know when its row was deleted: then it is now. */
  private String version(Staging staging) {
    if (versionBy.isEmpty()) {
      return now(new Type.Timestamp(true), staging.now());
    }
    String column = Sql.name(versionBy);
    Type type = type(staging);
    return staging.tombstones() && !(type instanceof Type.Int) ? "CASE WHEN " + DELETED + " THEN coalesce(" + column + ", " + now(type, staging.now()) + ") ELSE " + column + " END" : column;
  }

  private static String now(Type type, Instant now) {
    LocalDateTime utc = LocalDateTime.ofInstant(now.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    String text = utc.toLocalDate() + " " + utc.toLocalTime();
    if (type instanceof Type.Date) {
      return "DATE '" + utc.toLocalDate() + "'";
    }
    return type instanceof Type.Timestamp timestamp && !timestamp.zoned() ? "TIMESTAMP '" + text + "'" : "TIMESTAMP WITH TIME ZONE '" + text + "+00:00'";
  }
}
