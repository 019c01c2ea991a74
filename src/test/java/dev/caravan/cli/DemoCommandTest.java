package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.Counts;
import dev.caravan.sandbox.Dirt.Outcome;
import dev.caravan.sandbox.GeneratedFlow;
import dev.caravan.sandbox.RetailGenerator;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  private static final long RECORDS = 20_000;
  private static final Pattern ROW = Pattern.compile("(?m)^((?:retail|netsuite)-\\S+) +([\\d,]+) +([\\d,]+) +([\\d,]+) +([\\d,]+) +([\\d,]+) +yes");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int caravan(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void everyPlantedRecordIsCountedWhereItBelongsAndASecondDemoLandsNothingTwice() throws IOException {
    Path data = folder.resolve("data");
    assertThat(caravan("demo", "--data", data.toString(), "--records", "" + RECORDS)).as(err::toString).isZero();
    assertThat(table()).containsAllEntriesOf(foretold());
    assertThat(records("netsuite-")).isEqualTo(accountRows()).isPositive();
    assertThat(table().keySet()).filteredOn(flow -> flow.startsWith("netsuite-")).hasSize(14);
    new EntityReferences(data).assertResolved();
    assertThat(filesThatHold(credentials(), data)).isEmpty();
    assertThat(out.toString()).contains("Why records were rejected", "for example", "./caravan rejects list --data " + data, "./caravan ledger");
    assertThat(out.toString()).doesNotContain("\u001b[");

    assertThat(caravan("demo", "--data", data.toString(), "--records", "" + RECORDS)).as(err::toString).isZero();
    assertThat(out.toString()).contains("Nothing new", "--fresh");

    assertThat(caravan("demo", "--data", data.toString(), "--records", "" + 2 * RECORDS)).as(err::toString).isZero();
    assertThat(out.toString()).contains("retail-order-lines").doesNotContain("stopped");
  }

  private Map<String, Counts> table() {
    Map<String, Counts> table = new TreeMap<>();
    Matcher row = ROW.matcher(out.toString());
    while (row.find()) {
      table.put(row.group(1), new Counts(number(row, 2), number(row, 3), number(row, 4), number(row, 5), number(row, 6)));
    }
    return table;
  }

  private long records(String flows) {
    return table().entrySet().stream().filter(row -> row.getKey().startsWith(flows)).mapToLong(row -> row.getValue().read()).sum();
  }

  private static long accountRows() {
    double scale = RECORDS / (double) RetailGenerator.DEFAULT_RECORDS;
    try (NetSuiteSimulator again = new NetSuiteSimulator(0, NetSuiteAccount.made(1), NetSuiteBehaviour.standard(), 1, scale, Clock.systemUTC())) {
      return again.rows();
    }
  }

  private static List<String> credentials() {
    NetSuiteAccount account = NetSuiteAccount.made(1);
    String key = account.privateKey(NetSuiteAccount.P256).reveal().lines().skip(1).findFirst().orElseThrow();
    return List.of(account.clientId(), key);
  }

  private static List<Path> filesThatHold(List<String> texts, Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (texts.stream().anyMatch(content::contains)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static long number(Matcher row, int group) {
    return Long.parseLong(row.group(group).replace(",", ""));
  }

  private Map<String, Counts> foretold() throws IOException {
    List<GeneratedFlow> flows = new RetailGenerator(folder.resolve("again"), RECORDS).generate();
    Map<String, Counts> foretold = new TreeMap<>();
    for (GeneratedFlow flow : flows) {
      foretold.put(
          flow.flow(),
          new Counts(
              flow.records(), flow.clean(), flow.expected(Outcome.REJECTED), flow.expected(Outcome.DEDUPLICATED), flow.expected(Outcome.FILTERED)));
    }
    return foretold;
  }

  @Test
  void freshEmptiesOnlyWhatTheDemoMade() throws IOException {
    Path precious = Files.createDirectories(folder.resolve("precious"));
    Files.writeString(precious.resolve("file"), "kept");
    assertThat(caravan("demo", "--data", precious.toString(), "--records", "1000", "--fresh")).isEqualTo(2);
    assertThat(err.toString()).contains("a data folder that the demo made");
    assertThat(precious.resolve("file")).hasContent("kept");
  }

  @Test
  void tooFewRecordsAreAUsageError() {
    assertThat(caravan("demo", "--data", folder.resolve("data").toString(), "--records", "5")).isEqualTo(2);
    assertThat(err.toString()).contains("--records requires a number from 1000");
  }
}
