package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.MovedClock;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.source.netsuite.NetSuiteConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The moments at which connectors lose rows, or land them twice. */
@Timeout(120)
class NetSuiteEdgesTest {
  private static final Path SEEDS = Path.of("../shared/fixtures/netsuite/fivetran_seeds");
  private static final String CUSTOMERS = "SELECT id, companyname, TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS lastmodifieddate FROM customer";
  private static final String COLUMNS = "id, companyname, lastmodifieddate";
  private static final String TRUE =
      "SELECT concat_ws('|', id, coalesce(companyname, ''), strftime(lastmodifieddate AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')) FROM customer";

  @TempDir static Path folder;
  private static NetSuiteReading reading;

  private final MovedClock clock = new MovedClock();
  private NetSuiteSimulator simulator;

  @BeforeAll
  static void start() throws Exception {
    reading = new NetSuiteReading(folder);
  }

  @AfterAll
  static void stop() {
    reading.close();
  }

  @AfterEach
  void closeAccount() {
    if (simulator != null) {
      simulator.close();
    }
  }

  private void account(NetSuiteBehaviour behaviour) {
    simulator = new NetSuiteSimulator(0, NetSuiteAccount.made(1), behaviour, 1, 0, clock);
  }

  /** Customers numbered from one id on, changed at that time. */
  private void customers(int first, int count, Instant changed) {
    simulator.change("INSERT INTO customer (id, companyname, lastmodifieddate) SELECT " + first + " + i, 'Firm ' || i, ? FROM range(" + count + ") numbers(i)", changed);
  }

  private NetSuiteReading.Flow flow(NetSuiteConfig config) {
    return reading.flow(simulator, clock, COLUMNS, config.setLogin("tba").setQuery(CUSTOMERS).setCursor("lastmodifieddate, id"));
  }

  private List<String> truth() {
    return simulator.texts(TRUE).stream().sorted().toList();
  }

  @Test
  void moreRowsWithOneTimeThanAPageHoldsLandOnceEach() {
    account(NetSuiteBehaviour.standard());
    customers(1, 2600, simulator.now().minusSeconds(60));
    NetSuiteReading.Flow flow = flow(new NetSuiteConfig().setBatchRows("700"));

    flow.pass();
    assertThat(flow.landed()).isEqualTo(truth()).hasSize(2600);

    flow.pass();
    assertThat(flow.landed()).as("the overlap brings them again").hasSize(2600);
  }

  @Test
  void aLargeTableWhoseIdsAreNotEvenlyDenseIsReadByFewMoreCallsThanItHasPages() {
    account(NetSuiteBehaviour.standard());
    simulator.change("INSERT INTO customer (id, lastmodifieddate) SELECT i * 50, ? FROM range(1, 20001) numbers(i)", simulator.now().minusSeconds(60));
    customers(1_000_001, 40_000, simulator.now().minusSeconds(60));
    NetSuiteReading.Flow flow = flow(new NetSuiteConfig());

    flow.pass();

    assertThat(flow.landed()).isEqualTo(truth()).hasSize(60_000);
    assertThat(simulator.exchanges()).hasSizeBetween(63, 80);
  }

  @Test
  void rowsChangedInTheVerySecondInWhichAWindowEndsComeWithTheNext() {
    account(NetSuiteBehaviour.standard());
    customers(1, 10, simulator.now().minusSeconds(60));
    NetSuiteReading.Flow flow = flow(new NetSuiteConfig().setOverlap("0s"));
    Instant second = Instant.ofEpochSecond(simulator.now().getEpochSecond());
    customers(100, 5, second);

    flow.pass();
    customers(200, 5, second);
    clock.move(Duration.ofMinutes(1));
    flow.pass();

    assertThat(flow.landed()).isEqualTo(truth()).hasSize(20);
  }

  @Test
  void aWindowThatEndsInTheHourThatComesTwiceInAutumnLosesNothing() {
    account(NetSuiteBehaviour.standard());
    // 1:45 of the first of the two hours in Los Angeles.
    clock.at(Instant.parse("2025-11-02T08:45:00Z"));
    customers(1, 10, Instant.parse("2025-11-02T08:40:00Z"));
    NetSuiteReading.Flow flow = flow(new NetSuiteConfig().setOverlap("0s"));
    flow.pass();

    // 1:10 of the second: a clock on the wall has it earlier than what has been read.
    clock.at(Instant.parse("2025-11-02T09:10:00Z"));
    customers(100, 10, Instant.parse("2025-11-02T09:05:00Z"));
    flow.pass();
    clock.at(Instant.parse("2025-11-02T11:00:00Z"));
    customers(200, 10, Instant.parse("2025-11-02T10:05:00Z"));
    flow.pass();

    assertThat(flow.landed()).isEqualTo(truth()).hasSize(30);
  }

