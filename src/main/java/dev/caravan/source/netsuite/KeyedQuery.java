package dev.caravan.source.netsuite;

import dev.caravan.source.http.Tombstones;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A query that is read in the order of its key, window by window of its modification time. No page
 * begins by counting rows, so nothing that changes meanwhile can make a row be skipped. Immutable.
 */
final class KeyedQuery {
  private static final int DIGITS = 18;
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}");

  private final SelectStatement select;
  private final String modified;
  private final List<String> keys;

  /**
   * @param modified expression of the time of the last change, or null when the table has none
   * @param keys expressions that together are unique, at least one; each is selected under its last name
   */
  KeyedQuery(SelectStatement select, String modified, List<String> keys) {
    this.select = select;
    this.modified = modified;
    this.keys = List.copyOf(keys);
  }

  /** Names of the key columns in the result. */
  List<String> keyColumns() {
    return keys.stream().map(KeyedQuery::column).toList();
  }

  /** How its rows are told to be gone. */
  Tombstones tombstones() {
    return new Tombstones(keyColumns(), selectedTime());
  }

  /** The key columns and, last, the time of change, which need not be selected. */
  List<String> columns() {
    List<String> columns = new ArrayList<>(keyColumns());
    columns.add(modified == null ? "" : column(modified));
    return columns;
  }

  boolean windowed() {
    return modified != null;
  }

  private static String column(String expression) {
    return expression.substring(expression.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * The rows of a window behind a key.
   *
   * @param since UTC to the second, inclusive, or null
   * @param until exclusive, or null
   * @param after values of the first key columns; empty for the beginning
   * @param upTo highest value of the first key column, or null
   */
  String page(String since, String until, List<String> after, String upTo) {
    List<String> conditions = window(since, until);
    if (!after.isEmpty()) {
      conditions.add(behind(after));
    }
    if (upTo != null) {
      conditions.add(keys.get(0) + " <= " + literal(upTo));
    }
    return select.select(select.columns(), conditions, String.join(", ", keys));
  }

  /**
   * Lowest and highest value of the first key column of a window, how many rows there are, how many of them
   * lack a part of their key, and how many have a text where a number seems to be.
   */
  String extent(String since, String until) {
    return select.select(extent(), window(since, until), null);
  }

  /** The extent of a window that has no end yet, and the account's time. */
  String extentAndTime(String since) {
    return select.select(extent() + ", " + ServerClock.EXPRESSION + " AS now", window(since, null), null);
  }

  private String extent() {
    String first = keys.get(0);
    String keyless = keys.stream().map(key -> key + " IS NULL").collect(Collectors.joining(" OR "));
    return "MIN(" + first + ") AS lowest, MAX(" + first + ") AS highest, COUNT(*) AS counted, " + countOf(keyless) + " AS keyless, " + countOf(isText(first)) + " AS texts";
  }

  /**
   * How many rows of a window there are in each part of a range of the first key column: the number of the part, from
   * 0, and how many; nothing for a part that has none.
   *
   * @param after the highest key that is not in the range
   * @param width of a part
   */
  String counts(String since, String until, BigInteger after, BigInteger upTo, BigInteger width) {
    String first = keys.get(0);
    String part = "FLOOR((" + first + " - (" + after.add(BigInteger.ONE) + ")) / " + width + ")";
    List<String> conditions = window(since, until);
    conditions.add(first + " > " + literal(after.toString()));
    conditions.add(first + " <= " + literal(upTo.toString()));
    return select.select(part + " AS part, COUNT(*) AS counted", conditions, null) + "\nGROUP BY " + part;
  }

  private static String countOf(String condition) {
    return "SUM(CASE WHEN " + condition + " THEN 1 ELSE 0 END)";
  }

  // Every value comes as a text, so digits alone do not tell: no number is so high and so low at once, but in the
  // order of texts nearly all digits lie between the two.
  private static String isText(String column) {
    return column + " >= '1" + "0".repeat(DIGITS) + "' AND " + column + " <= '" + "9".repeat(DIGITS) + "'";
  }

  /** Nothing but keys, of all rows behind one. */
  String keyPage(List<String> after) {
    return select.select(String.join(", ", keys), after.isEmpty() ? List.of() : List.of(behind(after)), String.join(", ", keys));
  }

  /** What the time of change is called in the result; null when it is not selected under its own name. */
  String selectedTime() {
    if (modified == null) {
      return null;
    }
    Pattern selected = Pattern.compile("(^|[\\s,.])" + Pattern.quote(column(modified)) + "\\s*(,|$)", Pattern.CASE_INSENSITIVE);
    return selected.matcher(select.columns()).find() ? column(modified) : null;
  }

  private List<String> window(String since, String until) {
    return modified == null ? new ArrayList<>() : window(modified, since, until);
  }

  /**
   * Conditions of a stretch of time.
   *
   * @param modified expression of the time
   */
  static List<String> window(String modified, String since, String until) {
    List<String> conditions = new ArrayList<>();
    if (since != null) {
      // The bare column is what is indexed. Its zone is the session's, so a day more is asked for.
      conditions.add(modified + " >= TO_DATE('" + java.time.LocalDate.parse(since.substring(0, 10)).minusDays(1) + "', 'YYYY-MM-DD')");
      conditions.add("SYS_EXTRACT_UTC(" + modified + ") >= " + timestamp(since));
    }
    if (until != null) {
      conditions.add("SYS_EXTRACT_UTC(" + modified + ") < " + timestamp(until));
    }
    return conditions;
  }

  private static String timestamp(String utc) {
    return "TO_TIMESTAMP('" + utc + "', 'YYYY-MM-DD HH24:MI:SS')";
  }

  // (a > 1) OR (a = 1 AND b > 2) …
  private String behind(List<String> after) {
    List<String> cases = new ArrayList<>();
    for (int last = 0; last < after.size(); last++) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < last; i++) {
        parts.add(keys.get(i) + " = " + literal(after.get(i)));
      }
      parts.add(keys.get(last) + " > " + literal(after.get(last)));
      cases.add(String.join(" AND ", parts));
    }
    return cases.size() == 1 ? cases.get(0) : "(" + String.join(") OR (", cases) + ")";
  }

  static boolean isNumber(String value) {
    return value != null && NUMBER.matcher(value).matches();
  }

  // In quotes also when it looks like a number: compared with a number it is one, compared with a text it must not be.
  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
