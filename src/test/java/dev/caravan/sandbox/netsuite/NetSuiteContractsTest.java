package dev.caravan.sandbox.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.batch.Reject;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.batch.StageOptions;
import dev.caravan.contract.Contract;
import dev.caravan.contract.Contracts;
import dev.caravan.transform.Normalize;
import dev.caravan.transform.NormalizeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged contracts against the account they are for. */
class NetSuiteContractsTest {
  private static final Contracts CONTRACTS = new Contracts(List.of(Path.of("contracts")));
  private static NetSuiteSimulator simulator;
  private static NetSuiteClient client;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    simulator = NetSuiteSimulator.small(NetSuiteBehaviour.standard());
    client = new NetSuiteClient(simulator);
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subsidiary", "currency", "account", "accounting-period", "department", "classification", "location", "employee", "vendor", "item", "customer", "transaction",
        "transaction-line", "transaction-accounting-line"
      })
  void everyRowFitsTheTypesOfItsContract(String entity) throws IOException {
    Contract.Dataset dataset = CONTRACTS.dataset("netsuite/" + entity);
    NetSuiteTable table = table(dataset);
    assertThat(dataset.properties()).extracting(Contract.Property::name).containsExactlyElementsOf(table.columns().stream().map(NetSuiteColumn::name).toList());

    List<JsonNode> rows = client.rows("SELECT " + String.join(", ", table.columns().stream().map(NetSuiteContractsTest::selected).toList()) + " FROM " + table.name());
    Path file = folder.resolve(entity + ".ndjson");
    Files.write(file, rows.stream().map(JsonNode::toString).toList());
    List<Reject> rejects = new ArrayList<>();
    try (Engine engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")))) {
      Batch batch =
          new Batch(
              BatchId.of(entity, "account", entity, 0), entity, new SegmentWriter().write(file, entity, SegmentOptions.DETECT, folder.resolve("segment")), List.of(), engine);
      Batch typed = new Normalize(new NormalizeConfig().setContract("netsuite/" + entity), CONTRACTS, DriftWatch.FORGETFUL).apply(batch);
      Counts counts = engine.stage(typed, StageOptions.DEFAULT, folder.resolve("staging"), (id, more) -> rejects.addAll(more)).counts();
      assertThat(rejects).isEmpty();
      assertThat(counts.landed()).isEqualTo(rows.size()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"account", "employee", "vendor", "item", "customer", "transaction-line"})
  void referencesAreThoseOfTheAccount(String entity) {
    Contract.Dataset dataset = CONTRACTS.dataset("netsuite/" + entity);
    NetSuiteTable table = table(dataset);
    TreeSet<String> expected = new TreeSet<>();
    // A reference to the table itself cannot be looked up while the table is being landed.
    table.columns().stream().filter(column -> column.references() != null && !column.references().equals(table.name())).forEach(column -> expected.add(column.name()));
    TreeSet<String> told = new TreeSet<>();
    dataset.properties().stream().filter(property -> !property.relationships().isEmpty()).forEach(property -> told.add(property.name()));
    assertThat(told).isEqualTo(expected);
  }

  private static NetSuiteTable table(Contract.Dataset dataset) {
    return NetSuiteSchema.tables(NetSuiteBehaviour.standard()).stream().filter(table -> table.name().equals(dataset.physicalName())).findFirst().orElseThrow();
  }

  // Days and times in forms that no preference of a user changes.
  private static String selected(NetSuiteColumn column) {
    return switch (column.kind()) {
      case DAY -> "TO_CHAR(" + column.name() + ", 'YYYY-MM-DD') AS " + column.name();
      case INSTANT -> "TO_CHAR(SYS_EXTRACT_UTC(" + column.name() + "), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS " + column.name();
      default -> column.name();
    };
  }
}
