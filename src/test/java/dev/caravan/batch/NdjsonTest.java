package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdjsonTest {
  @TempDir Path folder;

  private Segment segment(String text) throws IOException {
    return segment(text.getBytes(StandardCharsets.UTF_8));
  }

  private Segment segment(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("in.ndjson"), bytes);
    return new SegmentWriter(64, 1 << 20).write(file, "in.ndjson", SegmentOptions.DETECT, folder.resolve("segment"));
  }

  private static ColumnRead read(String name, Type type, CellRules rules) {
    return new ColumnRead(new Column(name, type), List.of(name), rules);
  }

  private static ColumnRead read(String name, Type type) {
    return read(name, type, CellRules.STRICT);
  }

  private static CellRules coercing() {
    return new CellRules(false, CellRules.Letters.KEEP, Set.of(), Set.of("true"), Set.of("false"), List.of(), null, 0, true, false);
  }

  @Test
  void findsColumnsAndExactTypesInTheData() throws IOException {
    Parsed parsed =
        Parsed.of(
            segment(
                """
                {"id":9007199254740993,"big":17014118346046923173168730371588410572,"price":12.50,"ok":true,"name":"Zoë","tags":["a"],"mixed":1,"none":null}
                {"id":-1,"big":1,"price":3,"ok":false,"name":"","mixed":"x","late":1e400}
                """));
    assertThat(parsed.columns()).containsExactly("id", "big", "price", "ok", "name", "tags", "mixed", "none", "late");
    assertThat(parsed.good()).hasSize(2);
    assertThat(parsed.good().get(0))
        .containsEntry("id", 9007199254740993L)
        .containsEntry("big", new BigDecimal("17014118346046923173168730371588410572"))
        .containsEntry("price", new BigDecimal("12.5"))
        .containsEntry("ok", true)
        .containsEntry("name", "Zoë")
        .containsEntry("tags", "[\"a\"]")
        .containsEntry("mixed", "1")
        .containsEntry("none", null)
        .containsEntry("late", null);
    assertThat(parsed.good().get(1)).containsEntry("mixed", "\"x\"").containsEntry("late", "1e400").containsEntry("name", "");
  }

  @Test
  void rejectsEachMalformedLineAndReadsTheOthers() throws IOException {
    Parsed parsed =
        Parsed.of(
            segment(
                "{\"a\":1}\n{\"a\":2\n{\"a\":3}{\"a\":4}\n\n  \n{\"a\":NaN}\r\n{\"a\":5,}\n{\"a\":6} // no\n[\n{\"a\":\"x\ry\"}\n{\"a\":7}"),
            List.of(read("a", new Type.Int(64, true))));
    assertThat(parsed.good()).extracting(row -> row.get("a")).containsExactly(1L, 7L);
    assertThat(parsed.bad()).extracting(Parsed.Row::line).containsExactly(2L, 3L, 6L, 7L, 8L, 9L, 10L);
    assertThat(parsed.bad()).allSatisfy(row -> assertThat(row.failures().get(0).rule()).isEqualTo("malformed"));
    assertThat(parsed.bad().get(1).failures().get(0).got()).isEqualTo("more text behind the value at column 8");
  }

  @Test
  void keepsInvalidBytesToTheirRecord() throws IOException {
    byte[] bytes = "{\"a\":\"x\"}\n{\"a\":\"?\"}\n{\"a\":\"é\"}\n".getBytes(StandardCharsets.UTF_8);
    bytes[16] = (byte) 0xFF;
    Segment segment = segment(bytes);
    Parsed parsed = Parsed.of(segment);
    assertThat(parsed.good()).extracting(row -> row.get("a")).containsExactly("x", "é");
    Parsed.Row bad = parsed.bad().get(0);
    assertThat(bad.failures()).containsExactly(new Reject.Failure(null, "encoding", "text in the file's encoding", "byte 0xFF at column 7"));
    assertThat(Parsed.raw(segment, bad.start(), bad.length())).isEqualTo(java.util.Arrays.copyOfRange(bytes, 10, 19));
  }

  @Test
  void takesNoValueThatDoesNotFitItsTypeExactly() throws IOException {
    Parsed parsed =
        Parsed.of(
            segment("{\"n\":1.5,\"d\":0.105}\n{\"n\":true}\n{\"n\":\"7\"}\n{\"n\":1.0}\n{\"n\":7,\"d\":1.5000}\n{\"d\":1e2}\n"),
            List.of(read("n", new Type.Int(64, true)), read("d", new Type.Decimal(18, 2))));
    assertThat(parsed.bad()).hasSize(4);
    assertThat(parsed.bad().get(0).failures())
        .extracting(Reject.Failure::field, Reject.Failure::rule, Reject.Failure::got)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("n", "type", "1.5"), org.assertj.core.groups.Tuple.tuple("d", "type", "0.105"));
    assertThat(parsed.bad().get(0).cells()).containsOnly(entry("n", null), entry("d", null));
    assertThat(parsed.bad()).extracting(row -> row.failures().get(0).got()).containsExactly("1.5", "true", "7", "1.0");
    assertThat(parsed.bad()).extracting(row -> row.failures().get(0).required()).containsOnly("integer");
    assertThat(parsed.good().get(0)).containsEntry("n", 7L).containsEntry("d", new BigDecimal("1.50"));
    assertThat(parsed.good().get(1)).containsEntry("d", new BigDecimal("100.00"));
  }

  @Test
  void coercesWhatLosesNothingWhereTheContractAllowsIt() throws IOException {
    Parsed parsed =
        Parsed.of(
            segment("{\"n\":\"7\",\"t\":12}\n{\"n\":1.0,\"t\":true}\n{\"n\":1.5}\n{\"n\":true}\n"),
            List.of(read("n", new Type.Int(64, true), coercing()), read("t", new Type.Text(), coercing())));
    assertThat(parsed.good()).extracting(row -> row.get("n")).containsExactly(7L, 1L);
    assertThat(parsed.good()).extracting(row -> row.get("t")).containsExactly("12", "true");
    assertThat(parsed.bad()).hasSize(2);
  }

  @Test
  void takesTheLastOfDuplicateKeysAndCountsIt() throws IOException {
    Parsed parsed =
        Parsed.of(
            segment("{\"n\":\"bad\",\"n\":1,\"x\":0,\"y\":{\"z\":1}}\n{\"x\":1}\n{\"n\":2,\"n\":null}\n"),
            List.of(read("n", new Type.Int(64, true))));
    assertThat(parsed.good()).extracting(row -> row.get("n")).containsExactly(1L, null, null);
    assertThat(parsed.warnings()).containsOnly(entry("duplicate-key", 2L), entry("unknown-field:x", 2L), entry("unknown-field:y", 1L));
  }

  @Test
  void readsNestedFieldsAndTheirParents() throws IOException {
    Parsed parsed =
        Parsed.of(
            segment("{\"a\":{\"b\":\"x\\n\\ud83d\\ude00\",\"c\":{\"d\":4}},\"z\":1}\n{\"a\":null}\n{\"a\":5}\n{\"a\":{\"b\":\"1\"},\"a\":{\"c\":{}}}\n"),
            List.of(
                read("a", new Type.Json()),
                new ColumnRead(new Column("b", new Type.Text()), List.of("a", "b"), CellRules.STRICT),
                new ColumnRead(new Column("d", new Type.Int(32, true)), List.of("a", "c", "d"), CellRules.STRICT)));
    assertThat(parsed.good().get(0))
        .containsOnly(entry("a", "{\"b\":\"x\\n\\ud83d\\ude00\",\"c\":{\"d\":4}}"), entry("b", "x\n😀"), entry("d", 4L));
    assertThat(parsed.good().get(1)).containsOnly(entry("a", null), entry("b", null), entry("d", null));
    assertThat(parsed.good().get(2)).containsOnly(entry("a", "{\"c\":{}}"), entry("b", null), entry("d", null));
    assertThat(parsed.bad().get(0).failures()).extracting(Reject.Failure::field).containsExactly("b", "d");
    assertThat(parsed.bad().get(0).failures().get(0)).isEqualTo(new Reject.Failure("b", "type", "an object at a", "5"));
  }

  @Test
  void rejectsHalfSurrogatePairsWithTheirField() throws IOException {
    Parsed parsed = Parsed.of(segment("{\"a\":\"\\ud800\"}\n{\"a\":\"\\ud83d\\ude00\"}\n"));
    assertThat(parsed.good()).extracting(row -> row.get("a")).containsExactly("😀");
    assertThat(parsed.bad().get(0).failures().get(0)).extracting(Reject.Failure::field, Reject.Failure::rule).containsExactly("a", "encoding");
  }

  @Test
  void rejectsDepthThatWouldExhaustTheStack() throws IOException {
    String deep = "[".repeat(513) + "]".repeat(513);
    String fine = "[".repeat(511) + "]".repeat(511);
    Parsed parsed = Parsed.of(segment("{\"a\":" + deep + "}\n{\"a\":" + fine + "}\n" + "[".repeat(100_000) + "\n"));
    assertThat(parsed.good()).extracting(row -> row.get("a")).containsExactly(fine);
    assertThat(parsed.bad()).hasSize(2).allSatisfy(row -> assertThat(row.failures().get(0).rule()).isEqualTo("malformed"));
  }

  @Test
  void readsATenMegabyteLineAndRefusesALineAboveTheLimit() throws IOException {
    String ten = "x".repeat(10 << 20);
    Path file = Files.writeString(folder.resolve("big.ndjson"), "{\"a\":\"1\"}\n{\"a\":\"" + ten + "\"}\n{\"a\":\"3\"}\n");
    Segment whole = new SegmentWriter().write(file, "big.ndjson", SegmentOptions.DETECT, folder.resolve("whole"));
    assertThat(Parsed.of(whole).good()).extracting(row -> row.get("a")).containsExactly("1", ten, "3");

    Segment limited = new SegmentWriter(1 << 20).write(file, "big.ndjson", SegmentOptions.DETECT, folder.resolve("limited"));
    Parsed parsed = Parsed.of(limited);
    assertThat(parsed.good()).extracting(row -> row.get("a")).containsExactly("1", "3");
    assertThat(parsed.bad()).singleElement().satisfies(row -> {
      assertThat(row.length()).isEqualTo((10 << 20) + 8);
      assertThat(row.line()).isEqualTo(2);
      assertThat(row.failures().get(0).required()).isEqualTo("a record of at most 1048576 bytes");
    });
  }

  @Test
  void readsTheSameWhateverTheBlocks() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append(i % 7 == 0 ? "\n" : i % 11 == 0 ? "{broken\r\n" : "{\"i\":" + i + ",\"t\":\"" + "é".repeat(i % 50) + "\"}\n");
    }
    Segment segment = segment(text.toString());
    List<ColumnRead> columns = RecordParsers.discover(segment);
    Parsed whole = Parsed.of(segment, columns);
    List<Parsed.Row> rows = new java.util.ArrayList<>();
    for (int block = 0; block < segment.blocks().size(); block++) {
      rows.addAll(Parsed.blocks(segment, block, block + 1, columns).rows());
    }
    assertThat(segment.blocks()).hasSizeGreaterThan(50);
    assertThat(rows).isEqualTo(whole.rows());
    assertThat(whole.again(segment, columns).rows()).isEqualTo(whole.rows());
    assertThat(whole.rows()).extracting(Parsed.Row::ordinal).isEqualTo(java.util.stream.LongStream.range(0, rows.size()).boxed().toList());
  }
}
