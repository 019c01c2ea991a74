package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record means the same whatever stood before it: alone it is read by the full parser, behind its like by the short way. */
class UniformRecordsTest {
  private static final List<ColumnRead> COLUMNS =
      List.of(
          column("id", new Type.Int(64, true)), column("name", new Type.Text()), column("price", new Type.Decimal(9, 2)),
          column("at", new Type.Timestamp(true)), column("any", new Type.Json()));

  @TempDir Path folder;

  private record Meaning(Map<String, Object> cells, List<Reject.Failure> failures) {}

  private static ColumnRead column(String name, Type type) {
    return new ColumnRead(new Column(name, type), List.of(name), CellRules.STRICT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":2,\"name\":\"b\",\"price\":3.10,\"at\":\"2026-01-02T03:04:05Z\",\"any\":7}",
        "{\"id\":-2,\"name\":\"Zoë 😀\",\"price\":-0.5,\"at\":null,\"any\":null}  ",
        "{\"id\":02,\"name\":\"b\",\"price\":3,\"at\":null,\"any\":7}",
        "{\"id\":2.0,\"name\":\"b\",\"price\":3.,\"at\":null,\"any\":7}",
        "{\"id\":2,\"name\":\"b\",\"price\":.5,\"at\":null,\"any\":7}",
        "{\"id\":-,\"name\":\"b\",\"price\":1,\"at\":null,\"any\":7}",
        "{\"id\":2,\"name\":\"b\",\"price\":1e1,\"at\":null,\"any\":7}",
        "{\"id\":2,\"name\":\"b\",\"price\":1.001,\"at\":null,\"any\":7}",
        "{\"id\":\"2\",\"name\":3,\"price\":true,\"at\":1,\"any\":\"x\"}",
        "{\"id\":2,\"name\":\"b\\u0062\\n\",\"price\":1,\"at\":null,\"any\":{\"a\":[1]}}",
        "{\"id\":2,\"name\":\"b\\ud800\",\"price\":1,\"at\":null,\"any\":[]}",
        "{\"id\":2,\"name\":\"a\tb\",\"price\":1,\"at\":null,\"any\":7}",
        "{\"id\":2,\"name\":\"b\",\"price\":1,\"at\":null,\"any\":7,\"id\":3}",
        "{\"id\":2,\"name\":\"b\",\"price\":1,\"at\":null,\"any\":7,\"more\":3}",
        "{\"id\":2,\"name\":\"b\",\"price\":1,\"at\":null}",
        "{\"id\":2,\"name\":\"b\",\"price\":1,\"at\":null,\"any\":7} {}",
        "{\"id\":2,\"name\":\"b\",\"price\":1,\"at\":null,\"any\":7",
        "{\"id\":2,\"name\":\"b\",\"price\":1,\"at\":nul,\"any\":7}",
        "{\"id\":2,\"name\":\"b",
        "{\"name\":\"b\",\"id\":2,\"price\":1,\"at\":null,\"any\":7}",
        "{\"id\": 2, \"name\": \"b\", \"price\": 1, \"at\": null, \"any\": 7}",
        "{\"id\":9223372036854775808,\"name\":\"b\",\"price\":12345678.00,\"at\":null,\"any\":7}"
      })
  void meansTheSameBehindAnyRecord(String line) throws IOException {
    Meaning alone = last(line);
    assertThat(last("{\"id\":1,\"name\":\"a\",\"price\":1.00,\"at\":null,\"any\":1}\n" + line)).isEqualTo(alone);
    assertThat(last("{\"id\": 1, \"name\": \"a\", \"price\": 1.00, \"at\": null, \"any\": 1}\n" + line)).isEqualTo(alone);
  }

