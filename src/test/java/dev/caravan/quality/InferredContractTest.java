package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.Stage;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.contract.ContractReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: whatever the table, the contract proposed for it accepts every row of it. Random tables, fixed seeds. */
class InferredContractTest {
  @TempDir private Path folder;
  private Engine engine;

  @BeforeEach
  void open() {
    engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theTableItWasInferredFromKeepsIt(long seed) throws IOException, SQLException {
    Random random = new Random(seed);
    Path csv = folder.resolve("table-" + seed + ".csv");
    Files.write(csv, csv(random, 1 + random.nextInt(400)).getBytes(StandardCharsets.UTF_8));

    assertKeepsItsContract(csv, Set.of("NA"));
  }

  @Test
  void jsonKeepsItToo() throws IOException, SQLException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      lines.append("{\"id\": ").append(i).append(", \"big\": ").append(i % 3 == 0 ? "12345678901234567890123" : "7")
          .append(", \"price\": ").append(i).append(".5, \"ratio\": 1.5e-").append(i % 9).append(", \"text\": \"").append(i)
          .append("\", \"at\": \"2024-01-01T10:00:00Z\", \"ok\": ").append(i % 2 == 0).append(", \"tags\": [1, \"a\"], \"mixed\": ")
          .append(i % 2 == 0 ? "\"x\"" : "3").append(i % 4 == 0 ? "" : ", \"gap\": null").append("}\n");
    }
    Path file = Files.writeString(folder.resolve("table.ndjson"), lines);

    assertKeepsItsContract(file, Set.of());
  }

  static Stream<Path> fixtures() throws IOException {
    Path root = Path.of("../shared/fixtures");
    if (!Files.isDirectory(root)) {
      return Stream.of(Path.of("absent"));
    }
    List<Path> files = new ArrayList<>();
    for (String some : List.of("shopify/fivetran_seeds", "netsuite/fivetran_seeds", "stripe/fivetran_seeds", "bank", "trades", "profiling_expected/great_expectations")) {
      try (Stream<Path> below = Files.walk(root.resolve(some))) {
        below.filter(file -> file.toString().endsWith(".csv")).sorted().limit(3).forEach(files::add);
      }
    }
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void realTablesKeepIt(Path file) throws IOException, SQLException {
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(file), "no shared fixtures beside the project");
    assertKeepsItsContract(file, Set.of("NA"));
  }

  private void assertKeepsItsContract(Path file, Set<String> tokens) throws SQLException {
    Trial trial = new Trial(engine, folder.resolve("trial"));
    Trial.Outcome raw = trial.run(file, SegmentOptions.DETECT, List.of());
    Profile profile;
    try (Connection connection = engine.connect()) {
      profile = new Profiler(ProfileOptions.INFERENCE.notAvailable(tokens)).profile(connection, raw.relation(), file.getFileName().toString());
    }
    String yaml = ContractInference.infer(profile, new ContractInference.Origin("test/table", raw.untyped()));
    Contract contract = ContractReader.read("test/table", "table.odcs.yaml", yaml);
    Contract.Dataset dataset = contract.datasets().get(0);

    Trial.Outcome checked =
        trial.run(file, SegmentOptions.DETECT,
            List.of(new Stage.Typed(ContractCompiler.reads(dataset)), new Stage.Checked(ContractCompiler.checks(contract, dataset, name -> null))));

    // What cannot be read at all (a ragged row) is refused with and without a contract.
    assertThat(checked.counts()).as(() -> checked.failures() + "\n" + yaml).isEqualTo(raw.counts());
    assertThat(checked.warnings()).isEqualTo(raw.warnings());
  }

  private static String csv(Random random, int rows) {
    List<Function<Integer, String>> columns = new ArrayList<>();
    int width = 3 + random.nextInt(8);
    for (int i = 0; i < width; i++) {
      columns.add(column(random));
    }
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < width; i++) {
      csv.append(i == 0 ? "" : ",").append(List.of("id", "Name", "order-no", "Ünit", "amount", "x y", "from", "key", "VALUE", "a.b", "9th").get(i)).append(i);
    }
    for (int row = 0; row < rows; row++) {
      csv.append('\n');
      for (int i = 0; i < width; i++) {
        csv.append(i == 0 ? "" : ",").append(columns.get(i).apply(row));
      }
    }
    return csv.append('\n').toString();
  }

  private static Function<Integer, String> column(Random random) {
    List<Function<Integer, String>> kinds =
        List.of(
            row -> String.valueOf(row),
            row -> String.valueOf(random.nextLong()),
            row -> random.nextInt(100) + "." + random.nextInt(1000),
            row -> "1.0" + "0".repeat(random.nextInt(3)),
            row -> random.nextBoolean() ? "true" : "FALSE",
            row -> random.nextBoolean() ? "Y" : "n",
            row -> "2024-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10),
            row -> (10 + random.nextInt(18)) + "/" + (10 + random.nextInt(3)) + "/2023",
            row -> "2023-05-07 " + random.nextInt(24) + ":0" + random.nextInt(10) + ":00",
            row -> "2023-05-07T10:0" + random.nextInt(10) + ":00" + (random.nextBoolean() ? "Z" : "+02:00"),
            row -> "2023-05-07T10:0" + random.nextInt(10),
            row -> "user" + random.nextInt(50) + "@example.org",
            row -> "AB-" + (1000 + random.nextInt(9000)),
            row -> "0" + random.nextInt(100),
            row -> List.of("red", "green", "\"quoted, \"\"blue\"\"\"", "\"\"").get(random.nextInt(4)),
            row -> random.nextInt(3) + "e" + random.nextInt(5),
            row -> "12345678901234567890" + random.nextInt(1000),
            row -> "-" + random.nextInt(2),
            row -> "é".repeat(1 + random.nextInt(20)),
            row -> "1" + random.nextInt(10) + ":30",
            row -> "20240" + (1 + random.nextInt(9)) + "1" + random.nextInt(10));
    Function<Integer, String> kind = kinds.get(random.nextInt(kinds.size()));
    int gaps = random.nextInt(4);
    String gap = List.of("", "NA", "\"\"").get(random.nextInt(3));
    return row -> gaps == 0 && random.nextInt(5) == 0 ? gap : kind.apply(row);
  }
}
