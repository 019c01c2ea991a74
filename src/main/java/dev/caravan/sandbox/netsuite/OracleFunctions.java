package dev.caravan.sandbox.netsuite;

import java.util.List;
import java.util.Map;

/** Functions of Oracle that the engine lacks or has with another meaning. */
final class OracleFunctions {
  /** What a function is called in the engine; others keep their name. */
  static final Map<String, String> RENAMED =
      Map.of("TO_CHAR", "oracle_char", "TO_DATE", "oracle_date", "TO_TIMESTAMP", "oracle_timestamp", "TO_TIMESTAMP_TZ", "oracle_timestamp_tz", "DECODE", "oracle_decode");

  // A time without zone is wall time of the session, for which the engine's session has the account's zone.
  static final List<String> MACROS =
      List.of(
          "CREATE MACRO oracle_char(x) AS CAST(x AS VARCHAR), (x, f) AS strftime(CAST(x AS TIMESTAMP), f)",
          "CREATE MACRO oracle_date(x, f) AS strptime(x, f)",
          "CREATE MACRO oracle_timestamp(x, f) AS strptime(x, f)",
          "CREATE MACRO oracle_timestamp_tz(x, f) AS strptime(x, f)",
          "CREATE MACRO sys_extract_utc(x) AS timezone('UTC', CAST(x AS TIMESTAMPTZ))",
          "CREATE MACRO from_tz(x, zone) AS timezone(zone, CAST(x AS TIMESTAMP))",
          "CREATE MACRO nvl(x, y) AS coalesce(x, y)",
          "CREATE MACRO nvl2(x, y, z) AS CASE WHEN x IS NULL THEN z ELSE y END",
          "CREATE MACRO to_number(x) AS CAST(x AS DECIMAL(38, 10))");

  // Longer names first: MONTH before MON, MI before M.
  private static final List<String[]> FORMATS =
      List.of(
          pair("YYYY", "%Y"), pair("YY", "%y"), pair("MONTH", "%B"), pair("MON", "%b"), pair("MM", "%m"), pair("MI", "%M"), pair("DD", "%d"), pair("HH24", "%H"),
          pair("HH12", "%I"), pair("HH", "%I"), pair("SS", "%S"), pair("FF9", "%n"), pair("FF6", "%f"), pair("FF3", "%g"), pair("FF", "%f"), pair("TZH:TZM", "%z"),
          pair("TZH", "%z"), pair("AM", "%p"), pair("PM", "%p"));

  private OracleFunctions() {}

  private static String[] pair(String oracle, String engine) {
    return new String[] {oracle, engine};
  }

  /**
   * A format of Oracle as one of strftime.
   *
   * @throws SuiteQlRefusal when a part of it means nothing
   */
  static String format(String oracle) {
    StringBuilder format = new StringBuilder();
    int at = 0;
    while (at < oracle.length()) {
      char next = oracle.charAt(at);
      if (next == '"') {
        int end = oracle.indexOf('"', at + 1);
        if (end < 0) {
          throw SuiteQlRefusal.search("Invalid date format '" + oracle + "'.");
        }
        format.append(oracle.substring(at + 1, end).replace("%", "%%"));
        at = end + 1;
      } else if (Character.isLetter(next)) {
        String[] part = part(oracle, at);
        format.append(part[1]);
        at += part[0].length();
      } else {
        format.append(next == '%' ? "%%" : String.valueOf(next));
        at++;
      }
    }
    return format.toString();
  }

  private static String[] part(String oracle, int at) {
    return FORMATS.stream()
        .filter(each -> oracle.regionMatches(true, at, each[0], 0, each[0].length()))
        .findFirst()
        .orElseThrow(() -> SuiteQlRefusal.search("Invalid date format '" + oracle + "'."));
  }
}
