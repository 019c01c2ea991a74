package dev.caravan.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class TableReferenceTest {

  private static JdbcDataSource database(String name) {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    return database;
  }

  @Test
  void valuesComeOverExactly() throws Exception {
    JdbcDataSource database = database("exact");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE currency (code VARCHAR(3), rate DECIMAL(38,10), digits INT, since DATE, seen TIMESTAMP(6), active BOOLEAN)");
      statement.execute(
          "INSERT INTO currency VALUES ('EUR', 1234567890123456789012345678.0123456789, 2, DATE '1999-01-01', TIMESTAMP '2026-01-02 03:04:05.678901', TRUE),"
              + " (NULL, NULL, NULL, NULL, NULL, NULL)");
    }
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = engine.createStatement()) {
      String table = new TableReference("jdbc:main/currency", "db", database, "currency", TableGuard.NONE).open(engine, "_reference_0");
      try (ResultSet rows =
          statement.executeQuery("SELECT (code, rate, digits, since, seen, active)::VARCHAR FROM " + table + " ORDER BY code NULLS LAST")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("(EUR, 1234567890123456789012345678.0123456789, 2, 1999-01-01, '2026-01-02 03:04:05.678901', true)");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("(NULL, NULL, NULL, NULL, NULL, NULL)");
      }
    }
  }

  @Test
  void aMissingTableSaysWhichReference() throws Exception {
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThatThrownBy(() -> new TableReference("jdbc:main/nowhere", "db", database("missing"), "nowhere", TableGuard.NONE).open(engine, "t"))
          .isInstanceOf(CaravanException.class)
          .hasMessageContaining("jdbc:main/nowhere");
    }
  }
}
