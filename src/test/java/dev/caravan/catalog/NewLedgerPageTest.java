package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that is made without Flyway is the one that Flyway makes; {@code -Dpages.write=true} writes the list it is made from anew. */
class NewLedgerPageTest {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/h2.migrations");

  private static final String HISTORY =
      "SELECT concat_ws(' ', \"installed_rank\", \"version\", \"description\", \"type\", \"script\", \"checksum\", \"installed_by\", \"success\")"
          + " FROM \"ledger_schema_history\" WHERE \"version\" IS NOT NULL ORDER BY 1";

  @TempDir Path folder;

  @Test
  void theListNamesEveryMigrationInItsOrder() throws Exception {
    String list = Arrays.stream(flyway("listed").info().all()).map(NewLedgerPageTest::line).collect(Collectors.joining("\n", "", "\n"));
    if (Boolean.getBoolean("pages.write")) {
      Files.writeString(MIGRATIONS, list);
    }

    assertThat(Files.readString(MIGRATIONS)).as("write it anew with mvn test -Dtest='*PageTest' -Dpages.write=true").isEqualTo(list);
  }

  private static String line(MigrationInfo migration) {
    return migration.getScript() + " " + migration.getChecksum();
  }

  @Test
  void bothHaveTheSameTables() throws SQLException {
    flyway("migrated").migrate();
    Ledgers.open(ledger("made"), Clock.systemUTC()).close();

    assertThat(schema("made")).isEqualTo(schema("migrated")).isNotEmpty();
    assertThat(list("made", HISTORY)).isEqualTo(list("migrated", HISTORY)).isNotEmpty();
    assertThat(flyway("made").validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  void whatAnOlderVersionMadeIsMigrated() throws SQLException {
    Flyway.configure().configuration(flyway("older").getConfiguration()).target("9").load().migrate();

    Ledgers.open(ledger("older"), Clock.systemUTC()).close();

    flyway("migrated").migrate();
    assertThat(schema("older")).isEqualTo(schema("migrated"));
  }

  private LedgerConfig ledger(String name) {
    return LedgerConfig.inFolder(folder.resolve(name));
  }

  private String url(String name) {
    return "jdbc:h2:file:" + ledger(name).file();
  }

  private Flyway flyway(String name) {
    return Flyway.configure()
        .dataSource(url(name), "caravan", "")
        .locations("classpath:db/migration", "classpath:db/h2")
        .table("ledger_schema_history")
        .load();
  }

  /** All statements that would make it again, in no order; H2 makes up the names of constraints. */
  private List<String> schema(String name) throws SQLException {
    return list(name, "SCRIPT NODATA NOPASSWORDS NOSETTINGS SCHEMA PUBLIC").stream()
        .filter(statement -> !statement.startsWith("--"))
        .map(statement -> statement.replaceAll("CONSTRAINT_\\w+", "CONSTRAINT"))
        .sorted()
        .toList();
  }

  private List<String> list(String name, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url(name), "caravan", "");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
