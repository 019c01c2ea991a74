package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractReaderTest {
  private static final String HEAD =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: order
      version: 1.0.0
      status: active
      """;

  @Test
  void tellsEveryProblemAtItsPlaceWithTheNearestName() {
    assertThat(
            texts(
                """
            apiVersion: v3.1.0
            kind: DataContrakt
            id: order
            verson: 1.0.0
            status: active
            schema:
              - name: order
                properties:
                  - name: id
                    logicalType: intger
                    requird: true
                  - logicalType: string
                    logicalTypeOptions:
                      minLength: "3"
                    quality:
                      - metric: nulValues
                        mustBe: 0
                      - metric: nullValues
                      - type: text
                        query: select 1
            """))
        .containsExactly(
            """
            c.yaml:1:1: 'version' is missing; requires 'version' [contract.schema]
                next: Add the key 'version'.""",
            """
            c.yaml:2:7: 'kind' has a value the standard does not know; requires DataContract, got 'DataContrakt' [contract.schema]
                next: Mend the field at the place named.""",
            """
            c.yaml:4:1: unknown key 'verson' [contract.unknown-key]
                next: did you mean 'version'?""",
            """
            c.yaml:10:22: 'logicalType' has a value the standard does not know; requires one of string, date, timestamp, time, number, integer, object, array, boolean, got 'intger' [contract.schema]
                next: did you mean 'integer'?""",
            """
            c.yaml:11:9: unknown key 'requird' in properties[0] [contract.unknown-key]
                next: did you mean 'required'?""",
            """
            c.yaml:12:9: 'name' is missing in properties[1]; requires 'name' [contract.schema]
                next: Add the key 'name'.""",
            """
            c.yaml:14:22: 'minLength' has the wrong type; requires integer, got string '3' [contract.schema]
                next: Mend the field at the place named.""",
            """
            c.yaml:16:21: 'metric' has a value the standard does not know; requires one of nullValues, missingValues, invalidValues, duplicateValues, rowCount, got 'nulValues' [contract.schema]
                next: did you mean 'nullValues'?""",
            """
            c.yaml:18:13: 'quality[1]' is not valid; requires exactly one operator: mustBe, mustNotBe, mustBeGreaterThan, mustBeGreaterOrEqualTo, mustBeLessThan, mustBeLessOrEqualTo, mustBeBetween, mustNotBeBetween, got {"metric":"nullValues"} [contract.schema]
                next: Mend the field at the place named.""",
            """
            c.yaml:20:13: 'query' does not belong here; requires type: sql when there is a query [contract.schema]
                next: Mend the field at the place named.""");
  }

  @Test
  void refusesYamlThatHidesPlaces() {
    assertThat(texts("a: &x 1\nb: *x\n"))
        .containsExactly(
            "c.yaml:1:4: this YAML is not read; requires a contract without anchors, got an anchor (&x) [contract.syntax]\n"
                + "    next: Remove the anchor and write the value out where it is used.",
            "c.yaml:2:4: this YAML is not read; requires a contract without anchors, got an alias (*x) [contract.syntax]\n"
                + "    next: Write the value out.");
    assertThat(texts("a: 1\n---\nb: 2\n"))
        .containsExactly(
            "c.yaml:2:1: this YAML is not read; requires one contract in a file, got a second YAML document [contract.syntax]\n"
                + "    next: Move it to a file of its own.");
    assertThat(texts("a: 1\nb: 2\na: 3\n"))
        .containsExactly(
            "c.yaml:3:1: this YAML is not read; requires each key once, got the key 'a' a second time [contract.syntax]\n"
                + "    next: Remove one of them; the first stands at c.yaml:1:1.");
    assertThat(texts("a: !mine 1\n"))
        .singleElement()
        .asString()
        .startsWith(
            "c.yaml:1:4: this YAML is not read; requires a contract without tags of its own, got the tag !mine");
    assertThat(texts("a: [1\nb: 2\n"))
        .singleElement()
        .asString()
        .startsWith("c.yaml:2:")
        .contains("not YAML: while parsing a flow sequence")
        .contains("[contract.syntax]");
    assertThat(texts(""))
        .singleElement()
        .asString()
        .startsWith("c.yaml: the file holds no YAML document [contract.syntax]");
  }

  @Test
  void refusesAVersionItDoesNotRead() {
    assertThat(texts(HEAD.replace("v3.1.0", "v2.2.2")))
        .containsExactly(
            "c.yaml:1:13: this version of the standard is not read; requires v3.0.x, v3.1.x or v3.2.x, got 'v2.2.2' [contract.version]\n"
                + "    next: Write apiVersion: v3.1.0.");
  }

  @Test
  void asksForQuotesAroundANumberThatIsAText() {
    assertThat(texts(HEAD.replace("version: 1.0.0", "version: 1.0")))
        .containsExactly(
            "c.yaml:4:10: 'version' has the wrong type; requires string, got number 1.0 [contract.schema]\n    next: Put the value in quotes.");
  }

  @Test
  void readsWhatEachVersionAloneHas() {
    String exclusive =
        "schema: [{name: t, properties: [{name: n, logicalType: integer, logicalTypeOptions: {minimum: 1, exclusiveMinimum: true}}]}]\n";
    assertThatCode(() -> read(HEAD.replace("v3.1.0", "v3.0.2") + exclusive))
        .doesNotThrowAnyException();
    assertThat(codes(HEAD + exclusive)).containsExactly(ErrorCode.CONTRACT_SCHEMA);

    String rule =
        "schema: [{name: t, properties: [{name: n, quality: [{type: library, rule: nullValues, mustBe: 0}]}]}]\n";
    assertThat(
            read(HEAD.replace("v3.1.0", "v3.0.0") + rule)
                .datasets()
                .get(0)
                .properties()
                .get(0)
                .quality()
                .get(0)
                .metric())
        .isEqualTo("nullValues");
    assertThat(codes(HEAD + rule)).contains(ErrorCode.CONTRACT_SCHEMA);

    String values =
        "schema: [{name: t, synonyms: [{synonym: x}], properties: [{name: n, enum: [{value: a}, {value: b}]}, {name: m, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}]}]\n";
    assertThat(
            read(HEAD.replace("v3.1.0", "v3.2.0").replace("status: active\n", "") + values)
                .datasets()
                .get(0)
                .properties()
                .get(0)
                .validValues())
        .containsExactly("a", "b");
    assertThat(codes(HEAD + values)).contains(ErrorCode.CONTRACT_UNKNOWN_KEY);
    assertThat(codes(HEAD + exclusive.replace("exclusiveMinimum: true", "exclusiveMinimum: 1")))
        .isEmpty();

    String team = "team: [{username: a, role: owner}]\n";
    assertThat(codes(HEAD + team)).isEmpty();
    assertThat(texts(HEAD + "team: {name: a, membrs: []}\n"))
        .singleElement()
        .asString()
        .startsWith("c.yaml:6:17: unknown key 'membrs' in team")
        .contains("did you mean 'members'?");
  }

  @Test
  void findsWhatNoSchemaCanSay() {
    assertThat(
            texts(
                    HEAD
                        + """
            customProperties:
              - {property: caravan.maxRejectPercent, value: 120}
            schema:
              - name: order
                properties:
                  - {name: id, logicalType: string, logicalTypeOptions: {pattern: "^(?=a)b"}}
                  - {name: ID, logicalType: string}
                  - {name: day, logicalType: date, logicalTypeOptions: {minimum: yesterday}}
                  - {name: amount, logicalType: number, physicalType: "DECIMAL(40,2)"}
                  - {name: seen, logicalType: timestamp, logicalTypeOptions: {maximum: "5"}}
                  - {name: cell, logicalType: string, customProperties: [{property: caravan.coerse, value: true}]}
                quality:
                  - {metric: rowCount, mustBe: 1, unit: percent}
                  - {metric: duplicateValues, mustBe: 0, arguments: {properties: [idd]}}
                  - {metric: nullValues, mustBe: 0, severity: warn}
                  - {type: sql, query: "drop table x", mustBe: 0}
            """)
                .stream()
                .map(text -> text.substring(0, text.indexOf(" [contract."))))
        .containsExactly(
            "c.yaml:7:3: caravan.maxRejectPercent is not a share; requires a number from 0 to 100, got '120'",
            "c.yaml:11:71: the pattern '^(?=a)b' cannot be run; requires a pattern RE2 can run, got a lookahead (?=…)",
            "c.yaml:12:16: a second property is named 'id'; requires each name once (case ignored)",
            "c.yaml:13:70: 'day' cannot be compared with this value; requires a date in its format or in ISO 8601, got 'yesterday'",
            "c.yaml:14:59: 'amount' cannot be landed exactly; requires a precision of 1 to 38 and a scale of at most the precision, got 'DECIMAL(40,2)'",
            "c.yaml:15:76: 'seen' cannot be compared with this value; requires a timestamp in its format or in ISO 8601, got '5'",
            "c.yaml:16:73: unknown custom property 'caravan.coerse'",
            "c.yaml:18:9: a number of rows is no share; requires unit: rows, got unit: percent",
            "c.yaml:19:57: schema object 'order' has no property 'idd'",
            "c.yaml:20:9: the metric 'nullValues' belongs to a property; requires a rule on a property, got a rule on schema object 'order'",
            "c.yaml:20:51: the severity of a rule is unknown; requires one of error, warning, info, got 'warn'",
            "c.yaml:21:28: the query of a rule cannot be run; requires one SELECT that yields one value");
  }

  @Test
  void tellsWhatTheSchemaRefusesAndWhatNoSchemaCanSayAtOnce() {
    assertThat(
            texts(
                    HEAD
                        + """
            schema:
              - name: order
                ownr: shop
                properties:
                  - {name: id, logicalType: strin}
                  - {name: number, logicalType: integer, primarykey: true}
                  - {name: day, logicalType: date, logicalTypeOptions: {minimum: yesterday}}
                quality:
                  - {metric: duplicateValues, mustBe: 0, arguments: {properties: [id, number]}}
                  - {metric: duplicateValues, mustBe: 0, arguments: {properties: [idd]}}
              - physicalName: nameless
            """)
                .stream()
                .map(text -> text.substring(0, text.indexOf(" [contract."))))
        .containsExactly(
            "c.yaml:8:5: unknown key 'ownr' in schema[0]",
            "c.yaml:10:33: 'logicalType' has a value the standard does not know; requires one of string, date, timestamp, time, number, integer, object, array, boolean, got 'strin'",
            "c.yaml:11:46: unknown key 'primarykey' in properties[1]",
            "c.yaml:12:70: 'day' cannot be compared with this value; requires a date in its format or in ISO 8601, got 'yesterday'",
            "c.yaml:15:57: schema object 'order' has no property 'idd'",
            "c.yaml:16:5: 'name' is missing in schema[1]; requires 'name'");
  }

  @Test
  void refusesTheNamesCaravanComputesWithItself() {
    assertThat(
            texts(
                HEAD
                    + """
            schema:
              - name: order
                properties:
                  - name: _Line
                  - name: _lines
                  - name: address
                    logicalType: object
                    properties:
                      - name: _fate
                  - name: _fate
                    physicalName: fate
            """))
        .containsExactly(
            "c.yaml:9:15: no column can be called '_Line': Caravan computes with one of that name [contract.name]\n    next: Write name: Line and physicalName: _Line.",
            "c.yaml:15:15: no column can be called '_fate': Caravan computes with one of that name [contract.name]\n    next: Write name: fate and physicalName: _fate.");
  }

  @Test
  void readsTheWholeModel() {
    Contract contract =
        ContractReader.read(Path.of("src/test/resources/contracts/retail/order.odcs.yaml"));
    assertThat(contract.version()).isEqualTo("2.1.0");
    Contract.Dataset order = contract.datasets().get(0);
    assertThat(order.maxRejectPercent()).isEqualByComparingTo(new BigDecimal("2.5"));
    assertThat(order.primaryKey())
        .extracting(Contract.Property::name)
        .containsExactly("shop", "order_id");
    assertThat(order.partitions())
        .extracting(Contract.Property::name)
        .containsExactly("order_date", "shop");
    Contract.Property id = order.property("order_id").orElseThrow();
    assertThat(id.physicalName()).isEqualTo("OrderNo");
    assertThat(id.classification()).isEqualTo("internal");
    assertThat(id.examples()).containsExactly(new BigDecimal("1001"), new BigDecimal("1002"));
    Contract.Property address = order.property("address").orElseThrow();
    assertThat(address.properties())
        .extracting(Contract.Property::name)
        .containsExactly("city", "zip");
    assertThat(order.property("lines").orElseThrow().items().properties()).hasSize(2);
    assertThat(order.property("currency").orElseThrow().relationships().get(0).to())
        .containsExactly("currency.code");
    assertThat(order.quality())
        .extracting(QualityRule::kind)
        .contains(QualityRule.Kind.TEXT, QualityRule.Kind.CUSTOM, QualityRule.Kind.SQL);
    assertThat(ContractCompiler.notes(order))
        .extracting(Problem::message)
        .containsExactly("a rule for the engine 'soda' is not run");
    assertThat(ContractCompiler.references(contract, order))
        .allMatch(name -> name.endsWith("currency"));
  }

  private static Contract read(String text) {
    return ContractReader.read("retail/order", "c.yaml", text);
  }

  private static List<ErrorCode> codes(String text) {
    CaravanException exception = catchThrowableOfType(CaravanException.class, () -> read(text));
    return exception == null
        ? List.of()
        : exception.problems().stream().map(Problem::code).toList();
  }

  private static List<String> texts(String text) {
    CaravanException exception = catchThrowableOfType(CaravanException.class, () -> read(text));
    return exception == null
        ? List.of()
        : exception.problems().stream().map(Problem::toString).toList();
  }
}
