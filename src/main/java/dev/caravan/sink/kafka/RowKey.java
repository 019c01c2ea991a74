package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Columns that say which row it is.
 *
 * @param columns in their order; empty for messages without keys
 */
record RowKey(List<String> columns) {
  RowKey {
    columns = List.copyOf(columns);
  }

  /** One column as its text, several as a JSON object; null when there are none. */
  byte[] of(Row row) throws SQLException {
    for (String column : columns) {
      if (row.text(column) == null) {
        throw missing("A row has no value in its key", column);
      }
    }
    return switch (columns.size()) {
      case 0 -> null;
      case 1 -> row.text(columns.get(0)).getBytes(StandardCharsets.UTF_8);
      default -> row.json(columns);
    };
  }

  /** The same; a row that is gone is known by nothing else. */
  byte[] ofTombstone(Row row) throws SQLException {
    if (columns.isEmpty()) {
      throw missing("A row is gone, and nothing tells which", "no key");
    }
    return of(row);
  }

  private static CaravanException missing(String fact, String got) {
    return new CaravanException(Problem.of(ErrorCode.SINK_KEY, null, fact).required("a value in each column of the key", got));
  }
}
