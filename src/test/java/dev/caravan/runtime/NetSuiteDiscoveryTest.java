package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.SecretsInMemory;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.source.http.ConcurrencyBudget;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.netsuite.ColumnSchema;
import dev.caravan.source.netsuite.ColumnType;
import dev.caravan.source.netsuite.NetSuiteConfig;
import dev.caravan.source.netsuite.TableDiscovery;
import dev.caravan.source.netsuite.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is learnt of tables, from the catalogue and from probes. */
@Timeout(60)
class NetSuiteDiscoveryTest {
  @TempDir private static Path folder;
  private static OutsideCalls calls;
  private static int systems;

  private NetSuiteSimulator simulator;

  @BeforeAll
  static void open() {
    Map<String, String> settings =
        Map.of("caravan.data", folder.toString(), "caravan.kamelets", "kamelets", "caravan.retry.delay", "10ms", "caravan.breaker.calls", "1000");
    calls = new OutsideCalls(new ConfigSources().classPath().commandLine(settings).read(), 10, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    calls.close();
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private TableDiscovery start(String... switches) {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard();
    for (int i = 0; i < switches.length; i += 2) {
      behaviour = behaviour.with(switches[i], switches[i + 1]);
    }
    simulator = NetSuiteSimulator.small(behaviour);
    NetSuiteAccount account = simulator.account();
    SecretsInMemory secrets =
        new SecretsInMemory().set("netsuite/consumer-key", account.consumerKey()).set("netsuite/consumer-secret", account.consumerSecret().reveal())
            .set("netsuite/token-id", account.tokenId()).set("netsuite/token-secret", account.tokenSecret().reveal());
    NetSuiteConfig config = new NetSuiteConfig().setName("test").setAccount("1234567_SB1").setBaseUrl(simulator.baseUrl()).setLogin("tba");
    HttpSystems own = new HttpSystems(system -> ConcurrencyBudget.Share.ALL, Clock.systemUTC());
    return new TableDiscovery(config, own, calls.exchange("learn-" + ++systems), secrets, Clock.systemUTC());
  }

  private static ColumnSchema column(TableSchema schema, String name) {
    return schema.columns().stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError("no column " + name));
  }

  private static Map<String, ColumnType> types(TableSchema schema) {
    return schema.columns().stream().collect(Collectors.toMap(ColumnSchema::name, ColumnSchema::type));
  }

  private static Map<String, String> references(TableSchema schema) {
    return schema.columns().stream().filter(column -> column.references() != null).collect(Collectors.toMap(ColumnSchema::name, ColumnSchema::references));
  }

  @ParameterizedTest
  @CsvSource({"list,lower,M/D/YYYY,no", "flag,upper,DD-Mon-YYYY,yes"})
  void aTableOfTheCatalogueIsKnownWithTypesReferencesAndCustomFields(String filterable, String nameCase, String dateFormat, String outer) {
    TableDiscovery discovery = start("filterable", filterable, "nameCase", nameCase, "dateFormat", dateFormat, "outerErrorCode", outer);

    TableSchema customer = discovery.discover("Customer");

    assertThat(customer.recordTypes()).containsExactly("customer");
    assertThat(customer.key()).containsExactly("id");
    assertThat(types(customer)).containsEntry("id", ColumnType.INTEGER).containsEntry("altname", ColumnType.TEXT).containsEntry("isperson", ColumnType.BOOLEAN)
        .containsEntry("creditlimit", ColumnType.NUMBER).containsEntry("lastmodifieddate", ColumnType.TIMESTAMP).containsEntry("subsidiary", ColumnType.INTEGER).hasSize(19);
    assertThat(references(customer)).isEqualTo(Map.of("subsidiary", "subsidiary", "currency", "currency", "parent", "customer", "salesrep", "employee"));
    assertThat(column(customer, "custentity_tier").custom()).isTrue();
    assertThat(column(customer, "altname").custom()).isFalse();
    assertThat(column(customer, "email").title()).isEqualTo("Email");
    assertThat(column(customer, "id").required()).isTrue();
    assertThat(column(customer, "email").required()).isFalse();
  }

  @Test
  void aColumnThatIsNullInEveryRowIsKnownByTheCatalogueAndAQuery() {
    TableDiscovery discovery = start();
    simulator.change("UPDATE customer SET creditlimit = NULL, custentity_tier = NULL, parent = NULL");

    TableSchema customer = discovery.discover("customer");

    assertThat(types(customer)).containsEntry("creditlimit", ColumnType.NUMBER).containsEntry("custentity_tier", ColumnType.TEXT);
    assertThat(column(customer, "custentity_tier").custom()).isTrue();
    assertThat(customer.notes()).anySatisfy(note -> assertThat(note).startsWith("3 columns are null in all"));
  }

  @ParameterizedTest
  @CsvSource({"M/D/YYYY,lower", "DD/MM/YY,upper"})
  void aTableThatTheCatalogueDoesNotDescribeIsKnownByProbes(String dateFormat, String nameCase) {
    TableDiscovery discovery = start("dateFormat", dateFormat, "nameCase", nameCase);

    TableSchema lines = discovery.discover("transactionline");

    assertThat(lines.recordTypes()).isEmpty();
    assertThat(lines.key()).containsExactly("uniquekey");
    assertThat(types(lines)).containsEntry("linelastmodifieddate", ColumnType.TIMESTAMP).containsEntry("mainline", ColumnType.BOOLEAN)
        .containsEntry("foreignamount", ColumnType.NUMBER).containsEntry("memo", ColumnType.TEXT);
    assertThat(references(lines)).containsEntry("transaction", "transaction").containsEntry("item", "item").containsEntry("class", "classification")
        .containsEntry("location", "location");
    assertThat(lines.notes()).anySatisfy(note -> assertThat(note).contains("catalogue does not describe"));
  }

  @Test
  void textsAreReadForWhatTheyMean() throws IOException {
    TableDiscovery discovery = start("dateFormat", "YYYY-MM-DD");
    simulator.serve("visit", Files.writeString(folder.resolve("visit.csv"), "id,day,code,share,note\n1,2026-03-01,007,0.5,a\n2,2026-03-02,010,2,2\n"));

    TableSchema visit = discovery.discover("visit");

    assertThat(types(visit))
        .isEqualTo(Map.of("id", ColumnType.INTEGER, "day", ColumnType.DATE, "code", ColumnType.TEXT, "share", ColumnType.NUMBER, "note", ColumnType.TEXT));
    assertThat(visit.query()).contains("TO_CHAR(day, 'YYYY-MM-DD') AS day");
  }

  @Test
  void fiveHundredColumnsAreFiveHundredColumns() throws IOException {
    TableDiscovery discovery = start();
    String names = IntStream.range(0, 500).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String values = IntStream.range(0, 500).mapToObj(i -> i % 3 == 0 ? "text " + i : Integer.toString(i)).collect(Collectors.joining(","));
    simulator.serve("wide", Files.writeString(folder.resolve("wide.csv"), "id," + names + "\n1," + values + "\n2," + values + "\n"));

    TableSchema wide = discovery.discover("wide");

    assertThat(wide.columns()).hasSize(501);
    assertThat(types(wide)).containsEntry("c300", ColumnType.TEXT).containsEntry("c499", ColumnType.INTEGER);
    assertThat(simulator.exchanges()).hasSizeLessThan(20);
  }

  @Test
  void aTableThatIsNotFoundIsToldWithTheNearestNameAndTheRole() {
    TableDiscovery discovery = start();

    CaravanException failure = catchThrowableOfType(CaravanException.class, () -> discovery.discover("custmer"));

    assertThat(failure.code()).isEqualTo(ErrorCode.NETSUITE_TABLE);
    assertThat(failure.problems().get(0).next()).contains("no table 'custmer'").contains("role").contains("Did you mean 'customer'?");
  }

  @Test
  void nothingIsLearntOfATableThatIsEmptyAndInNoCatalogue() {
    TableDiscovery discovery = start();
    simulator.change("DELETE FROM transactionaccountingline");

    CaravanException failure = catchThrowableOfType(CaravanException.class, () -> discovery.discover("transactionaccountingline"));

    assertThat(failure.code()).isEqualTo(ErrorCode.NETSUITE_SCHEMA);
  }

  @Test
  void aRoleThatMayNotSeeAReferredTableStillLearnsWhatTheCatalogueSays() {
    TableDiscovery discovery = start("deniedTables", "employee");

    TableSchema customer = discovery.discover("customer");

    assertThat(references(customer)).doesNotContainKey("salesrep").containsEntry("currency", "currency");
    assertThat(column(customer, "salesrep").type()).isEqualTo(ColumnType.INTEGER);
  }

  @Test
  void tablesAreThoseOfTheCatalogueWithTheirRecordTypes() {
    Map<String, List<String>> tables = start("deniedTables", "employee").tables();

    assertThat(tables).containsKeys("customer", "subsidiary").doesNotContainKey("employee");
    assertThat(tables.get("transaction")).contains("salesOrder", "invoice");
    assertThat(tables.get("item")).contains("inventoryItem");
  }

  @Test
  void faultsOfTheAccountCostTimeAndNoColumnAlsoOfTheSecondSystemThatIsCalled() {
    start().tables();
    simulator.close();

    TableSchema customer = start("timeScale", "0.001", "serverErrorPercent", "20", "htmlPercent", "10", "cutPercent", "10", "tooManyPercent", "5").discover("customer");

    assertThat(customer.columns()).hasSize(19);
  }
}
