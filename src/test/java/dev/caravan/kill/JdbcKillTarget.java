package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table that another client reads.
 *
 * @param dataSource its name in the route
 * @param properties of the run, by which it finds the database
 * @param url for the reader
 * @param user of the reader, or null
 */
record JdbcKillTarget(String dataSource, Map<String, String> properties, String url, String user) implements KillTarget {

  @Override
  public String sink() {
    return """
        - to:
            uri: kamelet:jdbc-upsert-sink
            parameters:
              dataSource: %s
              table: record
        """.formatted(dataSource);
  }

  // A merge cannot show a row twice; that each batch landed once is what the batch table shows.
  @Override
  public List<Long> ids() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, null)) {
      List<Long> ids = numbers(connection, "SELECT \"id\" FROM \"record\"");
      assertThat(numbers(connection, "SELECT CAST(SUM(\"rows\") AS BIGINT) FROM \"caravan_batch\"")).containsExactly((long) ids.size());
      return ids;
    }
  }

  private static List<Long> numbers(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<Long> numbers = new ArrayList<>();
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
      return numbers;
    }
  }

  @Override
  public void close() {}
}
