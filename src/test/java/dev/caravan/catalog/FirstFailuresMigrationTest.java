package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rejects that were kept when each broken rule was a row of one table. */
class FirstFailuresMigrationTest {
  private static final String FAILURES = "SELECT concat_ws(' ', number, ordinal, place, field, rule, required, got) FROM reject_failures ORDER BY number, ordinal, place";

  @Test
  void whatRejectsBrokeIsTheSameAfterwards(@TempDir Path folder) throws SQLException {
    LedgerConfig config = LedgerConfig.inFolder(folder);
    String url = "jdbc:h2:file:" + config.file();
    Flyway.configure().dataSource(url, "caravan", "").locations("classpath:db/migration", "classpath:db/h2").table("ledger_schema_history").target("12").load().migrate();
    List<String> before;
    try (Connection connection = DriverManager.getConnection(url, "caravan", ""); Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO rejects (number, ordinal, source, line, byte_offset, raw, status, attempts, first_seen, last_seen) SELECT 1, x, 'a.csv', x, 0, X'00',"
              + " 'OPEN', 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM SYSTEM_RANGE(1, 3)");
      statement.execute(
          "INSERT INTO reject_failures (number, ordinal, place, field, rule, required, got) VALUES (1, 1, 0, 'email', 'format', 'an email address', 'nobody'),"
              + " (1, 1, 1, 'amount', 'minimum', 'at least 0', '-1'), (1, 1, 2, NULL, 'sql', NULL, NULL), (1, 3, 0, NULL, 'malformed', 'a JSON object', '[]')");
      before = failures(statement);
    }

    Ledgers.open(config, Clock.systemUTC()).close();

    try (Connection connection = DriverManager.getConnection(url, "caravan", ""); Statement statement = connection.createStatement()) {
      assertThat(failures(statement)).isEqualTo(before).hasSize(4);
    }
  }

  private static List<String> failures(Statement statement) throws SQLException {
    List<String> failures = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(FAILURES)) {
      while (rows.next()) {
        failures.add(rows.getString(1));
      }
    }
    return failures;
  }
}
