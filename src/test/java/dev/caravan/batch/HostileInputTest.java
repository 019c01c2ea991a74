package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.kill.CaravanProcess;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that is legal but unkind, or not legal: every record lands unchanged or says why not. */
class HostileInputTest {
  @TempDir Path folder;
  private Engine engine;

  @BeforeEach
  void open() {
    engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Landed landed(String name, byte[] content, Stage... stages) throws IOException {
    return Landed.of(engine, Files.write(folder.resolve(name), content), SegmentOptions.DETECT, folder, stages);
  }

  private Landed landed(String name, String content, Stage... stages) throws IOException {
    return landed(name, content.getBytes(StandardCharsets.UTF_8), stages);
  }

  @Test
  void keepsTheWrittenTextOfJsonCells() throws IOException {
    String cell = "{\"a\":1,\"a\":2,\"n\":1e400,\"s\":\"\\ud800\",\"z\":1.10}";
    Landed landed = landed("in.ndjson", "{\"id\":1,\"x\":" + cell + "}\n{\"id\":2,\"x\":[]}\n");
    assertThat(landed.rejects()).isEmpty();
    assertThat(landed.rows()).extracting(row -> String.valueOf(row.get("x"))).containsExactlyInAnyOrder(cell, "[]");
  }

  @Test
  void passesTheWrittenTextOfAJsonCellThroughEveryStep() throws IOException {
    String cell = "{\"a\":1,\"a\":2,\"n\":1e400,\"s\":\"\\ud800\"}";
    List<ColumnRead> reads = List.of(ColumnRead.of(new Column("id", new Type.Int(64, true))), ColumnRead.of(new Column("x", new Type.Json())));
    Checks checks =
        new Checks("test/cells", "1.0.0",
            List.of(new Checks.RowCheck("id", "maximum", Checks.Severity.ERROR, "id > 1", "at most 1", "validity")), List.of(), List.of(), List.of());
    Landed landed =
        landed("in.ndjson", "{\"id\":1,\"x\":" + cell + "}\n{\"id\":2,\"x\":" + cell + "}\n",
            new Stage.Typed(reads), new Stage.Derived("twice", "id * 2", null), new Stage.Checked(checks));
    assertThat(landed.rows()).singleElement().extracting(row -> String.valueOf(row.get("x"))).isEqualTo(cell);
    assertThat(landed.rejects()).singleElement().satisfies(reject -> assertThat(reject.raw()).asString(StandardCharsets.UTF_8).isEqualTo("{\"id\":2,\"x\":" + cell + "}"));
  }

  @Test
  void takesTheLastOfEqualKeysAndSaysSo() throws IOException {
    Landed landed = landed("in.ndjson", "{\"id\":1,\"id\":2}\n{\"id\":3}\n");
    assertThat(landed.rows()).extracting(row -> row.get("id").toString()).containsExactlyInAnyOrder("2", "3");
    assertThat(landed.staged().warnings()).containsEntry("duplicate-key", 1L);
  }

  @Test
  void keepsNumbersBeyondEveryTypeAndRejectsHalfPairs() throws IOException {
    Landed landed = landed("in.ndjson", "{\"n\":1e400,\"s\":\"a\"}\n{\"n\":0.1,\"s\":\"\\ud83d\\ude00\"}\n{\"n\":2,\"s\":\"\\ud800\"}\n{\"n\":3,\"s\":\"\\udc00\\ud800\"}\n");
    assertThat(landed.rows()).extracting(row -> new BigDecimal(row.get("n").toString()) + " " + row.get("s")).containsExactlyInAnyOrder("1E+400 a", "0.1 \uD83D\uDE00");
    assertThat(landed.rejects()).extracting(reject -> reject.pointer().line() + " " + reject.failures().get(0).rule() + " " + reject.failures().get(0).field())
        .containsExactly("3 encoding s", "4 encoding s");
  }

  @Test
  void givesEveryFieldAColumnWhateverItIsCalled() throws IOException {
    List<String> names = List.of("", "a\0b", " ", "a\"b", "a'b", "a\nb", "select", "x.y", "_ordinal", "_start", "_fault", "_FATE", "_reasons", "_tried", "{table}");
    StringBuilder record = new StringBuilder("{");
    StringBuilder table = new StringBuilder();
    ObjectMapper json = new ObjectMapper();
    for (int i = 0; i < names.size(); i++) {
      record.append(i == 0 ? "" : ",").append(json.writeValueAsString(names.get(i))).append(":\"").append(i).append('"');
      table.append(i == 0 ? "" : ",").append('"').append(names.get(i).replace("\"", "\"\"")).append('"');
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      values.add(String.valueOf(i));
    }
    List<Landed> both =
        List.of(
            landed("in.ndjson", record + "}\n\"no object\n"),
            landed("in.csv", table + "\n" + String.join(",", values.stream().map(Object::toString).toList()) + "\nragged\n"));
    assertThat(both).allSatisfy(landed -> {
      assertThat(landed.rows()).singleElement().satisfies(row -> assertThat(row.values()).containsExactlyElementsOf(values));
      assertThat(landed.rejects()).singleElement().satisfies(reject -> assertThat(reject.pointer().line()).isGreaterThan(1));
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void readsWideText(String charset) throws IOException {
    String table = "id,name\r\n1,\"caf\u00e9, \uD83D\uDE00\"\r\n2,x,y\r\n3,\"\"\r\n";
    for (String mark : List.of("\uFEFF", "")) {
      Landed landed = landed("in.csv", (mark + table).getBytes(Charset.forName(charset)));
      assertThat(landed.segment().header()).containsExactly("id", "name");
      assertThat(landed.rows()).extracting(Map::values).extracting(List::copyOf).containsExactlyInAnyOrder(List.of("1", "caf\u00e9, \uD83D\uDE00"), List.of("3", ""));
      Reject reject = landed.rejects().get(0);
      assertThat(reject.pointer().line()).isEqualTo(3);
      assertThat(new String(reject.raw(), Charset.forName(charset))).isEqualTo("2,x,y");
      assertThat(reject.pointer().offset()).isEqualTo((mark + table.substring(0, table.indexOf("2,x"))).getBytes(Charset.forName(charset)).length);
    }
  }

  @Test
  void landsALineOfTenMegabytes() throws IOException {
    String wide = "x".repeat(10 << 20);
    for (String name : List.of("in.csv", "in.ndjson", "in.json")) {
      String content =
          switch (name) {
            case "in.csv" -> "id,s\n1," + wide + "\n2,b\n";
            case "in.ndjson" -> "{\"id\":1,\"s\":\"" + wide + "\"}\n{\"id\":2,\"s\":\"b\"}\n";
            default -> "[{\"id\":1,\"s\":\"" + wide + "\"},{\"id\":2,\"s\":\"b\"}]";
          };
      Landed landed = landed(name, content);
      assertThat(landed.staged().counts()).as(name).isEqualTo(new Counts(2, 2, 0, 0, 0));
      assertThat(landed.rows()).as(name).extracting(row -> row.get("s").toString().length()).containsExactlyInAnyOrder(10 << 20, 1);
    }
  }

  /** Counts in a heap of 256 MB of its own. */
  @Test
  void rejectsTwoHundredThousandRowsInASmallHeap() throws Exception {
    Path file = folder.resolve("all.ndjson");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 200_000; i++) {
        out.write("{\"id\":\"no number " + i + "\",\"text\":\"" + "t".repeat(100) + "\"}\n");
      }
    }
    List<String> command = CaravanProcess.javaWithTests();
    command.addAll(List.of(RejectAll.class.getName(), file.toString(), folder.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(said.lines().reduce((first, last) -> last)).contains("200000 rejects, ordinals once each, lines right");
    assertThat(process.exitValue()).isZero();
  }

  /** Runs in a process of its own. */
  static final class RejectAll {
    private RejectAll() {}

    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[1]);
      Segment segment = new SegmentWriter().write(Path.of(arguments[0]), "all.ndjson", SegmentOptions.DETECT, folder.resolve("segment"));
      BitSet seen = new BitSet();
      boolean[] right = {true};
      try (Engine engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")))) {
        Batch batch = new Batch(BatchId.of("all", "test", "all", 0), "all", segment, List.of(new Stage.Typed(List.of(ColumnRead.of(new Column("id", new Type.Int(64, true)))))), engine);
        Staged staged =
            engine.stage(batch, StageOptions.DEFAULT, folder.resolve("staging"), (id, portion) ->
                portion.forEach(reject -> {
                  right[0] &= !seen.get((int) reject.ordinal()) && reject.pointer().line() == reject.ordinal() + 1
                      && reject.failures().get(0).got().equals("no number " + reject.ordinal());
                  seen.set((int) reject.ordinal());
                }));
        right[0] &= staged.counts().equals(new Counts(200_000, 0, 200_000, 0, 0)) && staged.files().isEmpty();
      }
      System.out.println(seen.cardinality() + " rejects, ordinals once each, lines " + (right[0] ? "right" : "wrong"));
    }
  }
}
