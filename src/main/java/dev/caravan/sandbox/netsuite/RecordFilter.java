package dev.caravan.sandbox.netsuite;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The q parameter of a list, as conditions of the engine. Simulated: one to three conditions joined by AND
 * and OR, without parentheses, over IS, EQUAL, GREATER, LESS, CONTAIN, START_WITH, EMPTY, AFTER, BEFORE, ON and
 * their OR_EQUAL, ON_OR_ and _NOT forms.
 *
 * @param sql with a question mark for each value
 */
record RecordFilter(String sql, List<Object> values) {
  private static final Pattern CONDITION = Pattern.compile("\\s*(\\w+)\\s+([A-Z_]+)(?:\\s+(\"[^\"]*\"|[^\\s\"]+))?\\s*");
  private static final Pattern JOIN = Pattern.compile("\\s+(AND|OR)\\s+(?=\\w+\\s+[A-Z_]+)");

  /** @throws SuiteQlRefusal for what cannot be read, a day in another format than the user's among it */
  static RecordFilter read(String text, NetSuiteTable table, NetSuiteBehaviour behaviour) {
    if (text.isBlank()) {
      return new RecordFilter("TRUE", List.of());
    }
    StringBuilder sql = new StringBuilder();
    List<Object> values = new ArrayList<>();
    Matcher join = JOIN.matcher(text);
    int from = 0;
    while (join.find()) {
      sql.append(condition(text.substring(from, join.start()), table, behaviour, values)).append(' ').append(join.group(1)).append(' ');
      from = join.end();
    }
    sql.append(condition(text.substring(from), table, behaviour, values));
    return new RecordFilter(sql.toString(), values);
  }

  private static String condition(String text, NetSuiteTable table, NetSuiteBehaviour behaviour, List<Object> values) {
    Matcher matcher = CONDITION.matcher(text);
    if (!matcher.matches()) {
      throw SuiteQlRefusal.unsupported();
    }
    NetSuiteColumn column = table.column(matcher.group(1).toLowerCase(Locale.ROOT)).orElseThrow(() -> SuiteQlRefusal.search("Unknown field '" + matcher.group(1) + "'."));
    boolean not = matcher.group(2).endsWith("_NOT");
    String operator = not ? matcher.group(2).substring(0, matcher.group(2).length() - "_NOT".length()) : matcher.group(2);
    String name = '"' + column.name() + '"';
    if (operator.equals("EMPTY")) {
      return name + (not ? " IS NOT NULL" : " IS NULL");
    }
    if (matcher.group(3) == null) {
      throw SuiteQlRefusal.unsupported();
    }
    values.add(value(matcher.group(3).replace("\"", ""), operator, column, behaviour));
    return (not ? "NOT " : "") + (column.kind() == ColumnKind.INSTANT ? "CAST(" + name + " AS DATE)" : name) + comparison(operator);
  }

  private static String comparison(String operator) {
    return switch (operator) {
      case "IS", "EQUAL", "ON" -> " = ?";
      case "GREATER", "AFTER" -> " > ?";
      case "GREATER_OR_EQUAL", "ON_OR_AFTER" -> " >= ?";
      case "LESS", "BEFORE" -> " < ?";
      case "LESS_OR_EQUAL", "ON_OR_BEFORE" -> " <= ?";
      case "CONTAIN", "START_WITH" -> " ILIKE ?";
      default -> throw SuiteQlRefusal.search("Unknown operator '" + operator + "'.");
    };
  }

  private static Object value(String text, String operator, NetSuiteColumn column, NetSuiteBehaviour behaviour) {
    return switch (column.kind()) {
      case DAY, INSTANT -> day(text, behaviour);
      case FLAG -> text.equalsIgnoreCase("true") ? "T" : "F";
      case ID, COUNT, AMOUNT, RATE -> number(text);
      default ->
          switch (operator) {
            case "CONTAIN" -> "%" + text + "%";
            case "START_WITH" -> text + "%";
            default -> text;
          };
    };
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw SuiteQlRefusal.search("Invalid number '" + text + "'.");
    }
  }

  private static LocalDate day(String text, NetSuiteBehaviour behaviour) {
    try {
      return LocalDate.parse(text, RowJson.days(behaviour));
    } catch (DateTimeParseException e) {
      ZoneId zone = behaviour.zone();
      throw SuiteQlRefusal.search(
          "Parse of date/time \"" + text + "\" failed with date format \"" + behaviour.text(NetSuiteSwitch.DATE_FORMAT) + "\" in time zone " + zone);
    }
  }
}
