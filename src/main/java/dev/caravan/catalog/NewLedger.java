package dev.caravan.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.h2.api.ErrorCode;

/**
 * The usual cases of an H2 ledger: nothing stands in it yet, or all that this version knows. Flyway
 * finds both too, but takes longer to be loaded than all the rest of a start of the ledger; what it
 * would note is noted, so that it goes on from there whenever there is more to do.
 */
final class NewLedger {
  /** {@code script checksum} a line, in the order in which Flyway applies them; a test keeps it so. */
  private static final String MIGRATIONS = "/db/h2.migrations";

  private static final String HISTORY =
      """
      CREATE TABLE "ledger_schema_history" (
        "installed_rank" INTEGER NOT NULL,
        "version"        VARCHAR(50),
        "description"    VARCHAR(200) NOT NULL,
        "type"           VARCHAR(20) NOT NULL,
        "script"         VARCHAR(1000) NOT NULL,
        "checksum"       INTEGER,
        "installed_by"   VARCHAR(100) NOT NULL,
        "installed_on"   TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL,
        "execution_time" INTEGER NOT NULL,
        "success"        BOOLEAN NOT NULL,
        CONSTRAINT "ledger_schema_history_pk" PRIMARY KEY ("installed_rank")
      );
      CREATE INDEX "ledger_schema_history_s_idx" ON "ledger_schema_history" ("success");
      """;

  private static final Set<Integer> NO_TABLE =
      Set.of(ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1, ErrorCode.TABLE_OR_VIEW_NOT_FOUND_WITH_CANDIDATES_2, ErrorCode.TABLE_OR_VIEW_NOT_FOUND_DATABASE_EMPTY_1);

  private record Migration(String script, int checksum) {
    static Migration of(String line) {
      int space = line.indexOf(' ');
      return new Migration(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
    }

    String version() {
      return script.substring(1, script.indexOf("__")).replace('_', '.');
    }

    String description() {
      return script.substring(script.indexOf("__") + 2, script.lastIndexOf('.')).replace('_', ' ');
    }

    String text() {
      return NewLedger.class.getResource("/db/h2/" + script) == null ? resource("/db/migration/" + script) : resource("/db/h2/" + script);
    }
  }

  private final LedgerDatabase database;
  private final List<Migration> migrations = resource(MIGRATIONS).lines().map(Migration::of).toList();

  NewLedger(LedgerDatabase database) {
    this.database = database;
  }

  /** True when exactly what this version knows has been applied. */
  boolean isMade() throws SQLException {
    List<Migration> applied = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(
            "SELECT \"script\", \"checksum\" FROM \"ledger_schema_history\" WHERE \"version\" IS NOT NULL AND \"success\" ORDER BY \"installed_rank\"")) {
      while (rows.next()) {
        applied.add(new Migration(rows.getString(1), rows.getInt(2)));
      }
    } catch (SQLException e) {
      if (NO_TABLE.contains(e.getErrorCode())) {
        return false;
      }
      throw e;
    }
    return applied.equals(migrations);
  }

  /**
   * Makes all tables where there is none. What a kill leaves half made has no history yet.
   *
   * @return false when something stands there already: nothing was done
   */
  boolean make() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      if (!isEmpty(statement)) {
        return false;
      }
      statement.execute(HISTORY);
      for (Migration migration : migrations) {
        statement.execute(migration.text());
      }
      note(connection);
      connection.commit();
      return true;
    }
  }

  private static boolean isEmpty(Statement statement) throws SQLException {
    try (ResultSet tables = statement.executeQuery("SELECT 1 FROM information_schema.tables WHERE table_schema = 'PUBLIC' LIMIT 1")) {
      return !tables.next();
    }
  }

  private void note(Connection connection) throws SQLException {
    String row = "(?, ?, ?, 'SQL', ?, ?, CURRENT_USER, LOCALTIMESTAMP, 0, TRUE)";
    String rows = row + (", " + row).repeat(migrations.size() - 1);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"ledger_schema_history\" VALUES " + rows)) {
      int parameter = 1;
      for (int rank = 1; rank <= migrations.size(); rank++) {
        Migration migration = migrations.get(rank - 1);
        for (Object value : List.of(rank, migration.version(), migration.description(), migration.script(), migration.checksum())) {
          insert.setObject(parameter++, value);
        }
      }
      insert.executeUpdate();
    }
  }

  private static String resource(String name) {
    try (InputStream in = NewLedger.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
