package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How an account writes a bare date: by the preference of the token's user, with the time dropped. It is
 * asked for a day whose year, month and day are all different, so one reply tells the whole format.
 *
 * @param pattern in the letters of NetSuite's preference: {@code D.M.YYYY}
 */
record DateFormat(String pattern) {
  private static final String QUERY = "SELECT TO_DATE('2033-02-09', 'YYYY-MM-DD') AS day FROM DUAL";
  // The longer before what it contains.
  private static final Map<String, String> PARTS = parts();

  private static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("2033", "YYYY");
    parts.put("February", "Month");
    parts.put("Feb", "Mon");
    parts.put("FEB", "Mon");
    parts.put("33", "YY");
    parts.put("02", "MM");
    parts.put("09", "DD");
    parts.put("2", "M");
    parts.put("9", "D");
    return parts;
  }

  /** @throws CaravanException NETSUITE_DATES when the reply is no date that can be read */
  static DateFormat of(SuiteQl suiteQl) {
    List<String> row = suiteQl.firstRow(QUERY, List.of("day"));
    return told(row.isEmpty() || row.get(0) == null ? "" : row.get(0));
  }

  /** @param text the ninth of February 2033 as the account writes it */
  static DateFormat told(String text) {
    String left = text;
    String pattern = text;
    for (Map.Entry<String, String> part : PARTS.entrySet()) {
      if (left.contains(part.getKey())) {
        left = left.replace(part.getKey(), " ");
        pattern = pattern.replace(part.getKey(), part.getValue());
      }
    }
    boolean whole = pattern.matches("(?i).*y.*") && pattern.contains("M") && pattern.contains("D");
    if (!whole || left.matches("(?s).*[\\p{L}\\d].*")) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_DATES, null, "The account writes dates in a format that is not known")
              .required("9 February 2033 in figures, or with an English month", "'" + text + "'"));
    }
    return new DateFormat(pattern);
  }

  /** Whether the century has to be guessed, and with it which part is the year. */
  boolean ambiguous() {
    return !pattern.contains("YYYY");
  }

  CaravanException problem() {
    return new CaravanException(
        Problem.of(ErrorCode.NETSUITE_DATES, null, "The account writes dates as " + pattern + ", where 03/02/01 may be any of three days of any century")
            .required("a year of four digits", pattern));
  }

  /** Whether a text is a date in this format. */
  boolean matches(String text) {
    try {
      formatter().parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private DateTimeFormatter formatter() {
    String letters = pattern.replace("YYYY", "uuuu").replace("YY", "uu").replace("Month", "LLLL").replace("Mon", "LLL").replace('D', 'd');
    return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(letters).toFormatter(Locale.ENGLISH);
  }
}
