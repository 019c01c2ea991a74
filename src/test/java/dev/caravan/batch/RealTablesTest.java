package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real delimited files, to Parquet and back, against what an independent reader finds in their bytes. */
class RealTablesTest {
  /** stands for a CR inside a line, at which the independent reader would begin a new record */
  private static final char LONE_RETURN = '\uE00D';

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

  /** A record as the independent reader sees it. */
  private record Line(List<String> cells, long line) {}

  @Test
  void landsEveryTableAsItStands() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    int tables = 0;
    long records = 0;
    for (Path file : Fixtures.files(Fixtures.DATA, ".*\\.(csv|tsv|txt)")) {
      Landed landed = Landed.of(engine, file, SegmentOptions.DETECT, folder);
      if (landed.segment().format() == Format.CSV) {
        tables++;
        records += landed.staged().counts().read();
        compare(softly, file, landed);
      }
    }
    softly.assertThat(tables).as("tables").isGreaterThan(200);
    softly.assertThat(records).as("records").isGreaterThan(30_000);
    softly.assertAll();
  }

  private static void compare(SoftAssertions softly, Path file, Landed landed) throws IOException {
    List<Line> lines = lines(Files.readAllBytes(file), landed.segment());
    Counts counts = landed.staged().counts();
    CsvDialect dialect = landed.segment().dialect();
    List<String> header = null;
    if (dialect.header() && !lines.isEmpty()) {
      header = lines.remove(dialect.leadingRecords()).cells();
    }
    int width = landed.segment().header().size();
    softly.assertThat(counts.balanced()).as("%s balances: %s", file, counts).isTrue();
    softly.assertThat(counts.read()).as("records of %s", file).isEqualTo(lines.size());
    if (header != null) {
      softly.assertThat(width).as("columns of %s", file).isEqualTo(header.size());
      for (int i = 0; i < Math.min(width, header.size()); i++) {
        String name = header.get(i).strip();
        softly.assertThat(landed.segment().header().get(i)).as("column %d of %s", i, file).startsWith(name.isEmpty() ? "column_" : name);
      }
    }
    List<String> ragged = new ArrayList<>();
    Map<List<String>, Integer> expected = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (line.cells().size() != width) {
        ragged.add("record " + i + " at line " + line.line() + " has " + line.cells().size() + " fields");
      } else {
        expected.merge(line.cells(), 1, Integer::sum);
      }
    }
    Map<List<String>, Integer> found = new HashMap<>();
    landed.rows().forEach(row -> found.merge(row.values().stream().map(String::valueOf).toList(), 1, Integer::sum));
    softly.assertThat(found).as("rows of %s", file).isEqualTo(expected);
    List<String> rejected =
        landed.rejects().stream()
            .map(reject -> "record " + reject.ordinal() + " at line " + reject.pointer().line() + " has " + reject.failures().get(0).got() + " fields")
            .toList();
    softly.assertThat(rejected).as("rejects of %s", file).isEqualTo(ragged);
    softly.assertThat(landed.rules()).as("rules of %s", file).allMatch(List.of("ragged")::equals);
  }

  private static List<Line> lines(byte[] bytes, Segment segment) throws IOException {
    String text = text(bytes, Charset.forName(segment.encoding()));
    CsvDialect dialect = segment.dialect();
    if (!dialect.carriageReturns()) {
      text = text.replaceAll("\r(?!\n|$)", String.valueOf(LONE_RETURN));
    }
    CSVFormat.Builder format =
        CSVFormat.DEFAULT.builder()
            .setDelimiter(dialect.delimiter())
            .setQuote(dialect.quote() == 0 ? null : dialect.quote())
            .setIgnoreEmptyLines(segment.header().size() > 1);
    if (dialect.escape() != dialect.quote()) {
      format.setEscape(dialect.escape());
    }
    List<Line> lines = new ArrayList<>();
    char lineEnd = dialect.carriageReturns() ? '\r' : '\n';
    int position = 0;
    long line = 1;
    try (CSVParser parser = format.get().parse(new StringReader(text))) {
      for (CSVRecord record : parser) {
        List<String> cells = record.toList().stream().map(cell -> cell.replace(LONE_RETURN, '\r')).toList();
        int begin = beginOf(text, (int) record.getCharacterPosition());
        line += text.substring(position, begin).chars().filter(c -> c == lineEnd).count();
        position = begin;
        lines.add(new Line(cells, line));
      }
    }
    return lines;
  }

  private static String text(byte[] bytes, Charset charset) throws IOException {
    StringBuilder text = new StringBuilder();
    try (InputStreamReader reader = new InputStreamReader(new ByteArrayInputStream(bytes), charset)) {
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        text.append((char) c);
      }
    }
    return text.indexOf("\uFEFF") == 0 ? text.substring(1) : text.toString();
  }

  /** Blank lines before a record are not its own. */
  private static int beginOf(String text, int position) {
    int at = position;
    while (at < text.length() && (text.charAt(at) == '\r' || text.charAt(at) == '\n')) {
      at++;
    }
    return at;
  }

  @Test
  void findsTheHeaderBehindATitle() throws IOException {
    Map<String, List<String>> headers = new TreeMap<>();
    for (Path file : Fixtures.files(List.of("tabular_dirty/dataprofiler_csv"), ".*(header-and-author|activity-sheet|positive-header).*")) {
      Landed landed = Landed.of(engine, file, SegmentOptions.DETECT, folder);
      assertThat(landed.staged().counts().rejected()).as(file.toString()).isEqualTo(landed.segment().dialect().leadingRecords()).isPositive();
      headers.put(file.getFileName().toString(), landed.segment().header());
    }
    List<String> activity = List.of("Time", "Activity", "Supplies", "Notes");
    assertThat(headers)
        .containsEntry("daily-activity-sheet-@.csv", activity)
        .containsEntry("daily-activity-sheet-int-description.csv", activity)
        .containsEntry("sparse-first-and-last-column-header-and-author.txt", List.of("CONTAR", "EL NOMBRE", "EL NUMERO"))
        .hasSize(4);
  }

  @Test
  void agreesWithTheCsvSpectrumInParquet() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (Path file : Fixtures.files(List.of("parsers/csv_spectrum/csvs"), ".*\\.csv")) {
      Path answer = Fixtures.FOLDER.resolve("parsers/csv_spectrum/json").resolve(file.getFileName().toString().replace(".csv", ".json"));
      Landed landed = Landed.of(engine, file, new SegmentOptions("csv", null, null, null, null, true, null), folder);
      assertThat(json.<JsonNode>valueToTree(landed.rows())).as(file.toString()).isEqualTo(json.readTree(answer.toFile()));
    }
  }
}
