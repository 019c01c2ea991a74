package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.batch.Checks;
import dev.caravan.batch.Checks.BatchCheck;
import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.Severity;
import dev.caravan.batch.Checks.UniqueCheck;
import dev.caravan.batch.Reference;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule is run by the engine's database: it must let a good value pass and find a bad one. */
class ContractCompilerTest {
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  // property without its name | rule | good value | bad value | what is required
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "logicalType: string, required: true | required | 'a' | NULL | a value",
        "logicalType: string, primaryKey: true | required | 'a' | NULL | a value",
        "logicalType: string, logicalTypeOptions: {minLength: 3} | minLength | 'äöü' | 'äö' | at least 3 characters",
        "logicalType: string, logicalTypeOptions: {maxLength: 3} | maxLength | 'abc' | 'abcd' | at most 3 characters",
        "logicalType: string, logicalTypeOptions: {pattern: 'ACC[0-9]{8}'} | pattern | 'ACC12345678' | 'ACC1234567' | text matching ACC[0-9]{8}",
        "logicalType: string, logicalTypeOptions: {pattern: \"^it's$\"} | pattern | 'it''s' | 'its' | text matching ^it's$",
        "logicalType: string, logicalTypeOptions: {format: email} | format | 'a.b+c@example.org' | 'a@b@example.org' | an e-mail address",
        "logicalType: string, logicalTypeOptions: {format: uuid} | format | '53581432-6c55-4ba2-a65f-72344a91553a' | '53581432-6c55-4ba2-a65f-72344a91553' | a UUID",
        "logicalType: string, logicalTypeOptions: {format: uri} | format | 'https://example.org/a?b=c#d' | 'example org' | a URI",
        "logicalType: string, logicalTypeOptions: {format: hostname} | format | 'db-1.example.org' | '-db.example.org' | a host name",
        "logicalType: string, logicalTypeOptions: {format: ipv4} | format | '192.168.0.255' | '192.168.0.256' | an IPv4 address",
        "logicalType: string, logicalTypeOptions: {format: ipv6} | format | '2001:db8::1' | '2001:db8:::1' | an IPv6 address",
        "logicalType: string, logicalTypeOptions: {format: ipv6} | format | '::ffff:10.0.0.1' | '1:2:3:4:5:6:7' | an IPv6 address",
        "logicalType: string, logicalTypeOptions: {format: byte} | format | 'SGFsbG8=' | 'SGFsbG8' | Base64 text",
        "logicalType: string, logicalTypeOptions: {format: date} | format | '2024-02-29' | '2023-02-29' | an ISO 8601 date",
        "logicalType: string, logicalTypeOptions: {format: date-time} | format | '2024-02-29T10:00:00Z' | '2024-02-29' | an ISO 8601 date-time",
        "logicalType: string, logicalTypeOptions: {format: time} | format | '23:59:59' | '24:00:00' | an ISO 8601 time",
        "logicalType: integer, logicalTypeOptions: {minimum: 1} | minimum | 1 | 0 | at least 1",
        "logicalType: integer, logicalTypeOptions: {format: u128} | format | 0 | -1 | at least 0",
      "logicalType: integer, logicalTypeOptions: {maximum: 9} | maximum | 9 | 10 | at most 9",
        "logicalType: integer, logicalTypeOptions: {exclusiveMinimum: 1} | exclusiveMinimum | 2 | 1 | more than 1",
        "logicalType: integer, logicalTypeOptions: {exclusiveMaximum: 9} | exclusiveMaximum | 8 | 9 | less than 9",
        "logicalType: integer, logicalTypeOptions: {multipleOf: 5} | multipleOf | -10 | 7 | a multiple of 5",
        "logicalType: number, logicalTypeOptions: {minimum: 0.1} | minimum | 0.1 | 0.0999999999 | at least 0.1",
        "logicalType: number, logicalTypeOptions: {maximum: 1e30} | maximum | 9999999999999999999999999999.5 | NULL | at most 1000000000000000000000000000000",
        "logicalType: number, physicalType: 'DECIMAL(38,10)', logicalTypeOptions: {multipleOf: 0.05} | multipleOf | 9999999999999999999999999999.95 | 0.01 | a multiple of 0.05",
        "logicalType: number, physicalType: 'DECIMAL(10,2)', logicalTypeOptions: {multipleOf: 0.125} | multipleOf | -0.25 | 0.13 | a multiple of 0.125",
        "logicalType: number, logicalTypeOptions: {format: f64, multipleOf: 0.1} | multipleOf | 0.3 | 0.35 | a multiple of 0.1",
        "logicalType: date, logicalTypeOptions: {minimum: '2020-01-01'} | minimum | DATE '2020-01-01' | DATE '2019-12-31' | at least 2020-01-01",
        "logicalType: date, logicalTypeOptions: {exclusiveMinimum: '01.02.2020', format: dd.MM.yyyy} | exclusiveMinimum | DATE '2020-02-02' | DATE '2020-02-01' | more than 01.02.2020",
        "logicalType: date, logicalTypeOptions: {maximum: '2020-01-01'} | maximum | DATE '2020-01-01' | DATE '2020-01-02' | at most 2020-01-01",
        "logicalType: timestamp, logicalTypeOptions: {maximum: '2020-01-01 00:00:00+10:00', format: 'yyyy-MM-dd HH:mm:ssZ'} | maximum | TIMESTAMPTZ '2019-12-31 14:00:00+00' | TIMESTAMPTZ '2019-12-31 14:00:01+00' | at most 2020-01-01 00:00:00+10:00",
        "logicalType: timestamp, logicalTypeOptions: {minimum: '2020-01-01T00:00:00', defaultTimezone: Australia/Sydney} | minimum | TIMESTAMPTZ '2019-12-31 13:00:00+00' | TIMESTAMPTZ '2019-12-31 12:59:59+00' | at least 2020-01-01T00:00:00",
        "logicalType: timestamp, logicalTypeOptions: {exclusiveMaximum: '2020-01-01', timezone: false} | exclusiveMaximum | TIMESTAMP '2019-12-31 23:59:59' | TIMESTAMP '2020-01-01 00:00:00' | less than 2020-01-01",
        "logicalType: time, logicalTypeOptions: {minimum: '08:00'} | minimum | TIME '08:00:00' | TIME '07:59:59' | at least 08:00",
        "logicalType: time, logicalTypeOptions: {exclusiveMaximum: '18:00:00', format: 'HH:mm:ss'} | exclusiveMaximum | TIME '17:59:59' | TIME '18:00:00' | less than 18:00:00",
        "logicalType: object | type | '{}'::JSON | '[]'::JSON | an object",
        "logicalType: object, logicalTypeOptions: {required: [a, 'b/c']} | required | '{\"a\":1,\"b/c\":null}'::JSON | '{\"a\":1}'::JSON | the key 'b/c'",
        "logicalType: object, logicalTypeOptions: {minProperties: 2} | minProperties | '{\"a\":1,\"b\":2}'::JSON | '{\"a\":1}'::JSON | at least 2 properties",
        "logicalType: object, logicalTypeOptions: {maxProperties: 1} | maxProperties | '{\"a\":1}'::JSON | '{\"a\":1,\"b\":2}'::JSON | at most 1 properties",
        "logicalType: array | type | '[]'::JSON | '{}'::JSON | a list",
        "logicalType: array, logicalTypeOptions: {minItems: 1} | minItems | '[1]'::JSON | '[]'::JSON | at least 1 items",
        "logicalType: array, logicalTypeOptions: {maxItems: 1} | maxItems | '[1]'::JSON | '[1,2]'::JSON | at most 1 items",
        "logicalType: array, logicalTypeOptions: {uniqueItems: true} | uniqueItems | '[1,\"1\",null]'::JSON | '[1,2,1]'::JSON | no item twice",
        "logicalType: object, properties: [{name: a, required: true}] | x.a required | '{\"a\":1}'::JSON | '{\"a\":null}'::JSON | a value",
        "logicalType: object, properties: [{name: a, logicalType: integer}] | x.a type | '{\"a\":1}'::JSON | '{\"a\":\"1\"}'::JSON | a value of type BIGINT",
        "logicalType: object, properties: [{name: a, logicalType: date}] | x.a type | '{\"a\":\"2024-02-29\"}'::JSON | '{\"a\":\"2023-02-29\"}'::JSON | a value of type DATE",
        "logicalType: object, properties: [{name: a, logicalType: object, properties: [{name: b, logicalType: string, logicalTypeOptions: {minLength: 2}}]}] | x.a.b minLength | '{\"a\":{\"b\":\"xy\"}}'::JSON | '{\"a\":{\"b\":\"x\"}}'::JSON | at least 2 characters",
        "logicalType: array, items: {logicalType: number, logicalTypeOptions: {minimum: 0}} | x[] minimum | '[0,1.5]'::JSON | '[0,-1]'::JSON | at least 0",
        "logicalType: array, items: {logicalType: object, properties: [{name: sku, logicalType: string, required: true}]} | x[].sku required | '[{\"sku\":\"a\"}]'::JSON | '[{\"sku\":\"a\"},{}]'::JSON | a value",
        "logicalType: array, items: {logicalType: array, items: {logicalType: integer, logicalTypeOptions: {maximum: 5}}} | x[][] maximum | '[[1],[5]]'::JSON | '[[1],[6]]'::JSON | at most 5",
      })
  void aRowIsCheckedFor(String keys, String rule, String good, String bad, String required)
      throws SQLException {
    Checks checks = checks("v3.1.0", "{name: x, " + keys + "}", "");
    String field = rule.contains(" ") ? rule.substring(0, rule.indexOf(' ')) : "x";
    String name = rule.substring(rule.indexOf(' ') + 1);
    List<RowCheck> named =
        checks.rows().stream()
            .filter(check -> check.field().equals(field) && check.rule().equals(name))
            .toList();
    assertThat(named)
        .isNotEmpty()
        .anySatisfy(check -> assertThat(check.required()).isEqualTo(required));
    String type =
        ContractCompiler.reads(dataset("v3.1.0", "{name: x, " + keys + "}", ""))
            .get(0)
            .column()
            .type()
            .sql();
    for (RowCheck check : checks.rows()) {
      assertThat(fails(check, type, good)).as("%s of %s", check, good).isFalse();
      if (!check.rule().equals("required") || field.contains("x.") || field.contains("[]")) {
        assertThat(fails(check, type, "NULL")).as("a null is no bad value of " + check).isFalse();
      }
    }
    if (!bad.equals("NULL") || name.equals("required")) {
      assertThat(named)
          .as("%s finds %s", rule, bad)
          .anyMatch(check -> failsQuietly(check, type, bad));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "minimum: 1, exclusiveMinimum: true | minimum | 2 | 1 | more than 1",
        "maximum: 9, exclusiveMaximum: true | maximum | 8 | 9 | less than 9",
        "minimum: 1, exclusiveMinimum: false | minimum | 1 | 0 | at least 1",
      })
  void theBooleanBoundsOfTheFirstVersionAreUnderstood(
      String options, String rule, String good, String bad, String required) throws SQLException {
    List<RowCheck> rows =
        checks(
                "v3.0.2",
                "{name: x, logicalType: integer, logicalTypeOptions: {" + options + "}}",
                "")
            .rows();
    assertThat(rows)
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.rule()).isEqualTo(rule);
              assertThat(check.required()).isEqualTo(required);
              assertThat(fails(check, "BIGINT", good)).isFalse();
              assertThat(fails(check, "BIGINT", bad)).isTrue();
            });
  }

  @Test
  void theValuesOfAnEnumAreTheOnlyOnes() throws SQLException {
    List<RowCheck> rows =
        checks(
                "v3.2.0",
                "{name: x, logicalType: string, enum: [{value: FR, label: France}, {value: \"it's\"}]}\n{name: n, logicalType: integer, enum: [{value: 1}, {value: 2}]}",
                "")
            .rows();
    assertThat(rows).extracting(RowCheck::rule).containsExactly("enum", "enum");
    assertThat(fails(rows.get(0), "VARCHAR", "'it''s'")).isFalse();
    assertThat(fails(rows.get(0), "VARCHAR", "'DE'")).isTrue();
    assertThat(rows.get(0).required()).isEqualTo("one of 'FR', 'it's'");
    assertThat(truth("SELECT " + rows.get(1).fails() + " FROM (SELECT 3::BIGINT AS n)")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metric: nullValues, mustBe: 0 | 'a' | NULL",
        "metric: nullValues, mustBe: 0, unit: percent | 'a' | NULL",
        "metric: nullValues, mustBeLessOrEqualTo: 0 | 'a' | NULL",
        "metric: missingValues, mustBe: 0 | 'a' | ''",
        "metric: missingValues, mustBe: 0, arguments: {missingValues: [null, 'N/A']} | '' | 'N/A'",
        "metric: missingValues, mustBe: 0, arguments: {missingValues: [null]} | 'N/A' | NULL",
        "metric: invalidValues, mustBe: 0, arguments: {validValues: [a, \"b'\"]} | 'b''' | 'c'",
        "metric: invalidValues, mustBe: 0, arguments: {validValues: [a, null]} | NULL | 'c'",
        "metric: invalidValues, mustBe: 0, arguments: {validValues: [null]} | NULL | 'c'",
        "metric: invalidValues, mustBe: 0, arguments: {pattern: '^[a-z]$'} | 'a' | 'ab'",
        "metric: invalidValues, mustBe: 0, arguments: {pattern: '^[a-z]$', validValues: [a, B]} | 'a' | 'B'",
      })
  void aMetricThatAllowsNoneRejectsTheRow(String rule, String good, String bad)
      throws SQLException {
    Checks checks =
        checks(
            "v3.1.0",
            "{name: x, logicalType: string, quality: [{" + rule + ", dimension: conformity}]}",
            "");
    assertThat(checks.batch()).isEmpty();
    assertThat(checks.rows())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.severity()).isEqualTo(Severity.ERROR);
              assertThat(check.dimension()).isEqualTo("conformity");
              assertThat(fails(check, "VARCHAR", good)).isFalse();
              assertThat(fails(check, "VARCHAR", bad)).isTrue();
            });
  }

  // of the values 'a', 'a', 'b', NULL, '' two are faulty by: null, missing; and so on
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metric: nullValues, mustBe: 1 | true | nullValues exactly 1",
        "metric: nullValues, mustBe: 2 | false | nullValues exactly 2",
        "metric: nullValues, mustNotBe: 1 | false | nullValues not 1",
        "metric: nullValues, mustNotBe: 2 | true | nullValues not 2",
        "metric: nullValues, mustBeLessThan: 2 | true | nullValues less than 2",
        "metric: nullValues, mustBeLessThan: 1 | false | nullValues less than 1",
        "metric: nullValues, mustBeLessOrEqualTo: 1 | true | nullValues at most 1",
        "metric: nullValues, mustBeGreaterThan: 0 | true | nullValues more than 0",
        "metric: nullValues, mustBeGreaterThan: 1 | false | nullValues more than 1",
        "metric: nullValues, mustBeGreaterOrEqualTo: 1 | true | nullValues at least 1",
        "metric: nullValues, mustBeGreaterOrEqualTo: 2 | false | nullValues at least 2",
        "metric: nullValues, mustBeBetween: [1, 2] | true | nullValues between 1 and 2",
        "metric: nullValues, mustBeBetween: [2, 3] | false | nullValues between 2 and 3",
        "metric: nullValues, mustNotBeBetween: [2, 3] | true | nullValues not between 2 and 3",
        "metric: nullValues, mustNotBeBetween: [0, 1] | false | nullValues not between 0 and 1",
        "metric: nullValues, mustBeLessOrEqualTo: 20, unit: percent | true | nullValues at most 20 percent",
        "metric: nullValues, mustBeLessThan: 20, unit: percent | false | nullValues less than 20 percent",
        "metric: missingValues, mustBeLessOrEqualTo: 40, unit: percent | true | missingValues at most 40 percent",
        "metric: missingValues, mustBeLessThan: 2, unit: rows | false | missingValues less than 2",
        "metric: invalidValues, mustBeLessThan: 3, arguments: {validValues: [a, b]} | true | invalidValues less than 3",
        "metric: invalidValues, mustBeGreaterThan: 1, arguments: {validValues: [a, b]} | false | invalidValues more than 1",
        "metric: invalidValues, mustBeLessOrEqualTo: 2, arguments: {pattern: '^a$'} | true | invalidValues at most 2",
        "metric: duplicateValues, mustBeLessThan: 2 | true | duplicateValues less than 2",
        "metric: duplicateValues, mustBeLessThan: 1 | false | duplicateValues less than 1",
        "metric: duplicateValues, mustBeLessOrEqualTo: 20, unit: percent | true | duplicateValues at most 20 percent",
        "type: sql, query: 'SELECT count({property}) FROM {object}', mustBe: 4 | true | the query's answer exactly 4",
        "type: sql, query: 'SELECT count(${column}) FROM ${table}', mustBe: 5 | false | the query's answer exactly 5",
        "type: sql, query: 'select max(x) from t;', mustBe: b | true | the query's answer exactly 'b'",
        "type: sql, query: \"with a as (select * from physical_t) select count(*) > 4 from a -- all; of them\", mustBe: true | true | the query's answer exactly true",
        "type: sql, query: 'SELECT count(*) FROM t WHERE x IS NULL', mustBe: false | false | the query's answer exactly false",
      })
  void aMetricOrQueryIsHeldAgainstItsOperator(String rule, boolean passes, String required)
      throws SQLException {
    Checks checks =
        checks(
            "v3.1.0",
            "{name: x, logicalType: string, quality: [{" + rule + "}]}",
            "    physicalName: physical_t\n");
    assertThat(checks.rows()).isEmpty();
    assertThat(checks.batch())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.required()).isEqualTo(required);
              assertThat(check.field()).isEqualTo("x");
              assertThat(passes(check, "(VALUES ('a'), ('a'), ('b'), (NULL), ('')) AS v(x)"))
                  .isEqualTo(passes);
            });
  }

  @Test
  void countsRowsAndCompoundDuplicatesOfADataset() throws SQLException {
    Checks checks =
        checks(
            "v3.1.0",
            "{name: a, logicalType: string}\n{name: b, logicalType: string}",
            """
            quality:
              - {metric: rowCount, mustBeBetween: [3, 5], name: volume, severity: warning, dimension: completeness}
              - {metric: duplicateValues, mustBeLessThan: 1, arguments: {properties: [a, b]}}
              - {metric: duplicateValues, mustBe: 0, arguments: {properties: [a, b]}, severity: info}
              - {type: sql, query: SELECT count(*) FROM "t", mustBeGreaterThan: 3, severity: error}
        """);
    assertThat(checks.uniques())
        .containsExactly(new UniqueCheck(List.of("a", "b"), "duplicateValues", Severity.WARNING));
    BatchCheck volume = checks.batch().get(0);
    assertThat(volume.rule()).isEqualTo("volume");
    assertThat(volume.severity()).isEqualTo(Severity.WARNING);
    assertThat(volume.dimension()).isEqualTo("completeness");
    assertThat(volume.field()).isNull();
    String three = "(VALUES ('x', '1'), ('x', '2'), (NULL, '2')) AS v(a, b)";
    String four = "(VALUES ('x', '1'), ('x', '1'), (NULL, '2'), (NULL, '2')) AS v(a, b)";
    assertThat(passes(volume, three)).isTrue();
    assertThat(passes(volume, "(VALUES ('x', '1')) AS v(a, b)")).isFalse();
    assertThat(passes(checks.batch().get(1), three)).isTrue();
    assertThat(passes(checks.batch().get(1), four)).isFalse();
    assertThat(checks.batch().get(2).severity()).isEqualTo(Severity.ERROR);
    assertThat(passes(checks.batch().get(2), three)).isFalse();
    assertThat(passes(checks.batch().get(2), four)).isTrue();
  }

  @Test
  void anEmptyBatchHasNoShareOfFaults() throws SQLException {
    BatchCheck check =
        checks(
                "v3.1.0",
                "{name: x, logicalType: string, quality: [{metric: nullValues, mustBeLessThan: 1, unit: percent}]}",
                "")
            .batch()
            .get(0);
    assertThat(passes(check, "(SELECT 'a' AS x WHERE false)")).isTrue();
  }

  @Test
  void aWarningStaysAWarningOnARow() {
    assertThat(
            checks(
                    "v3.1.0",
                    "{name: x, quality: [{metric: nullValues, mustBe: 0, severity: warning}]}",
                    "")
                .rows()
                .get(0)
                .severity())
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void keysBecomeUniqueChecks() {
    Checks checks =
        checks(
            "v3.1.0",
            """
        {name: b, primaryKey: true, primaryKeyPosition: 2}
        {name: a, primaryKey: true, primaryKeyPosition: 1}
        {name: u, unique: true}
        """,
            "");
    assertThat(checks.uniques())
        .containsExactly(
            new UniqueCheck(List.of("a", "b"), "primaryKey", Severity.ERROR),
            new UniqueCheck(List.of("u"), "unique", Severity.ERROR));
    assertThat(checks.rows()).extracting(RowCheck::field).containsExactly("b", "a");
    assertThat(checks("v3.1.0", "{name: a, primaryKey: true, unique: true}", "").uniques())
        .hasSize(1);
  }

  @Test
  void relationshipsBecomeForeignKeysOnTheDataTheCallerGives() {
    String properties =
        """
        {name: currency, relationships: [{to: currency.code}]}
        {name: a}
        {name: b, id: b_id, relationships: [{to: customer.odcs.yaml#/schema/c/properties/cid}, {type: foreignKey, to: other.x, customProperties: [{property: caravan.reference, value: crm/people}]}]}
        """;
    String rest = "    relationships: [{from: [t.a, t.b], to: [shop.id, shop.country]}]\n";
    Checks checks = checks("v3.1.0", properties, rest);
    assertThat(checks.foreignKeys())
        .extracting(
            key -> key.fields() + " " + key.reference().name() + " " + key.referenceFields())
        .containsExactly(
            "[a, b] retail/shop [id, country]",
            "[currency] retail/currency [code]",
            "[b] retail/customer [cid]",
            "[b] crm/people [x]");
    Contract contract = contract("v3.1.0", properties, rest);
    assertThat(ContractCompiler.references(contract, contract.datasets().get(0)))
        .containsExactly("retail/shop", "retail/currency", "retail/customer", "crm/people");
    assertThatThrownBy(
            () -> ContractCompiler.checks(contract, contract.datasets().get(0), name -> null))
        .isInstanceOf(CaravanException.class)
        .hasMessageContaining("there is no reference data 'retail/shop'")
        .hasMessageContaining("there is no reference data 'crm/people'");
  }

  @Test
  void aRelationshipMayWarnInsteadOfRejecting() {
    String properties = "{name: a, relationships: [{to: b.id}, {to: c.id, customProperties: [{property: caravan.severity, value: %s}]}]}";
    assertThat(checks("v3.1.0", properties.formatted("warning"), "").foreignKeys())
        .extracting(key -> key.reference().name() + " " + key.severity())
        .containsExactly("retail/b ERROR", "retail/c WARNING");
    assertThatThrownBy(() -> checks("v3.1.0", properties.formatted("warn"), ""))
        .hasMessageContaining("the severity of a relationship cannot be used; requires error or warning, got 'warn'");
  }

  @Test
  void aRelationshipMustBeginInItsDataset() {
    assertThatThrownBy(
            () ->
                contract(
                    "v3.1.0",
                    "{name: a}",
                    "    relationships: [{from: t.aa, to: s.id}, {from: u.a, to: s.id}, {from: [t.a], to: [s.id, s.b]}]\n"))
        .hasMessageContaining("schema object 't' has no property 'aa'")
        .hasMessageContaining("did you mean 'a'?")
        .hasMessageContaining(
            "a relationship of 't' begins elsewhere; requires from: t.<property>, got 'u.a'")
        .hasMessageContaining(
            "sides of different length; requires as many references in to as in from, got 1 and 2");
  }

  @Test
  void aNameCannotBecomeSql() throws SQLException {
    Checks checks =
        checks(
            "v3.1.0",
            "{name: 'x\"; drop table t; --', logicalType: string, required: true, logicalTypeOptions: {maxLength: 1}, quality: [{type: sql, query: 'select count({property}) from {object}', mustBe: 1}]}",
            "");
    assertThat(
            truth(
                "SELECT "
                    + checks.rows().get(1).fails()
                    + " FROM (SELECT 'ab' AS \"x\"\"; drop table t; --\")"))
        .isTrue();
    assertThat(passes(checks.batch().get(0), "(SELECT 'ab' AS \"x\"\"; drop table t; --\")"))
        .isTrue();
  }

  private static Contract contract(String version, String properties, String rest) {
    return ContractReader.read("retail/t", "c.yaml", TestContract.of(version, properties, rest));
  }

  private static Contract.Dataset dataset(String version, String properties, String rest) {
    return contract(version, properties, rest).datasets().get(0);
  }

  private static Checks checks(String version, String properties, String rest) {
    Contract contract = contract(version, properties, rest);
    Function<String, Reference> references = NamedReference::new;
    return ContractCompiler.checks(contract, contract.datasets().get(0), references);
  }

  private record NamedReference(String name) implements Reference {
    @Override
    public String open(Connection engine, String table) {
      return table;
    }
  }

  private boolean fails(RowCheck check, String type, String value) throws SQLException {
    return truth(
        "SELECT coalesce(("
            + check.fails()
            + "), false) FROM (SELECT CAST("
            + value
            + " AS "
            + type
            + ") AS x)");
  }

  private boolean failsQuietly(RowCheck check, String type, String value) {
    try {
      return fails(check, type, value);
    } catch (SQLException exception) {
      throw new AssertionError(check.fails(), exception);
    }
  }

  private boolean passes(BatchCheck check, String table) throws SQLException {
    return truth(
        "SELECT coalesce(("
            + check.passes().replace("{value}", "_value")
            + "), false) FROM (SELECT ("
            + check.measures().replace("{table}", table)
            + ") AS _value)");
  }

  private boolean truth(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
