package dev.caravan.sink.jdbc;

import java.sql.SQLException;

/**
 * What a database says of the rows that are to land in it, and not of anything around them. DuckDB's driver tells no
 * state; it is found in the message.
 */
final class RowFailure extends SQLException {
  private static final long serialVersionUID = 1L;

  private RowFailure(String message, String state, SQLException cause) {
    super(message, state, cause);
  }

  static RowFailure of(SQLException cause) {
    // H2 puts the statement behind it.
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("").replaceFirst("; SQL statement:$", "");
    return new RowFailure(message, cause.getSQLState() == null ? state(message) : cause.getSQLState(), cause);
  }

  private static String state(String message) {
    if (message.startsWith("Constraint Error")) {
      return message.contains("uplicate key") ? "23505" : "23000";
    }
    return message.startsWith("Conversion Error") || message.startsWith("Out of Range Error") ? "22000" : null;
  }
}
