package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One SELECT of an integrator, taken apart at its own clauses, so that conditions and an order can be
 * put in. What stands in parentheses, quotes or comments is not looked at. Immutable.
 *
 * @param columns what is selected
 * @param from behind the word FROM
 * @param where behind the word WHERE; empty when there is none
 */
record SelectStatement(String columns, String from, String where) {
  private static final List<String> CLAUSES = List.of("SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "UNION", "INTERSECT", "MINUS", "WITH", "LIMIT", "OFFSET", "FETCH");

  /** @throws CaravanException NETSUITE_QUERY when it is none that can be paged */
  static SelectStatement parse(String text) {
    String sql = text.strip();
    while (sql.endsWith(";")) {
      sql = sql.substring(0, sql.length() - 1).strip();
    }
    Map<String, Integer> clauses = clauses(sql);
    if (!Integer.valueOf(0).equals(clauses.get("SELECT")) || !clauses.containsKey("FROM")) {
      throw refused("It is no SELECT … FROM …", sql, "Begin it with SELECT; SuiteQL knows no WITH. Over several lines it is written with `query: >-`: Camel takes line breaks out of parameters.");
    }
    for (String word : CLAUSES.subList(3, CLAUSES.size())) {
      if (clauses.containsKey(word)) {
        throw refused(
            "It has " + word + " of its own, and could not be paged safely", sql,
            word.equals("ORDER") ? "Leave ORDER BY away: rows are read in the order of the key." : "Put it into a subselect: SELECT * FROM ( … ), and name key columns of that.");
      }
    }
    int from = clauses.get("FROM");
    Integer where = clauses.get("WHERE");
    String columns = sql.substring("SELECT".length(), from).strip();
    String table = sql.substring(from + "FROM".length(), where == null ? sql.length() : where).strip();
    return new SelectStatement(columns, table, where == null ? "" : sql.substring(where + "WHERE".length()).strip());
  }

  /** The rows that meet the conditions too. Line feeds keep a comment at an end from swallowing what follows. */
  String select(String what, List<String> conditions, String order) {
    List<String> all = new ArrayList<>();
    if (!where.isEmpty()) {
      all.add(where);
    }
    all.addAll(conditions);
    StringBuilder sql = new StringBuilder("SELECT ").append(what).append("\nFROM ").append(from);
    for (int i = 0; i < all.size(); i++) {
      sql.append(i == 0 ? "\nWHERE (" : "\nAND (").append(all.get(i)).append(all.get(i).contains("--") ? "\n)" : ")");
    }
    if (order != null) {
      sql.append("\nORDER BY ").append(order);
    }
    return sql.toString();
  }

  private static Map<String, Integer> clauses(String sql) {
    Map<String, Integer> found = new LinkedHashMap<>();
    int depth = 0;
    int at = 0;
    while (at < sql.length()) {
      char character = sql.charAt(at);
      if (character == '\'' || character == '"') {
        at = behind(sql, at + 1, String.valueOf(character), "a quote is not closed");
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        at = behind(sql, at + 2, "*/", "a comment is not closed");
      } else if (Character.isLetter(character) || character == '_') {
        int end = at;
        while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
          end++;
        }
        String word = sql.substring(at, end).toUpperCase(Locale.ROOT);
        if (depth == 0 && CLAUSES.contains(word)) {
          found.putIfAbsent(word, at);
        }
        at = end;
      } else {
        depth += character == '(' ? 1 : character == ')' ? -1 : 0;
        at++;
      }
    }
    if (depth != 0) {
      throw refused("Its parentheses do not match", sql, "Mend the query.");
    }
    return found;
  }

  private static int behind(String sql, int from, String end, String problem) {
    int found = sql.indexOf(end, from);
    if (found < 0) {
      throw refused("In it " + problem, sql, "Mend the query.");
    }
    return found + end.length();
  }

  private static CaravanException refused(String why, String sql, String next) {
    String shown = sql.length() <= 120 ? sql : sql.substring(0, 120) + "…";
    return new CaravanException(Problem.of(ErrorCode.NETSUITE_QUERY, null, "The query cannot be read page by page. " + why).required("SELECT … FROM … [WHERE …]", shown).next(next));
  }
}
