package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentWriterTest {
  @TempDir Path folder;

  private Segment segment(String name, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("in"), bytes);
    return new SegmentWriter(48, 1 << 20).write(file, name, SegmentOptions.DETECT, folder.resolve("segment"));
  }

  private Segment segment(String name, String text) throws IOException {
    return segment(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void readsEveryMemberOfAGzipFileAndZstdWhateverTheirNames() throws IOException {
    byte[] two = joined(gzip("{\"a\":1}\n{\"a\":"), gzip("2}\n"));
    assertThat(Parsed.of(segment("x.ndjson", two)).good()).extracting(row -> row.get("a")).containsExactly(1L, 2L);
    byte[] zstd = Zstd.compress("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(Parsed.of(segment("x.ndjson.zst", zstd)).good()).hasSize(1);
  }

  @Test
  void keepsEveryByteOfAFileThatIsReadInSeveralPieces() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 3_500_000; i++) {
      text.append("{\"a\":").append(i).append(",\"b\":\"").append("x".repeat(i % 97)).append("\"}\n");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);

    Segment plain = segment("x.ndjson", bytes);
    assertThat(Files.readAllBytes(plain.data())).isEqualTo(bytes);
    assertThat(Parsed.of(plain).good()).hasSize((int) text.chars().filter(c -> c == '\n').count());
    assertThat(Files.readAllBytes(segment("x.ndjson.gz", gzip(text.toString())).data())).isEqualTo(bytes);
  }

  @Test
  void refusesDamagedCompressionAsAWhole() throws IOException {
    String text = "{\"a\":1}\n".repeat(5000);
    byte[] gzip = gzip(text);
    byte[] zstd = Zstd.compress(text.getBytes(StandardCharsets.UTF_8));
    for (byte[] damaged :
        List.of(
            Arrays.copyOf(gzip, gzip.length - 5),
            Arrays.copyOf(zstd, zstd.length - 5),
            joined(gzip, Arrays.copyOf(gzip, 6)),
            joined(gzip, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))) {
      assertThatThrownBy(() -> segment("x.ndjson.gz", damaged))
          .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT));
      assertThat(SegmentWriter.exists(folder.resolve("segment"))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void readsWideEncodingsWithAndWithoutMarkAndPointsIntoThem(String charset) throws IOException {
    String text = "id,name\n" + "1,é中😀\n".repeat(40) + "x\n2,b\n";
    for (String mark : List.of("", "\ufeff")) {
      byte[] bytes = (mark + text).getBytes(Charset.forName(charset));
      Segment segment = segment("x.csv", bytes);
      Parsed parsed = Parsed.of(segment);
      assertThat(segment.encoding()).isEqualTo(charset);
      assertThat(parsed.good()).hasSize(41).last().extracting(row -> row.get("name")).isEqualTo("b");
      Parsed.Row bad = parsed.bad().get(0);
      SourcePointer pointer = SegmentText.pointer(segment, bad.start(), bad.line());
      int offset = (mark + text).indexOf("x\n2");
      assertThat(pointer.offset()).isEqualTo((mark + text).substring(0, offset).getBytes(Charset.forName(charset)).length);
      assertThat(Parsed.raw(segment, bad.start(), bad.length())).isEqualTo("x".getBytes(Charset.forName(charset)));
    }
  }

  @Test
  void readsWesternTextAndStripsTheMarkOfUtf8() throws IOException {
    Segment latin = segment("x.csv", "id,name\n1,Année\n2,Zoë\n".getBytes(Charset.forName("windows-1252")));
    assertThat(latin.encoding()).isEqualTo("windows-1252");
    assertThat(Parsed.of(latin).good()).extracting(row -> row.get("name")).containsExactly("Année", "Zoë");
    Segment marked = segment("x.csv", "\ufeffid,name\n1,x\n2\n");
    assertThat(marked.header()).containsExactly("id", "name");
    Parsed.Row bad = Parsed.of(marked).bad().get(0);
    assertThat(SegmentText.pointer(marked, bad.start(), bad.line())).isEqualTo(new SourcePointer("x.csv", 3, 15));
  }

  @Test
  void rejectsWhatCannotBeDecodedAndKeepsItsBytes() throws IOException {
    byte[] bytes = "id,name\n1,é\n2,?\n3,x\n".getBytes(StandardCharsets.UTF_16LE);
    bytes[29] = (byte) 0xD8;
    SegmentOptions options = new SegmentOptions("csv", "UTF-16LE", ",", null, null, true, null);
    Path file = Files.write(folder.resolve("in"), bytes);
    Segment segment = new SegmentWriter().write(file, "x.csv", options, folder.resolve("segment"));
    Parsed parsed = Parsed.of(segment);
    assertThat(parsed.good()).extracting(row -> row.get("name")).containsExactly("é", "x");
    Parsed.Row bad = parsed.bad().get(0);
    assertThat(bad.failures().get(0).rule()).isEqualTo("encoding");
    assertThat(Parsed.raw(segment, bad.start(), bad.length())).isEqualTo(Arrays.copyOfRange(bytes, 24, 30));
  }

  @Test
  void opensWhatItWroteAndKnowsWhatIsHalfWritten() throws IOException {
    Segment written = segment("x.csv", "id;name\n1;a\n");
    Path place = folder.resolve("segment");
    assertThat(SegmentWriter.open(place)).isEqualTo(written);
    Files.writeString(place.resolve("data"), "longer than before, by far");
    assertThatThrownBy(() -> SegmentWriter.open(place)).hasMessageContaining("has changed");
    Files.delete(place.resolve("segment.json"));
    assertThat(SegmentWriter.exists(place)).isFalse();
    assertThatThrownBy(() -> SegmentWriter.open(place))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE));
    assertThat(segment("x.csv", "id;name\n1;a\n")).isEqualTo(written);
  }

  @Test
  void tellsFormatsByContentWhereNamesLie() throws IOException {
    assertThat(segment("x.csv", "{\"a\":1}\n{\"a\":2}\n").format()).isEqualTo(Format.NDJSON);
    assertThat(segment("x.json", "{\"a\":1}\n{\"a\":2}\n").format()).isEqualTo(Format.NDJSON);
    assertThat(segment("x.jsonl", "[\n{\"a\":1},\n{\"a\":2}\n]").format()).isEqualTo(Format.JSON);
    assertThat(segment("x.json", "id,name\n1,a\n2,b\n").format()).isEqualTo(Format.CSV);
    assertThat(segment("x.json", "{\n\"a\": 1\n}").format()).isEqualTo(Format.JSON);
    assertThat(segment("x", "id,name\n1,a\n").format()).isEqualTo(Format.CSV);
    assertThatThrownBy(() -> segment("x.bin", new byte[] {1, 0, 2, 7})).hasMessageContaining("format-unknown");
  }

  @Test
  void readsElementsOfADocumentWhateverTheBlocks() throws IOException {
    StringBuilder text = new StringBuilder(" [");
    for (int i = 0; i < 50; i++) {
      text.append(i == 0 ? "" : ",\n ").append(i == 20 ? "{\"i\": tru}" : "{\"i\": " + i + ", \"t\": \"]}\\\"[\"}");
    }
    Segment segment = segment("x.json", text.append(" ]\n").toString());
    List<ColumnRead> columns = RecordParsers.discover(segment);
    Parsed parsed = Parsed.of(segment, columns);
    assertThat(parsed.good()).hasSize(49).last().extracting(row -> row.get("i"), row -> row.get("t")).containsExactly(49L, "]}\"[");
    assertThat(parsed.bad()).singleElement().extracting(Parsed.Row::line).isEqualTo(21L);
    assertThat(parsed.again(segment, columns).rows()).isEqualTo(parsed.rows());
    List<Parsed.Row> byBlock = new java.util.ArrayList<>();
    for (int block = 0; block < segment.blocks().size(); block++) {
      byBlock.addAll(Parsed.blocks(segment, block, block + 1, columns).rows());
    }
    assertThat(segment.blocks()).hasSizeGreaterThan(10);
    assertThat(byBlock).isEqualTo(parsed.rows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"a\":1},{\"a\":2},{\"a\":tr", "[{\"a\":1},{\"a\":2}", "[{\"a\":1},{\"a\":2} 5]", "[{\"a\":1},{\"a\":2}] x", "[{\"a\":1},{\"a\":2},]", "[{\"a\":1},{\"a\":2},{]},{\"a\":3}]"})
  void rejectsTheRemainderOfABrokenDocumentAsOne(String text) throws IOException {
    Segment segment = segment("x.json", text);
    List<ColumnRead> columns = List.of(ColumnRead.of(new Column("a", new Type.Int(64, true))));
    Parsed parsed = Parsed.of(segment, columns);
    assertThat(parsed.good()).extracting(row -> row.get("a")).containsExactly(1L, 2L);
    assertThat(parsed.bad()).singleElement().satisfies(row -> assertThat(row.failures().get(0).rule()).isEqualTo("malformed"));
    assertThat(parsed.again(segment, columns).bad()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n "})
  void anEmptyDocumentIsOneRejectAndAnEmptyTableIsNone(String text) throws IOException {
    assertThat(Parsed.of(segment("x.json", text)).bad()).hasSize(1);
    assertThat(Parsed.of(segment("x.ndjson", text)).rows()).isEmpty();
  }

  @Test
  void readsParquetExactly() throws Exception {
    Path file = folder.resolve("it's.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT 9007199254740993::BIGINT i, 12345678901234567890123456789012.123456::DECIMAL(38,6) d, 'é\"' t"
              + " UNION ALL SELECT 2, 1, NULL) TO '" + file.toString().replace("'", "''") + "'");
    }
    Segment segment = new SegmentWriter().write(file, "x.parquet", SegmentOptions.DETECT, folder.resolve("segment"));
    Parsed parsed = Parsed.of(segment);
    assertThat(Files.readString(segment.data())).as("what the engine wrote").contains("9007199254740993", "12345678901234567890123456789012.123456");
    assertThat(parsed.rows()).as("%s", Files.readString(segment.data())).hasSize(2).allMatch(Parsed.Row::good);
    assertThat(parsed.good().get(0)).containsEntry("i", 9007199254740993L).containsEntry("d", new BigDecimal("12345678901234567890123456789012.123456")).containsEntry("t", "é\"");
  }
}
