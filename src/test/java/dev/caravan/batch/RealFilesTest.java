package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that others made. They lie beside the project, where they lie at all. */
class RealFilesTest {
  private static final Path FIXTURES = Path.of(System.getProperty("caravan.fixtures", "../shared/fixtures"));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeAll
  static void needsTheFiles() {
    assumeTrue(Files.isDirectory(FIXTURES), "no fixtures beside the project at " + FIXTURES);
  }

  private static List<Path> files(String below, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(FIXTURES.resolve(below))) {
      return files.filter(file -> file.getFileName().toString().matches(ending)).sorted().toList();
    }
  }

  private Segment segment(Path file) {
    return new SegmentWriter().write(file, file.getFileName().toString(), SegmentOptions.DETECT, folder.resolve("segment"));
  }

  @Test
  void judgesTheJsonCorpusRightly() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (Path file : files("parsers/json_test_suite/test_parsing", "[yn]_.*\\.json")) {
      Parsed parsed = Parsed.of(segment(file));
      boolean valid = file.getFileName().toString().startsWith("y_");
      softly.assertThat(parsed.bad().isEmpty()).as("%s is %s: %s", file.getFileName(), valid ? "valid" : "not valid", parsed.bad()).isEqualTo(valid);
    }
    for (Path file : files("parsers/json_test_suite/test_parsing", "i_.*\\.json")) {
      Parsed.of(segment(file));
    }
    softly.assertAll();
  }

  @Test
  void readsTheCsvSpectrumAsItsJsonSays() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (Path file : files("parsers/csv_spectrum/csvs", ".*\\.csv")) {
      Path expected = FIXTURES.resolve("parsers/csv_spectrum/json").resolve(file.getFileName().toString().replace(".csv", ".json"));
      Segment segment = new SegmentWriter().write(file, "x.csv", new SegmentOptions("csv", null, null, null, null, true, null), folder.resolve("segment"));
      List<JsonNode> rows = new ArrayList<>();
      Parsed.of(segment).good().forEach(row -> rows.add(JSON.valueToTree(row)));
      softly.assertThat(rows).as(file.getFileName().toString()).isEqualTo(elements(JSON.readTree(expected.toFile())));
    }
    softly.assertAll();
  }

  private static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  @Test
  void leavesNaughtyStringsAlone() throws IOException {
    List<String> naughty = new ArrayList<>();
    JSON.readTree(FIXTURES.resolve("parsers/blns/blns.json").toFile()).forEach(text -> naughty.add(text.textValue()));
    StringBuilder lines = new StringBuilder();
    StringBuilder table = new StringBuilder("id,s\n");
    for (String text : naughty) {
      ObjectNode node = JSON.createObjectNode().put("s", text);
      lines.append(JSON.writeValueAsString(node)).append('\n');
      table.append("1,\"").append(text.replace("\"", "\"\"")).append("\"\n");
    }
    Segment ndjson = segment(Files.writeString(folder.resolve("naughty.ndjson"), lines));
    assertThat(Parsed.of(ndjson).good()).extracting(row -> row.get("s")).isEqualTo(naughty);
    Segment csv = segment(Files.writeString(folder.resolve("naughty.csv"), table));
    assertThat(Parsed.of(csv).good()).extracting(row -> row.get("s")).isEqualTo(naughty);
  }

  @Test
  void accountsForEveryRecordOfEveryFile() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (String below : List.of("tabular_dirty", "trades", "bank", "stripe", "shopify", "quickbooks", "netsuite")) {
      for (Path file : files(below, ".*\\.(csv|tsv|txt|json|jsonl)")) {
        Segment segment = segment(file);
        List<ColumnRead> columns = RecordParsers.discover(segment);
        Parsed parsed = Parsed.of(segment, columns);
        softly.assertThat(parsed.again(segment, columns).rows()).as("second look at %s", file).isEqualTo(parsed.rows());
        String values = segment.format() == Format.CSV ? null : differences(segment, parsed, Files.readAllBytes(file));
        softly.assertThat(values).as("values of %s", file).isNull();
        softly.assertThat(parsed.rows().size()).as("ordinals of %s", file).isEqualTo(parsed.rows().isEmpty() ? 0 : (int) parsed.rows().get(parsed.rows().size() - 1).ordinal() + 1);
      }
    }
    softly.assertAll();
  }

  /** Compares with Jackson's tree of the whole file; null when all is equal. */
  private static String differences(Segment segment, Parsed parsed, byte[] bytes) throws IOException {
    List<JsonNode> expected = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(Files.readAllBytes(segment.data()))) {
      while (parser.nextToken() != null) {
        JsonNode value = parser.readValueAsTree();
        if (segment.format() == Format.JSON && value.isArray()) {
          value.forEach(expected::add);
        } else {
          expected.add(value);
        }
      }
    } catch (IOException e) {
      return parsed.bad().isEmpty() ? "Jackson refuses what was accepted: " + e.getMessage() : null;
    }
    if (expected.size() != parsed.good().size()) {
      return parsed.good().size() + " rows instead of " + expected.size() + ", of " + bytes.length + " bytes";
    }
    for (int i = 0; i < expected.size(); i++) {
      for (String column : parsed.columns()) {
        boolean whole = parsed.columns().equals(List.of("value")) && !expected.get(i).has("value");
        JsonNode node = expected.get(i).isObject() && !whole ? expected.get(i).get(column) : expected.get(i);
        Object cell = parsed.good().get(i).get(column);
        boolean equal = node == null || node.isNull() ? cell == null || "null".equals(cell) : same(node, cell);
        if (!equal) {
          return column + " of record " + i + ": " + cell + " instead of " + node;
        }
      }
    }
    return null;
  }

  private static boolean same(JsonNode node, Object cell) throws IOException {
    if (cell == null) {
      return false;
    }
    if (node.isNumber() && cell instanceof Number) {
      return new java.math.BigDecimal(cell.toString()).compareTo(new java.math.BigDecimal(node.asText())) == 0;
    }
    return node.isTextual() && node.textValue().equals(cell) || JSON.readTree(JSON.writeValueAsString(node)).equals(tree(cell));
  }

  private static JsonNode tree(Object cell) {
    try {
      return JSON.readTree(cell.toString());
    } catch (IOException e) {
      return null;
    }
  }
}
