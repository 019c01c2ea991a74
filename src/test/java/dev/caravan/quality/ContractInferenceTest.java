package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractReader;
import dev.caravan.contract.QualityRule;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContractInferenceTest {
  private static final String ORDERS =
      """
      SELECT 1000 + i AS "Order ID", 'SO-' || (10000 + i) AS number, 'buyer' || i || '@example.org' AS email,
        (i % 9000) // 100 || '.' || lpad((i % 100)::VARCHAR, 2, '0') AS amount, ['new', 'paid', 'sent'][1 + i % 3] AS status,
        CASE WHEN i % 10 = 0 THEN '' ELSE (DATE '2024-01-01' + (i % 90)::INTEGER)::VARCHAR END AS shipped,
        strftime(DATE '2024-01-01' + (i % 90)::INTEGER, '%d.%m.%Y') AS ordered, ['Y', 'N'][1 + i % 2] AS gift,
        ['PT', 'DE', 'FR'][1 + i % 3] AS country, '0' || (4000 + i % 7) AS postcode, '4111111111111111' AS card,
        '+351 21 555 0' || (100 + i % 800) AS phone, '' AS remark
      FROM range(300) t(i)""";

  @Test
  void proposesWhatEveryValueKeeps() throws SQLException {
    Contract.Dataset dataset = infer(ORDERS, true);

    assertThat(property(dataset, "order_id").physicalName()).isEqualTo("Order ID");
    assertThat(property(dataset, "order_id").logicalType()).isEqualTo("integer");
    assertThat(dataset.primaryKey()).extracting(Contract.Property::name).containsExactly("order_id");
    assertThat(property(dataset, "number").options().text("pattern")).contains("^[A-Z]{2}-[0-9]{5}$");
    assertThat(property(dataset, "number").unique()).isTrue();
    assertThat(property(dataset, "email").options().text("format")).contains("email");
    assertThat(property(dataset, "email").classification()).isEqualTo("restricted");
    assertThat(property(dataset, "amount").physicalType()).isEqualTo("DECIMAL(18,2)");
    assertThat(property(dataset, "amount").options().number("minimum")).hasValueSatisfying(least -> assertThat(least).isZero());
    QualityRule status = property(dataset, "status").quality().get(0);
    assertThat(status.metric()).isEqualTo("invalidValues");
    assertThat(status.list("validValues")).hasValueSatisfying(values -> assertThat(values.toString()).isEqualTo("[new, paid, sent]"));
    assertThat(property(dataset, "shipped").logicalType()).isEqualTo("date");
    assertThat(property(dataset, "shipped").required()).isFalse();
    assertThat(property(dataset, "shipped").customProperties().texts("caravan.nullTokens")).containsExactly("");
    assertThat(property(dataset, "ordered").options().text("format")).contains("dd.MM.yyyy");
    assertThat(property(dataset, "gift").logicalType()).isEqualTo("boolean");
    assertThat(property(dataset, "gift").customProperties().texts("caravan.trueTokens")).containsExactly("Y");
    assertThat(property(dataset, "country").options().text("pattern")).contains("^[A-Z]{2}$");
    assertThat(property(dataset, "postcode").logicalType()).isEqualTo("string");
    assertThat(property(dataset, "card").classification()).isEqualTo("restricted");
    assertThat(property(dataset, "phone").classification()).isEqualTo("restricted");
    assertThat(property(dataset, "remark").logicalType()).isEqualTo("string");
    assertThat(dataset.properties()).filteredOn(Contract.Property::required).hasSize(11);
  }

  @Test
  void saysWhyAndHowSureButShowsNoPersonalValue() throws SQLException {
    String yaml = yaml(ORDERS, true);

    assertThat(yaml)
        .contains("# Proposed from 300 rows of orders.csv.")
        .contains("# every one of 300 values is an e-mail address")
        .contains("# 30 rows of 300 without a value: 30 empty")
        .contains("# every one of 270 values is an ISO date, 2024-01-02 to 2024-03-30")
        .contains("# only 3 different values in 300 rows; the rarest 100 times")
        .doesNotContain("buyer").doesNotContain("4111").doesNotContain("555");
  }

  @Test
  void leavesToAPersonWhatTheDataDoesNotTell() throws SQLException {
    String yaml = yaml("SELECT '0' || (1 + i % 9) || '/0' || (1 + i % 8) || '/2024' AS d, 5 AS a FROM range(100) t(i)", true);

    assertThat(yaml).contains("logicalType: string").contains("dd/MM/yyyy").contains("MM/dd/yyyy").contains("# No primary key");
  }

  @Test
  void saysWhyNumbersWithADecimalCommaStayText() throws SQLException {
    String yaml = yaml("SELECT i || '.234,5' || i % 10 AS price, i || ',234' AS either, 'a,' || i AS words FROM range(1, 40) t(i)", true);

    assertThat(yaml).containsOnlyOnce("numbers with a decimal comma, which stay text").containsSubsequence("name: price", "decimal comma", "name: either");
  }

  @Test
  void takesTextsOfTypedSourcesForTexts() throws SQLException {
    Contract.Dataset dataset = infer("SELECT i::VARCHAR AS code, i AS n, {'a': i} AS nested, (DATE '2024-01-01' + i::INTEGER)::VARCHAR AS day FROM range(40) t(i)", false);

    assertThat(property(dataset, "code").logicalType()).isEqualTo("string");
    assertThat(property(dataset, "n").logicalType()).isEqualTo("integer");
    assertThat(property(dataset, "nested").physicalType()).isEqualTo("JSON");
    assertThat(property(dataset, "day").logicalType()).isEqualTo("date");
  }

  @Test
  void readsBackWhateverNamesAndValuesAre() throws SQLException {
    String odd = "['yes: #', 'it''s \"odd\"', '- a', '{x}', 'é' || chr(10) || 'ü', '\\d', '&a *b !c', 'no', '012', ' pad '][1 + i % 10]";
    Contract.Dataset dataset = infer("SELECT " + odd + " AS \"weird: #name\", " + odd + " AS \"true\", 1 AS \"9 lives\", 2 AS \"é\", 3 AS \"É\" FROM range(200) t(i)", true);

    assertThat(dataset.properties()).extracting(Contract.Property::name).containsExactly("weird_name", "true", "n_9_lives", "e", "e_2");
    assertThat(property(dataset, "weird_name").quality().get(0).list("validValues")).hasValueSatisfying(
        values -> assertThat(values.stream().map(String::valueOf)).contains("yes: #", "it's \"odd\"", "- a", "{x}", "é\nü", "\\d", "&a *b !c", "no", "012", " pad "));
  }

  @Test
  void proposesACompositeKeyWhenAPartIsNamedLikeOne() throws SQLException {
    Contract.Dataset dataset = infer("SELECT (i // 4)::VARCHAR AS order_id, (i % 4)::VARCHAR AS line_no, 'x' AS unit FROM range(80) t(i)", true);

    assertThat(dataset.primaryKey()).extracting(Contract.Property::name).containsExactlyInAnyOrder("order_id", "line_no");
  }

  @Test
  void takesTokensForMissingValues() throws SQLException {
    String rows = "(SELECT CASE WHEN i % 4 = 0 THEN 'NA' ELSE i::VARCHAR END AS age FROM range(100) t(i))";
    Contract.Dataset dataset = read(yaml(rows, true, ProfileOptions.INFERENCE.notAvailable(Set.of("NA", "-"))));

    assertThat(property(dataset, "age").logicalType()).isEqualTo("integer");
    assertThat(property(dataset, "age").customProperties().texts("caravan.nullTokens")).containsExactly("NA");
  }

  private static Contract.Property property(Contract.Dataset dataset, String name) {
    return dataset.property(name).orElseThrow();
  }

  private static Contract.Dataset infer(String rows, boolean untyped) throws SQLException {
    return read(yaml(rows, untyped));
  }

  private static Contract.Dataset read(String yaml) {
    List<Contract.Dataset> datasets = ContractReader.read("shop/order", "order.odcs.yaml", yaml).datasets();
    assertThat(datasets).hasSize(1);
    return datasets.get(0);
  }

  private static String yaml(String rows, boolean untyped) throws SQLException {
    String asText = untyped ? "(SELECT COLUMNS(*)::VARCHAR FROM (" + rows + "))" : "(" + rows + ")";
    return yaml(asText, untyped, ProfileOptions.INFERENCE);
  }

  private static String yaml(String relation, boolean untyped, ProfileOptions options) throws SQLException {
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:")) {
      Profile profile = new Profiler(options).profile(engine, relation, "orders.csv");
      return ContractInference.infer(profile, new ContractInference.Origin("shop/order", untyped));
    }
  }
}
