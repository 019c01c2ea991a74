package dev.caravan.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a table may not say, and how it is told. */
class FailureTablesTest {
  @TempDir Path folder;

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(CaravanException.class, () -> FailureTables.read("own.yaml", text)).problems();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a, sqlstate: '08006', class: transient} | 2:15 | no key 'sqlstate' | Did you mean 'sqlState'?
          {name: a, http: 503, class: transcient} | 2:33 | needs the class | Did you mean 'transient'?
          {name: a, http: 503} | 2:5 | needs the class | got none
          {http: 503, class: bug} | 2:5 | needs a name | got none
          {name: A B, http: 503, class: bug} | 2:12 | needs a name | got 'A B'
          {name: a, code: sink.target-unavailble, class: bug} | 2:21 | no error code 'sink.target-unavailble' | Did you mean 'sink.target-unavailable'?
          {name: a, http: 700, class: bug} | 2:21 | entry of 'http' | got '700'
          {name: a, http: 5x, class: bug} | 2:21 | entry of 'http' | got '5x'
          {name: a, sqlState: 08006, class: bug} | 2:25 | entry of 'sqlState' | text in quotes
          {name: a, sqlState: '080', class: bug} | 2:25 | entry of 'sqlState' | got '080'
          {name: a, sqlState: [], class: bug} | 2:25 | list 'sqlState' is empty | at least one entry
          {name: a, exception: ConnectException, class: bug} | 2:26 | entry of 'exception' | full name of a class
          {name: a, exception: {of: x}, class: bug} | 2:26 | entry of 'exception' | got a mapping
          {name: a, http: 503, class: bug, breaker: yes} | 2:47 | Whether a breaker counts | counts, ignores or opens
          {name: a, class: bug} | 2:5 | fits every failure | at least one of code
          {name: a, code: any, class: own} | 2:33 | needs the class | got 'own'
          just text | 2:5 | row of the table is a mapping | got 'just text'
          """)
  void whatIsWrongIsToldWithItsPlace(String row, String place, String message, String more) {
    List<Problem> problems = problems("rules:\n  - " + row + "\n");

    assertThat(problems).first().satisfies(problem -> {
      assertThat(problem.code()).isEqualTo(ErrorCode.FAILURE_TABLE);
      assertThat(problem.toString()).startsWith("own.yaml:" + place + ":").contains(message).contains(more);
    });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'rule:\\n  - {name: a, http: 503, class: bug}\\n' | own.yaml:1:1: | no key 'rule' here
          'rules: none\\n' | own.yaml:1:8: | list of rows
          '- a\\n' | own.yaml:1:1: | is a mapping
          '' | own.yaml: | holds no YAML document
          'rules: [\\n' | own.yaml:2:1: | not YAML
          'rules:\\n  - &a {name: a, http: 1xx, class: bug}\\n  - *a\\n' | own.yaml:2:5: | this YAML is not read
          """)
  void aFileOfAnotherFormIsRefused(String text, String place, String message) {
    assertThat(problems(text.replace("\\n", "\n")).get(0).toString()).startsWith(place).contains(message);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(problems("rules:\n  - {name: a, http: 999, class: odd}\n  - {name: a, http: 500, class: bug, more: 1}\n")).hasSize(4);
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    CaravanException told = catchThrowableOfType(CaravanException.class, () -> FailureTables.with(folder.resolve("none.yaml")));
    assertThat(told.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
  }

  @Test
  void theRowsOfAFileComeBeforeThePackagedOnes() throws Exception {
    Path file = Files.writeString(folder.resolve("own.yaml"), "rules:\n  - {name: mine, http: 503, class: permanent}\n");

    FailureTable table = FailureTables.with(file);

    assertThat(table.rules().get(0).name()).isEqualTo("mine");
    assertThat(table.rules()).endsWith(FailureTables.packaged().rules().toArray(FailureRule[]::new));
  }
}