  @Test
  void meansTheSameWithAnyByteChanged() throws IOException {
    Random random = new Random(11);
    String model = "{\"id\":12,\"name\":\"abcdefgh\",\"price\":3.10,\"at\":\"2026-01-02T03:04:05Z\",\"any\":7}";
    String bytes = "\"\\{}[]:,.-+eE019nul tX";
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      StringBuilder line = new StringBuilder(model);
      line.setCharAt(random.nextInt(model.length()), bytes.charAt(random.nextInt(bytes.length())));
      lines.add(line.toString());
    }
    List<Meaning> among = rows(String.join("\n" + model + "\n", lines));
    for (int i = 0; i < lines.size(); i++) {
      assertThat(among.get(2 * i)).as(lines.get(i)).isEqualTo(last(lines.get(i)));
    }
  }

  @Test
  void readsEveryNumberAsItIsWrittenOrNotAtAll() throws IOException {
    Random random = new Random(5);
    List<String> numbers = new ArrayList<>(List.of("0", "-0", "0.0", "127", "128", "-128", "-129", "999999999999999999", "-999999999999999999"));
    numbers.addAll(List.of("1000000000000000000", "9999999999999999.99", "9999999999999999.9", "10000000000000000", "0.999999999999999999", "1.000", "0.0010"));
    for (int i = 0; i < 1000; i++) {
      String digits = Long.toString(random.nextLong(1, Long.MAX_VALUE) >> random.nextInt(62));
      int point = random.nextInt(digits.length() + 1);
      String places = digits.substring(point) + "0".repeat(random.nextInt(3));
      numbers.add((random.nextBoolean() ? "-" : "") + (point == 0 ? "0" : digits.substring(0, point)) + (places.isEmpty() ? "" : "." + places));
    }
    Segment segment = segment(String.join("\n", numbers.stream().map(number -> "{\"n\":" + number + "}").toList()));
    for (Type.Decimal type : List.of(new Type.Decimal(18, 2), new Type.Decimal(18, 18), new Type.Decimal(18, 0), new Type.Decimal(9, 4), new Type.Decimal(1, 1))) {
      List<Object> expected = numbers.stream().map(number -> exact(new BigDecimal(number), type)).toList();
      assertThat(cells(segment, type)).as(type.sql()).isEqualTo(expected);
    }
    for (int bits : List.of(8, 16, 32, 64)) {
      List<Object> expected = numbers.stream().map(number -> exact(number, bits)).toList();
      assertThat(cells(segment, new Type.Int(bits, true))).as("%d bits", bits).isEqualTo(expected);
    }
  }

  private static Object exact(BigDecimal number, Type.Decimal type) {
    BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    boolean fits = plain.scale() <= type.scale() && plain.setScale(type.scale()).unscaledValue().abs().compareTo(BigInteger.TEN.pow(type.precision())) < 0;
    return fits ? plain.setScale(type.scale()) : null;
  }

  private static Object exact(String number, int bits) {
    boolean fits = !number.contains(".") && new BigInteger(number).bitLength() < bits;
    return fits ? (Object) Long.parseLong(number) : null;
  }

  private static List<Object> cells(Segment segment, Type type) {
    return Parsed.of(segment, List.of(column("n", type))).rows().stream().map(row -> row.cells().get("n")).toList();
  }

  @Test
  void takesNoFormFromANameThatHasToBeEscaped() throws IOException {
    List<ColumnRead> columns = List.of(new ColumnRead(new Column("a\"b", new Type.Int(64, true)), List.of("a\"b"), CellRules.STRICT));
    Parsed parsed = Parsed.of(segment("{\"a\\\"b\":1}\n{\"a\"b\":2}\n{\"a\\\"b\":3}"), columns);
    assertThat(parsed.good()).hasSize(2);
  }

  @Test
  void columnsAreCountedWhicheverWayTheirRecordIsRead() throws IOException {
    String alike = "{\"id\":1,\"name\":\"a\",\"price\":1.00,\"at\":null,\"any\":1}\n";
    String other = "{\"any\":1,\"id\":2,\"more\":true}\n";
    Segment segment = segment(alike.repeat(40) + other.repeat(30) + alike.repeat(20) + "{\"id\":\"x\"}\n");

    SegmentRead read = SegmentRead.whole(segment, FieldPlan.of(COLUMNS));
    try (RecordParser parser = read.next(new boolean[] {true, true, true, true, true})) {
      Chunk chunk = new Chunk(7, COLUMNS.stream().map(column -> column.column().type()).toList());
      while (parser.read(chunk) > 0) {
        assertThat(chunk.size).isPositive();
      }
      read.note(parser.drift().orElseThrow());
    }

    DriftSights sights = read.sights();
    assertThat(sights.records()).isEqualTo(91);
    assertThat(sights.columns().get("id")).isEqualTo(new DriftSights.SeenColumn(91, 1, List.of("x")));
    assertThat(sights.columns().get("name").present()).isEqualTo(60);
    assertThat(sights.columns().get("any").present()).isEqualTo(90);
    assertThat(sights.unknown()).containsExactly(Map.entry("more", new DriftSights.NewField(30, new Type.Bool(), java.util.Collections.nCopies(30, "true"))));
  }

  private Meaning last(String text) throws IOException {
    List<Meaning> rows = rows(text);
    return rows.get(rows.size() - 1);
  }

  private List<Meaning> rows(String text) throws IOException {
    return Parsed.of(segment(text), COLUMNS).rows().stream().map(row -> new Meaning(row.cells(), row.failures())).toList();
  }

  private Segment segment(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("in.ndjson"), text, StandardCharsets.UTF_8);
    return new SegmentWriter().write(file, "in.ndjson", new SegmentOptions("ndjson", null, null, null, null, null, null), folder.resolve("segment"));
  }
}
