package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page for people who query the ledger names every table and column, and no other. */
class LedgerPageTest {
  private static final Pattern CODE_BLOCK = Pattern.compile("```.*?```", Pattern.DOTALL);
  private static final Pattern NOTE = Pattern.compile("\\([^)]*\\)");
  private static final Pattern COLUMN = Pattern.compile("`([a-z_]+)`");

  @Test
  void thePageNamesEveryTableAndColumn(@TempDir Path folder) throws Exception {
    Map<String, Set<String>> schema = new TreeMap<>();
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      ledger
          .database()
          .read(
              "read the schema",
              statements ->
                  statements.list(
                      "SELECT LOWER(table_name), LOWER(column_name) FROM information_schema.columns"
                          + " WHERE table_schema = 'PUBLIC' AND table_name <> 'ledger_schema_history'",
                      row -> schema.computeIfAbsent(row.getString(1), table -> new TreeSet<>()).add(row.getString(2))));
    }

    assertThat(page()).isEqualTo(schema).isNotEmpty();
  }

  private static Map<String, Set<String>> page() throws Exception {
    String text = CODE_BLOCK.matcher(Files.readString(Path.of("docs/reference/ledger.md"))).replaceAll("");
    return Arrays.stream(text.split("\n## "))
        .skip(1)
        .collect(Collectors.toMap(section -> section.substring(0, section.indexOf('\n')), LedgerPageTest::columns));
  }

  private static Set<String> columns(String section) {
    return COLUMN.matcher(NOTE.matcher(section).replaceAll("")).results().map(match -> match.group(1)).collect(Collectors.toSet());
  }
}
