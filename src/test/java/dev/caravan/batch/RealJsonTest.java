package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.CaravanException;
import dev.caravan.FailureClass;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real JSON, to Parquet and back, against the tree of exact numbers that an independent reader builds. */
class RealJsonTest {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final JsonMapper STRICT = JSON.rebuild().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static {
    JSON.getFactory().setStreamReadConstraints(StreamReadConstraints.builder().maxNumberLength(1 << 20).build());
  }

  @TempDir Path folder;
  private Engine engine;

  @BeforeEach
  void open() {
    Fixtures.require();
    engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private Landed landed(Path file) {
    return Landed.of(engine, file, SegmentOptions.DETECT, folder);
  }

  /** Records as the independent reader sees them. @param lines of those that are not JSON */
  private record Expected(List<JsonNode> records, List<Long> broken) {}

  @Test
  void landsEveryDocumentAsItStands() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    int files = 0;
    for (Path file : Fixtures.files(Fixtures.DATA, ".*\\.(csv|txt|json|jsonl|ndjson)")) {
      Landed landed = landed(file);
      if (landed.segment().format() != Format.CSV) {
        files++;
        compare(softly, file, landed);
      }
    }
    softly.assertThat(files).as("files").isGreaterThan(150);
    softly.assertAll();
  }

  private static void compare(SoftAssertions softly, Path file, Landed landed) throws IOException {
    Counts counts = landed.staged().counts();
    softly.assertThat(counts.balanced()).as("%s balances: %s", file, counts).isTrue();
    Expected expected;
    try {
      expected = expected(text(file, landed.segment()), landed.segment().format());
    } catch (JsonProcessingException e) {
      softly.assertThat(counts.rejected()).as("rejects of %s, which is no JSON", file).isPositive();
      return;
    }
    softly.assertThat(counts.read()).as("records of %s", file).isEqualTo(expected.records().size() + expected.broken().size());
    softly.assertThat(landed.rejects()).as("rejects of %s", file).extracting(reject -> reject.pointer().line()).isEqualTo(expected.broken());
    List<Column> columns = landed.staged().columns();
    boolean whole = columns.size() == 1 && columns.get(0).name().equals("value") && expected.records().stream().noneMatch(record -> record.has("value"));
    Map<List<String>, Integer> wanted = new HashMap<>();
    for (JsonNode record : expected.records()) {
      List<String> cells = columns.stream().map(column -> shown(whole || !record.isObject() ? record : record.get(column.name()))).toList();
      wanted.merge(cells, 1, Integer::sum);
      if (record.isObject() && !whole) {
        record.fieldNames().forEachRemaining(name -> softly.assertThat(columns).as(file.toString()).extracting(Column::name).contains(name));
      }
    }
    Map<List<String>, Integer> found = new HashMap<>();
    for (Map<String, Object> row : landed.rows()) {
      List<String> cells = new ArrayList<>();
      for (Column column : columns) {
        cells.add(shown(row.get(column.name()), column.type(), numbers(expected.records(), column.name(), whole)));
      }
      found.merge(cells, 1, Integer::sum);
    }
    softly.assertThat(found).as("rows of %s", file).isEqualTo(wanted);
  }

  private static String text(Path file, Segment segment) throws IOException {
    String text = new String(Files.readAllBytes(file), Charset.forName(segment.encoding()));
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static Expected expected(String text, Format format) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    List<Long> broken = new ArrayList<>();
    if (format == Format.JSON) {
      try (JsonParser parser = JSON.createParser(text)) {
        while (parser.nextToken() != null) {
          JsonNode value = parser.readValueAsTree();
          if (value.isArray()) {
            value.forEach(records::add);
          } else {
            records.add(value);
          }
        }
      }
      return new Expected(records, broken);
    }
    String[] lines = text.split("\n");
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        try {
          records.add(STRICT.readTree(lines[i]));
        } catch (JsonProcessingException e) {
          broken.add(i + 1L);
        }
      }
    }
    return new Expected(records, broken);
  }

  private static boolean numbers(List<JsonNode> records, String name, boolean whole) {
    return records.stream().map(record -> whole ? record : record.get(name)).anyMatch(node -> node != null && node.isNumber());
  }

  private static String shown(JsonNode node) {
    if (node == null || node.isNull()) {
      return "none";
    }
    if (node.isNumber()) {
      return "number " + node.decimalValue().stripTrailingZeros();
    }
    return node.isTextual() ? "text " + node.textValue() : node.toString();
  }

  /** @param numbers whether a text holds a number that no type of the engine can hold */
  private static String shown(Object cell, Type type, boolean numbers) throws IOException {
    if (cell == null) {
      return "none";
    }
    if (type instanceof Type.Json) {
      return shown(STRICT.readTree(cell.toString()));
    }
    boolean number = cell instanceof Number || numbers && type instanceof Type.Text;
    return number ? "number " + new BigDecimal(cell.toString()).stripTrailingZeros() : cell instanceof Boolean ? cell.toString() : "text " + cell;
  }

  @Test
  void judgesEachFileOfTheCorpus() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    List<Path> files = Fixtures.files(List.of("parsers/json_test_suite/test_parsing"), "[yn]_.*\\.json");
    for (Path file : files) {
      boolean valid = file.getFileName().toString().startsWith("y_");
      softly.assertThat(refused(file)).as(file.getFileName().toString()).isEqualTo(!valid);
    }
    softly.assertThat(files.size()).as("files").isGreaterThan(150);
    softly.assertAll();
  }

  private boolean refused(Path file) {
    try {
      Landed landed = landed(file);
      assertThat(landed.staged().counts().landed() + landed.rejects().size()).as(file.toString()).isEqualTo(landed.staged().counts().read());
      return !landed.rejects().isEmpty();
    } catch (CaravanException e) {
      assertThat(e.code().failureClass()).as(e.getMessage()).isEqualTo(FailureClass.PERMANENT);
      return true;
    }
  }

  @Test
  void carriesNaughtyStringsUnchangedIntoParquet() throws IOException {
    List<Object> naughty = new ArrayList<>();
    JSON.readTree(Fixtures.FOLDER.resolve("parsers/blns/blns.json").toFile()).forEach(text -> naughty.add(text.textValue()));
    StringBuilder lines = new StringBuilder();
    StringBuilder table = new StringBuilder("id,s\n");
    for (int i = 0; i < naughty.size(); i++) {
      lines.append(JSON.createObjectNode().put("id", String.valueOf(i)).put("s", naughty.get(i).toString())).append('\n');
      table.append(i).append(",\"").append(naughty.get(i).toString().replace("\"", "\"\"")).append("\"\n");
    }
    Map<Object, Object> expected = new HashMap<>();
    for (int i = 0; i < naughty.size(); i++) {
      expected.put(String.valueOf(i), naughty.get(i));
    }
    for (Path file : List.of(Files.writeString(folder.resolve("naughty.ndjson"), lines), Files.writeString(folder.resolve("naughty.csv"), table))) {
      Landed landed = landed(file);
      Map<Object, Object> found = new HashMap<>();
      landed.rows().forEach(row -> found.put(row.get("id"), row.get("s")));
      assertThat(found).as(file.toString()).isEqualTo(expected).hasSizeGreaterThan(400);
      assertThat(landed.rejects()).isEmpty();
    }
  }
}
