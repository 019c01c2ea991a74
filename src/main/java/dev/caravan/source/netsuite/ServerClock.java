package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;

/** The account's own time, in UTC to the second: the clock here may be off, and the times it bounds are the account's. */
final class ServerClock {
  static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  /** What an account tells its time by, beside whatever else it is asked. */
  static final String EXPRESSION = "TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD HH24:MI:SS')";

  private ServerClock() {}

  /** @throws CaravanException NETSUITE_QUERY when what it says is no time */
  static String now(SuiteQl suiteQl) {
    List<String> row = suiteQl.firstRow("SELECT " + EXPRESSION + " AS now FROM DUAL", List.of("now"));
    return time(row.isEmpty() ? null : row.get(0));
  }

  /**
   * @param text what the account has said; null for nothing
   * @throws CaravanException NETSUITE_QUERY when it is no time
   */
  static String time(String text) {
    try {
      return LocalDateTime.parse(text == null ? "" : text, FORMAT).format(FORMAT);
    } catch (DateTimeParseException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_QUERY, null, "The account does not tell its time").required("a time such as 2026-11-21 14:00:00", text == null ? "nothing" : "'" + text + "'"), e);
    }
  }

  static String minus(String time, Duration overlap) {
    return time == null ? null : LocalDateTime.parse(time, FORMAT).minus(overlap).format(FORMAT);
  }
}
