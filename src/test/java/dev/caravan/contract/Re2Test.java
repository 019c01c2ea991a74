package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Re2Test {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "^ACC[0-9]{8}$ ~ ACC12345678 ~ ACC1234567",
        "^\\d+(\\.\\d{1,2})?$ ~ 12.5 ~ 12.345",
        "^(?:a|b)+?c$ ~ abac ~ abad",
        "^(?<year>\\d{4})$ ~ 2024 ~ 24",
        "^\\u0041\\/B$ ~ A/B ~ B/B",
        "^[[a]$ ~ [ ~ b",
        "^a{,2}$ ~ a{,2} ~ aa",
        "^(?i)abc$ ~ ABC ~ ABD",
        "^[^\\s\\b]+$ ~ abc ~ 'a c'",
      })
  void runsInTheEngineAsTheStandardMeansIt(String pattern, String matching, String other)
      throws SQLException {
    assertThat(matches(pattern, matching)).isTrue();
    assertThat(matches(pattern, other)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "^(?=.*[A-Z]).+$ ~ a lookahead (?=…)",
        "^(?!x) ~ a lookahead (?!…)",
        "(?<=a)b ~ a lookbehind (?<=…)",
        "(?<!a)b ~ a lookbehind (?<!…)",
        "(a)\\1 ~ a backreference (\\1)",
        "(?<n>a)\\k<n> ~ a backreference (\\k)",
        "(?>a) ~ an atomic group (?>…)",
        "a++ ~ a possessive or repeated quantifier '+'",
        "a{1001} ~ more than 1000 repetitions {1001}",
        "*a ~ the quantifier '*' with nothing to repeat",
        "(a ~ an unclosed '('",
        "a) ~ a ')' without '('",
        "[a ~ an unclosed '[' at character 1",
        "[] ~ an empty character class",
        "a\\ ~ a '\\' at the end",
        "\\cA ~ the escape \\c",
        "(?#x) ~ the group (?#x…",
      })
  void namesWhatTheEngineCannotDo(String pattern, String reason) {
    assertThatThrownBy(() -> Re2.translate(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  private static boolean matches(String pattern, String text) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT regexp_matches("
                        + Sql.text(text)
                        + ", "
                        + Sql.text(Re2.translate(pattern))
                        + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