  @Test
  void rowsThatChangeWhilePagesAreReadComeWithTheNextWindow() {
    account(NetSuiteBehaviour.standard().with("changingRows", "200"));
    customers(1, 4000, simulator.now().minusSeconds(3600));
    NetSuiteReading.Flow flow = flow(new NetSuiteConfig().setBatchRows("1000"));

    flow.pass();
    assertThat(ids(flow.landed())).as("those that changed before they were read are missing still").hasSizeLessThan(4000);
    for (int pass = 0; pass < 3; pass++) {
      clock.move(Duration.ofMinutes(10));
      flow.pass();
    }

    assertThat(ids(flow.landed())).hasSize(4000);
    assertThat(flow.landed()).doesNotHaveDuplicates();
    assertThat(flow.landed()).containsAll(simulator.texts(TRUE + " WHERE lastmodifieddate < TIMESTAMPTZ '" + flow.since() + "+00'"));
  }

  private static Set<String> ids(List<String> rows) {
    return rows.stream().map(row -> row.substring(0, row.indexOf('|'))).collect(Collectors.toSet());
  }

  @Test
  void moreThanAHundredThousandRowsAreReadByTheirKey() {
    account(NetSuiteBehaviour.standard().with("pastLimit", "error"));
    customers(1, 100_500, simulator.now().minusSeconds(3600));
    NetSuiteReading.Flow flow = flow(new NetSuiteConfig());

    flow.pass();

    assertThat(flow.landed()).hasSize(100_500).isEqualTo(truth());
  }

  @Test
  void aProcessMayEndAtAnyMomentOfAWindowAndNothingIsLostOrDoubled() {
    account(NetSuiteBehaviour.standard());
    customers(1, 3000, simulator.now().minusSeconds(60));
    int moments = 0;
    boolean over = false;
    while (!over) {
      NetSuiteReading.Flow flow = flow(new NetSuiteConfig().setBatchRows("800"));
      over = flow.start(moments++);
      flow.pass();
      assertThat(flow.landed()).as("ended after %s steps", moments - 1).isEqualTo(truth());
      flow.pass();
      assertThat(flow.landed()).as("ended after %s steps, and the overlap brings them again", moments - 1).hasSize(3000);
    }
    assertThat(moments).isGreaterThan(9);

    NetSuiteReading.Flow everywhere = flow(new NetSuiteConfig().setBatchRows("800"));
    while (!everywhere.start(3)) {
      assertThat(everywhere.starts()).isLessThan(50);
    }
    assertThat(everywhere.landed()).isEqualTo(truth());
  }

  @Test
  void rowsOfNothingButTheirKeyLand() {
    account(NetSuiteBehaviour.standard());
    customers(1, 1500, simulator.now().minusSeconds(3600));
    simulator.change("UPDATE customer SET companyname = NULL, lastmodifieddate = NULL");
    NetSuiteReading.Flow flow = reading.flow(simulator, clock, "id, companyname, email", new NetSuiteConfig().setLogin("tba").setQuery("SELECT id, companyname, email FROM customer").setKey("id"));

    flow.pass();

    assertThat(flow.landed()).isEqualTo(simulator.texts("SELECT id || '||' FROM customer").stream().sorted().toList()).hasSize(1500);
  }

