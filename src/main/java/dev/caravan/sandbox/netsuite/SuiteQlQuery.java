package dev.caravan.sandbox.netsuite;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A query as the engine runs it.
 *
 * @param sql without a limit
 * @param most rows the query itself allows (TOP, ROWNUM, FETCH FIRST)
 * @param tables it reads, subselects included
 * @param ordered whether rows have an order beyond chance
 * @param plain whether each row comes from one row of each table: no grouping, no union
 */
record SuiteQlQuery(String sql, long most, List<Use> tables, boolean ordered, boolean plain) {

  /** A table in a query; the alias is its name when it has none. */
  record Use(String table, String alias, boolean outermost) {}

  /**
   * The query for one page. Rows that the query leaves equal, all of them when it has no ORDER BY, come in an
   * order that depends on the turn.
   */
  String page(long turn, long limit, long offset) {
    return ordered ? sql + tieBreak(turn) + slice(limit, offset) : "SELECT * FROM (" + sql + ") page ORDER BY hash(page, " + turn + ")" + slice(limit, offset);
  }

  boolean reads(String table) {
    return tables.stream().anyMatch(use -> use.table().equals(table));
  }

  String count() {
    return "SELECT count(*) FROM (" + sql + ") page";
  }

  private String tieBreak(long turn) {
    List<Use> outer = tables.stream().filter(Use::outermost).toList();
    boolean possible = plain && !outer.isEmpty() && outer.stream().noneMatch(use -> use.table().equals("dual"));
    return possible ? ", hash(" + outer.stream().map(use -> '"' + use.alias() + "\".rowid").collect(Collectors.joining(", ")) + ", " + turn + ")" : "";
  }

  private static String slice(long limit, long offset) {
    return " LIMIT " + limit + " OFFSET " + offset;
  }

  /** {@code {transaction=transaction}}, as refusals show it. */
  String identifiers() {
    return tables.stream().map(use -> use.alias() + "=" + use.table()).collect(Collectors.joining(", ", "{", "}"));
  }
}
