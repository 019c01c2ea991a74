package dev.caravan.sandbox.netsuite;

import static dev.caravan.sandbox.netsuite.NetSuiteClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetSuiteSeedTest {

  @Test
  void theStandardScaleHasOverTwoHundredThousandRowsAndClustersOfEqualTimes() {
    try (NetSuiteTables tables = new NetSuiteTables(NetSuiteBehaviour.standard())) {
      new NetSuiteSeed(tables, 1, 1).load();
      long all = 0;
      for (NetSuiteTable table : tables.tables()) {
        long rows = tables.numbers("SELECT count(*) FROM " + table.name()).get(0);
        assertThat(rows).as(table.name()).satisfies(count -> assertThat(count > 0 || table.name().equals(NetSuiteSchema.DELETED)).isTrue());
        all += rows;
      }
      assertThat(all).isGreaterThan(200_000);
      assertThat(tables.numbers("SELECT max(n) FROM (SELECT count(*) AS n FROM transaction GROUP BY lastmodifieddate)").get(0)).isGreaterThan(1000);
      String repeatedHour = "SELECT count(*) FROM transaction WHERE lastmodifieddate BETWEEN '2025-11-02 08:00:00+00' AND '2025-11-02 10:00:00+00'";
      assertThat(tables.numbers(repeatedHour).get(0)).isGreaterThan(50);
      assertThat(tables.numbers("SELECT count(*) FROM (SELECT id FROM transaction GROUP BY id HAVING count(*) > 1)")).containsExactly(0L);
    }
  }

  @Test
  void dirtIsPlanted() {
    try (NetSuiteTables tables = new NetSuiteTables(NetSuiteBehaviour.standard())) {
      new NetSuiteSeed(tables, 1, 0.2).load();
      assertThat(tables.numbers("SELECT count(*) FROM customer WHERE email NOT LIKE '%_@%_.%'").get(0)).as("mail").isPositive();
      assertThat(tables.numbers("SELECT count(*) FROM transaction WHERE entity NOT IN (SELECT id FROM customer)").get(0)).as("customers that are gone").isPositive();
      assertThat(tables.numbers("SELECT count(*) FROM customer WHERE subsidiary NOT IN (SELECT id FROM subsidiary)").get(0)).as("subsidiaries that are gone").isPositive();
      assertThat(tables.numbers("SELECT count(*) FROM customer WHERE currency IS NULL").get(0)).as("no currency").isPositive();
      assertThat(tables.numbers("SELECT count(*) FROM (SELECT itemid FROM item GROUP BY itemid HAVING count(*) > 1)").get(0)).as("copied items").isPositive();
      assertThat(tables.numbers("SELECT count(*) FROM transactionline WHERE quantity < 0").get(0)).as("negative quantities").isPositive();
      assertThat(tables.numbers("SELECT count(*) FROM customer WHERE altname != trim(altname)").get(0)).as("blanks").isPositive();
      assertThat(
              tables.numbers("SELECT count(*) FROM (SELECT transaction FROM transactionaccountingline GROUP BY transaction HAVING sum(amount) != 0)").get(0))
          .as("postings that do not balance").isPositive();
    }
  }

  @Test
  void theSameSeedGivesTheSameRows() {
    assertThat(digest(3)).isEqualTo(digest(3)).isNotEqualTo(digest(4));
  }

  private static List<Long> digest(long seed) {
    try (NetSuiteTables tables = new NetSuiteTables(NetSuiteBehaviour.standard())) {
      new NetSuiteSeed(tables, seed, 0.01).load();
      List<Long> digests = new ArrayList<>();
      tables.tables().forEach(table -> digests.addAll(tables.numbers("SELECT coalesce(sum(hash(t) % 1000000007), 0)::BIGINT FROM " + table.name() + " t")));
      return digests;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"customer", "account", "transaction", "accounting_period", "currency", "classification", "department", "location", "item", "employee"})
  void rowsOfACsvFileArriveEqualToTheFile(String name) throws IOException {
    Path csv = Path.of("../shared/fixtures/netsuite/fivetran_seeds/netsuite2_" + name + "_data.csv");
    assumeTrue(Files.exists(csv), "the rows are not beside the project");
    String table = name.replace("_", "");
    try (NetSuiteSimulator simulator = NetSuiteSimulator.small(NetSuiteBehaviour.standard())) {
      simulator.serve(table, csv);
      JsonNode page = json(new NetSuiteClient(simulator).suiteQl("?limit=1000&offset=0", "SELECT * FROM " + table + " ORDER BY id"));
      List<TreeMap<String, String>> served = new ArrayList<>();
      page.path("items").forEach(
          item -> {
            TreeMap<String, String> row = new TreeMap<>();
            item.fields().forEachRemaining(field -> row.put(field.getKey(), field.getValue().asText()));
            row.remove("links");
            served.add(row);
          });
      assertThat(served).containsExactlyInAnyOrderElementsOf(rows(csv));
    }
  }

  private static List<TreeMap<String, String>> rows(Path csv) throws IOException {
    List<TreeMap<String, String>> rows = new ArrayList<>();
    try (CSVParser records = CSVParser.parse(csv, StandardCharsets.UTF_8, CSVFormat.DEFAULT)) {
      List<String> names = null;
      for (CSVRecord each : records) {
        if (names == null) {
          names = names(each);
          continue;
        }
        TreeMap<String, String> row = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
          if (!each.get(i).isEmpty()) {
            row.put(names.get(i), each.get(i));
          }
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** A name that stands in the header twice is told apart by a number, as a table cannot have it twice. */
  private static List<String> names(CSVRecord header) {
    List<String> names = new ArrayList<>();
    for (String name : header) {
      names.add(names.contains(name) ? name + "_1" : name);
    }
    return names;
  }
}
