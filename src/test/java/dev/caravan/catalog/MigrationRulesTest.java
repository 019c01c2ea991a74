package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.FolderFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration says by its name what older versions may make of it, and what only adds does nothing else. */
class MigrationRulesTest {
  /** Migrations before it are older than the rule, and no older version goes on beside them. */
  private static final int FIRST = 31;

  @Test
  void everyMigrationKeepsTheRules() throws IOException {
    List<Path> files = FolderFiles.below(Path.of("src/main/resources/db")).stream().filter(file -> file.toString().endsWith(".sql")).toList();

    assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(problems(file.getFileName().toString(), Files.readString(file))).isEmpty());
  }

  @Test
  void whatTheUpgradeIsRehearsedWithKeepsThem() throws IOException {
    Path file = Path.of("src/test/resources/upgrade/db/postgresql/V9000__expand_every_table.sql");
    String written = Files.readString(file).replaceAll("(?s)DO \\$\\$.*?\\$\\$;", "ALTER TABLE runs ADD COLUMN of_newer_version VARCHAR NOT NULL DEFAULT 'unknown';");

    assertThat(problems(file.getFileName().toString(), written)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "CREATE TABLE labels (label VARCHAR NOT NULL PRIMARY KEY);\nCREATE UNIQUE INDEX labels_once ON labels (label);\nINSERT INTO labels VALUES ('new')",
      "-- Why; and why not.\nALTER TABLE runs ADD COLUMN label VARCHAR;\nCREATE INDEX runs_by_label ON runs (label);",
      "ALTER TABLE runs ADD COLUMN label VARCHAR DEFAULT '' NOT NULL",
      "CREATE TABLE labels (label VARCHAR);\nCREATE TRIGGER labels_append_only BEFORE UPDATE OR DELETE ON labels FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"})
  void whatOnlyAddsIsTaken(String sql) {
    assertThat(problems("V31__expand_labels.sql", sql)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "ALTER TABLE runs DROP COLUMN owner", "ALTER TABLE runs RENAME COLUMN owner TO process", "ALTER TABLE runs ADD COLUMN label VARCHAR NOT NULL",
      "ALTER TABLE runs ADD COLUMN label VARCHAR UNIQUE", "ALTER TABLE runs ADD CONSTRAINT labelled CHECK (owner <> '')", "ALTER TABLE runs ALTER COLUMN owner TYPE INTEGER",
      "CREATE UNIQUE INDEX runs_once ON runs (flow)", "DROP TABLE runs", "DROP INDEX runs_by_flow", "UPDATE runs SET owner = ''", "DELETE FROM runs",
      "INSERT INTO runs (flow) VALUES ('x')", "CREATE TRIGGER runs_append_only BEFORE UPDATE ON runs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"})
  void whatAnOlderVersionWouldStumbleOverIsFound(String sql) {
    assertThat(problems("V31__expand_labels.sql", sql)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"V31__labels.sql", "V31__contract_labels.sql", "V31__contract_31_labels.sql", "V31__contract_40_labels.sql", "V31_1__expanding.sql"})
  void aNameThatTellsOlderVersionsNothingIsFound(String name) {
    assertThat(problems(name, "DROP TABLE labels")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"V30__labels.sql", "V31__contract_30_labels.sql"})
  void whatIsNotExpectedToAddOnlyMayTakeAway(String name) {
    assertThat(problems(name, "DROP TABLE labels")).isEmpty();
  }

  private static List<String> problems(String name, String sql) {
    return MigrationRules.problems(name, sql, FIRST);
  }
}
