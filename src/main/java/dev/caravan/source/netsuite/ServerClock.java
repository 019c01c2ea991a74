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
  private static final String QUERY = "SELECT TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD HH24:MI:SS') AS now FROM DUAL";

  private ServerClock() {}

  /** @throws CaravanException NETSUITE_QUERY when what it says is no time */
  static String now(SuiteQl suiteQl) {
    List<String> row = suiteQl.firstRow(QUERY, List.of("now"));
    String text = row.isEmpty() ? "nothing" : row.get(0);
    try {
      return LocalDateTime.parse(text, FORMAT).format(FORMAT);
    } catch (DateTimeParseException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_QUERY, null, "The account does not tell its time").required("a time such as 2026-11-21 14:00:00", "'" + text + "'"), e);
    }
  }

  static String minus(String time, Duration overlap) {
    return time == null ? null : LocalDateTime.parse(time, FORMAT).minus(overlap).format(FORMAT);
  }
}