  @Test
  void rowsWithoutAKeyAreNotPassedOverInSilence() {
    account(NetSuiteBehaviour.standard());
    customers(1, 30, simulator.now().minusSeconds(3600));
    simulator.change("UPDATE customer SET companyname = NULL WHERE id IN (3, 17)");
    NetSuiteConfig config = new NetSuiteConfig().setLogin("tba").setQuery("SELECT id, isinactive, companyname FROM customer").setKey("companyname, id");

    assertThatThrownBy(reading.flow(simulator, clock, "id", config)::pass)
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NETSUITE_QUERY))
        .hasMessageContaining("none in 2 of 30 rows");
  }

  @Test
  void keysThatAreTextsOfDigitsAreReadInTheirOrderAsTexts() throws IOException {
    account(NetSuiteBehaviour.standard());
    // Of 50 to 2349 the lowest text is 100 and the highest 999.
    simulator.serve("numbered", csv(List.of("code", "name"), 50, 2300));
    NetSuiteReading.Flow flow = reading.flow(simulator, clock, "code, name", new NetSuiteConfig().setLogin("tba").setQuery("SELECT code, name FROM numbered").setKey("code"));

    flow.pass();

    assertThat(flow.landed()).isEqualTo(simulator.texts("SELECT concat_ws('|', code, name) FROM numbered").stream().sorted().toList()).hasSize(2300);
  }

  @Test
  void fiveHundredColumnsArriveWhole() throws IOException {
    account(NetSuiteBehaviour.standard());
    List<String> columns = new ArrayList<>(List.of("id"));
    IntStream.range(1, 500).forEach(i -> columns.add("custom_" + i));
    simulator.serve("wide", csv(columns, 1, 1100));
    String all = String.join(", ", columns);
    NetSuiteReading.Flow flow = reading.flow(simulator, clock, all, new NetSuiteConfig().setLogin("tba").setQuery("SELECT " + all + " FROM wide").setKey("id"));

    flow.pass();

    assertThat(flow.landed()).isEqualTo(simulator.texts("SELECT concat_ws('|', " + all + ") FROM wide").stream().sorted().toList()).hasSize(1100);
  }

  /** A file whose first column counts. */
  private Path csv(List<String> columns, int first, int rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(String.join(",", columns)));
    for (int row = first; row < first + rows; row++) {
      int number = row;
      lines.add(IntStream.range(0, columns.size()).mapToObj(column -> column == 0 ? "" + number : number + "." + column).collect(Collectors.joining(",")));
    }
    return Files.write(folder.resolve("rows-" + columns.size() + ".csv"), lines);
  }

  @TestFactory
  Stream<DynamicTest> rowsOfAFileServedByTheAccountArriveEqualToTheFile() throws IOException {
    if (!Files.isDirectory(SEEDS)) {
      return Stream.of(DynamicTest.dynamicTest("all files", () -> assumeTrue(false, "the files are not beside the project: " + SEEDS)));
    }
    try (Stream<Path> files = Files.list(SEEDS)) {
      return files.filter(file -> file.toString().endsWith(".csv")).sorted().toList().stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> arrivesEqual(file)));
    }
  }

  private void arrivesEqual(Path file) throws IOException {
    List<List<String>> rows = rows(file);
    List<String> names = rows.remove(0);
    String table = file.getFileName().toString().replace("_data.csv", "");
    try (NetSuiteSimulator account = new NetSuiteSimulator(0, NetSuiteAccount.made(1), NetSuiteBehaviour.standard(), 1, 0, clock)) {
      account.serve(table, file);
      NetSuiteConfig config = new NetSuiteConfig().setLogin("tba").setQuery("SELECT * FROM " + table).setKey(String.join(", ", key(names, rows)));
      NetSuiteReading.Flow flow = reading.flow(account, clock, String.join(", ", names), config);

      flow.pass();

      assertThat(flow.landed()).isEqualTo(rows.stream().map(row -> String.join("|", row)).sorted().toList());
    }
  }

  private static List<List<String>> rows(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (CSVParser records = CSVParser.parse(file, StandardCharsets.UTF_8, CSVFormat.DEFAULT)) {
      for (CSVRecord each : records) {
        rows.add(rows.isEmpty() ? names(each) : each.toList());
      }
    }
    return rows;
  }

  // A name that occurs again gets a number.
  private static List<String> names(CSVRecord header) {
    List<String> names = new ArrayList<>();
    for (String each : header) {
      String name = each.toLowerCase(Locale.ROOT);
      names.add(names.contains(name) ? name + "_1" : name);
    }
    return names;
  }

  /** The first column, or the first two, without a value that is missing or occurs again. */
  private static List<String> key(List<String> names, List<List<String>> rows) {
    for (int first = 0; first < names.size(); first++) {
      if (unique(rows, first, first)) {
        return List.of(names.get(first));
      }
    }
    for (int first = 0; first < names.size(); first++) {
      for (int second = first + 1; second < names.size(); second++) {
        if (unique(rows, first, second)) {
          return List.of(names.get(first), names.get(second));
        }
      }
    }
    throw new AssertionError("no two columns are a key: " + names);
  }

  private static boolean unique(List<List<String>> rows, int first, int second) {
    Set<String> seen = new HashSet<>();
    return rows.stream().allMatch(row -> !row.get(first).isEmpty() && !row.get(second).isEmpty() && seen.add(row.get(first) + "\n" + row.get(second)));
  }
}
