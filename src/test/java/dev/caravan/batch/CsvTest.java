package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  private static final SegmentOptions HEADER = new SegmentOptions(null, null, null, null, null, true, null);

  @TempDir Path folder;

  private Segment segment(String text, SegmentOptions options) throws IOException {
    return segment(text.getBytes(StandardCharsets.UTF_8), options);
  }

  private Segment segment(byte[] bytes, SegmentOptions options) throws IOException {
    Path file = Files.write(folder.resolve("in.csv"), bytes);
    return new SegmentWriter(32, 1 << 20).write(file, "in.csv", options, folder.resolve("segment"));
  }

  private Parsed parsed(String text) throws IOException {
    return Parsed.of(segment(text, SegmentOptions.DETECT));
  }

  private static List<List<Object>> cells(Parsed parsed) {
    return parsed.good().stream().map(row -> (List<Object>) new ArrayList<>(row.values())).toList();
  }

  @Test
  void readsQuotesNewlinesAndMixedLineEnds() throws IOException {
    Parsed parsed = parsed("id,name,note\r\n1,\"a, \"\"b\"\"\",\"two\nlines\"\n2,x\ry,\"c\rr\"\r\n\r\n3,,\"\"");
    assertThat(parsed.columns()).containsExactly("id", "name", "note");
    assertThat(cells(parsed))
        .containsExactly(List.of("1", "a, \"b\"", "two\nlines"), List.of("2", "x\ry", "c\rr"), List.of("3", "", ""));
    assertThat(parsed.rows()).extracting(Parsed.Row::line).containsExactly(2L, 4L, 6L);
  }

  @Test
  void readsLinesThatEndWithCarriageReturnsOnly() throws IOException {
    Parsed parsed = parsed("id,name\r1,a\r2,b\r");
    assertThat(cells(parsed)).containsExactly(List.of("1", "a"), List.of("2", "b"));
    assertThat(parsed.rows()).extracting(Parsed.Row::line).containsExactly(2L, 3L);
  }

  @Test
  void rejectsRaggedRows() throws IOException {
    Parsed parsed = parsed("a,b,c\n1,2,3\n1,2\n1,2,3,4\n\n4,5,6\n");
    assertThat(cells(parsed)).containsExactly(List.of("1", "2", "3"), List.of("4", "5", "6"));
    assertThat(parsed.bad()).extracting(row -> row.failures().get(0))
        .containsExactly(new Reject.Failure(null, "ragged", "3 fields", "2"), new Reject.Failure(null, "ragged", "3 fields", "4"));
  }

  @Test
  void makesBlankAndDuplicateHeadersDistinct() throws IOException {
    Parsed parsed = parsed("name,Name,, id ,name_2\na,b,c,d,e\n");
    assertThat(parsed.columns()).containsExactly("name", "Name_2", "column_3", "id", "name_2_2");
    assertThat(cells(parsed)).containsExactly(List.of("a", "b", "c", "d", "e"));
  }

  @Test
  void losesOnlyTheLineWhoseQuoteNeverCloses() throws IOException {
    Segment segment = segment("id,name,x\n1,\"a,b\n2,c,d\n3,e,f\n", SegmentOptions.DETECT);
    Parsed parsed = Parsed.of(segment);
    assertThat(cells(parsed)).containsExactly(List.of("2", "c", "d"), List.of("3", "e", "f"));
    Parsed.Row bad = parsed.bad().get(0);
    assertThat(bad.failures().get(0).rule()).isEqualTo("malformed");
    assertThat(new String(Parsed.raw(segment, bad.start(), bad.length()), StandardCharsets.UTF_8)).isEqualTo("1,\"a,b");
    assertThat(parsed.again(segment, RecordParsers.discover(segment)).rows()).isEqualTo(parsed.rows());
  }

  @Test
  void keepsTheRestOfABrokenCellInItsReject() throws IOException {
    Segment segment = segment("id,name\n1,\"Dear Sir,\nthank you, \"x, bye\n2,b\n", SegmentOptions.DETECT);
    Parsed parsed = Parsed.of(segment);
    assertThat(cells(parsed)).containsExactly(List.of("2", "b"));
    Parsed.Row bad = parsed.bad().get(0);
    assertThat(new String(Parsed.raw(segment, bad.start(), bad.length()), StandardCharsets.UTF_8))
        .isEqualTo("1,\"Dear Sir,\nthank you, \"x, bye");
    assertThat(parsed.rows().get(1).line()).isEqualTo(4);
  }

  @Test
  void resumesBehindAStrayQuoteWhenTheNextLineIsCleanByItself() throws IOException {
    Parsed parsed = parsed("id,name,x\n1,\"abc,2\n3,\"def\",4\n5,y,6\n");
    assertThat(cells(parsed)).containsExactly(List.of("3", "def", "4"), List.of("5", "y", "6"));
    assertThat(parsed.bad()).singleElement().extracting(Parsed.Row::line).isEqualTo(2L);
  }

  @Test
  void keepsBlankLinesOfASingleColumn() throws IOException {
    Parsed parsed = parsed("\nname\na\n\nb\n");
    assertThat(parsed.rows()).extracting(row -> row.cells().get("name")).containsExactly("a", "", "b");
  }

  @Test
  void readsNullsAndTypesOfAContract() throws IOException {
    Segment segment = segment("n,d,t,b\n1,1.10,,true\n,,\"\",false\n1.0,x,t,maybe\n007,1e2,t,TRUE\n", HEADER);
    Parsed parsed =
        Parsed.of(
            segment,
            List.of(
                ColumnRead.of(new Column("n", new Type.Int(32, true))),
                ColumnRead.of(new Column("d", new Type.Decimal(10, 2))),
                ColumnRead.of(new Column("t", new Type.Text())),
                ColumnRead.of(new Column("b", new Type.Bool()))));
    assertThat(cells(parsed))
        .containsExactly(
            Arrays.asList(1L, new BigDecimal("1.10"), null, true),
            Arrays.asList(null, null, "", false),
            Arrays.asList(7L, new BigDecimal("100.00"), "t", true));
    assertThat(parsed.bad().get(0).failures()).extracting(Reject.Failure::field).containsExactly("n", "d", "b");
  }

  @Test
  void countsColumnsThatNobodyReads() throws IOException {
    Parsed parsed = Parsed.of(segment("a,b\n1,2\n3,4\n", HEADER), List.of(ColumnRead.of(new Column("b", new Type.Text()))));
    assertThat(parsed.warnings()).containsEntry("unknown-field:a", 2L).hasSize(1);
  }

  @Test
  void refusesARecordAboveTheLimitAndGoesOn() throws IOException {
    String text = "id,name\n1,a\n2," + "x".repeat(3 << 20) + "\n3,\"" + "y\n".repeat(1 << 20) + "\"\n4,d\n";
    Parsed parsed = parsed(text);
    assertThat(cells(parsed)).containsExactly(List.of("1", "a"), List.of("4", "d"));
    assertThat(parsed.bad()).extracting(row -> row.failures().get(0).required()).containsOnly("a record of at most 1048576 bytes");
    assertThat(parsed.rows().get(3).line()).isEqualTo(5 + (1 << 20));
  }

  @Test
  void keepsNulBytesAndRejectsBytesThatAreNoText() throws IOException {
    byte[] bytes = "id,name\n1,a\0b\n2,é\n3,?\n".getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xC3;
    Parsed parsed = Parsed.of(segment(bytes, SegmentOptions.DETECT));
    assertThat(cells(parsed)).containsExactly(List.of("1", "a\0b"), List.of("2", "é"));
    assertThat(parsed.bad().get(0).failures().get(0).rule()).isEqualTo("encoding");
  }

  @Test
  void detectsDelimiterQuoteAndEscape() throws IOException {
    assertThat(segment("a;b\n1,5;x\n2,5;y\n", SegmentOptions.DETECT).dialect().delimiter()).isEqualTo(';');
    assertThat(segment("a\tb\n1\tx\n", SegmentOptions.DETECT).dialect().delimiter()).isEqualTo('\t');
    assertThat(segment("a|b\n1|x\n", SegmentOptions.DETECT).dialect().delimiter()).isEqualTo('|');
    assertThat(segment("a b c\n'd e' 1 2\nx y z\n", SegmentOptions.DETECT).dialect())
        .extracting(CsvDialect::delimiter, CsvDialect::quote).containsExactly(' ', '\'');
    assertThat(segment("a,b\n\"x \\\" y\",1\n\"p \\\" q, r\",2\n", SegmentOptions.DETECT).dialect().escape()).isEqualTo('\\');
    assertThat(segment("a,b\n\"x \"\" y\",1\n", SegmentOptions.DETECT).dialect().escape()).isEqualTo('"');
    assertThat(segment("it's,b\nwon't,1\ncan't,2\n", SegmentOptions.DETECT).dialect().quote()).isEqualTo('"');
  }

  @Test
  void tellsHeadersFromData() throws IOException {
    assertThat(segment("1,x\n2,y\n", SegmentOptions.DETECT).header()).containsExactly("column_1", "column_2");
    assertThat(segment("id,100,200\na,TRUE,FALSE\n", SegmentOptions.DETECT).header()).containsExactly("id", "100", "200");
    assertThat(segment("x,y\na,b\n", SegmentOptions.DETECT).header()).containsExactly("x", "y");
    assertThat(segment("-5\n7\n", SegmentOptions.DETECT).blocks()).isNotEmpty();
  }

  @Test
  void rejectsWhatStandsInFrontOfTheHeaderAndReadsTheRest() throws IOException {
    Segment segment = segment("Prices of spring\n\nby: Mara\nid,name,price\n1,a,2.50\n2,b,3\n", SegmentOptions.DETECT);
    Parsed parsed = Parsed.of(segment);
    assertThat(parsed.columns()).containsExactly("id", "name", "price");
    assertThat(cells(parsed)).containsExactly(List.of("1", "a", "2.50"), List.of("2", "b", "3"));
    assertThat(parsed.bad()).extracting(Parsed.Row::ordinal).containsExactly(0L, 1L);
    assertThat(parsed.bad()).extracting(Parsed.Row::line).containsExactly(1L, 3L);
    assertThat(parsed.bad()).allSatisfy(row -> assertThat(row.failures()).containsExactly(new Reject.Failure(null, "ragged", "3 fields", "1")));
    assertThat(parsed.good().size() + parsed.bad().size()).isEqualTo(4);
    assertThat(parsed.rows()).extracting(Parsed.Row::line).containsExactly(1L, 3L, 5L, 6L);
    assertThat(parsed.again(segment, RecordParsers.discover(segment)).rows()).isEqualTo(parsed.rows());
    assertThat(SegmentWriter.open(segment.folder())).isEqualTo(segment);
  }

  @Test
  void findsTheHeaderBehindOthersWhereverABlockBegins() throws IOException {
    String title = "A title that fills a block of its own";
    Segment segment = segment(title + "\n" + title + "\nid,name,price\n1,a,2\n2,b,3\n", SegmentOptions.DETECT);
    List<ColumnRead> columns = RecordParsers.discover(segment);
    List<Parsed.Row> byBlock = new ArrayList<>();
    for (int block = 0; block < segment.blocks().size(); block++) {
      byBlock.addAll(Parsed.blocks(segment, block, block + 1, columns).rows());
    }
    assertThat(segment.blocks()).hasSizeGreaterThan(2);
    assertThat(byBlock).isEqualTo(Parsed.of(segment, columns).rows()).hasSize(4);
    assertThat(byBlock).extracting(Parsed.Row::line).containsExactly(1L, 2L, 4L, 5L);
  }

  @Test
  void takesALeadingRecordAsHeaderUnlessItClearlyIsNone() throws IOException {
    assertThat(segment("id,name\n1,a,x\n2,b,y\n", SegmentOptions.DETECT).header()).as("a name too short").containsExactly("id", "name");
    assertThat(segment("name\nann,\nbob,\n", SegmentOptions.DETECT).header()).as("nothing that names columns").containsExactly("name");
    assertThat(segment("title\nid,name\na,b\nc\n", SegmentOptions.DETECT).header()).as("the others disagree").containsExactly("title");
    SegmentOptions told = new SegmentOptions(null, null, null, null, null, true, null);
    assertThat(segment("title\nid,name\na,b\nc,d\n", told).header()).as("the integrator said so").containsExactly("title");
    Parsed parsed = parsed("measured in May\n1,2\n3,4\n");
    assertThat(parsed.columns()).containsExactly("column_1", "column_2");
    assertThat(cells(parsed)).containsExactly(List.of("1", "2"), List.of("3", "4"));
    assertThat(parsed.bad()).singleElement().extracting(Parsed.Row::line).isEqualTo(1L);
  }

  @Test
  void believesRareDelimitersOnlyWhereAllRecordsAgreeOnMany() throws IOException {
    assertThat(segment("id@name@text@price\n1@ann@x@2\n2@bob@y, z@3\n", SegmentOptions.DETECT).dialect().delimiter()).isEqualTo('@');
    assertThat(segment("ann@a.org\nbob@b.org\neve@c.org\n", SegmentOptions.DETECT).header()).hasSize(1);
    assertThat(segment("to\nann@a.org\nbob@b.org\neve@c.org\n", SegmentOptions.DETECT).header()).containsExactly("to");
  }

  @Test
  void skipsLinesOnlyWhenTold() throws IOException {
    SegmentOptions skip = new SegmentOptions("csv", null, ",", null, null, true, 2);
    Parsed parsed = Parsed.of(segment("made by, me\n\"x\nid,name\n1,a\n", skip));
    assertThat(cells(parsed)).containsExactly(List.of("1", "a"));
    assertThat(parsed.rows().get(0).line()).isEqualTo(4);
  }

  @Test
  void anEmptyFileAndABareHeaderHaveNoRecords() throws IOException {
    assertThat(parsed("").rows()).isEmpty();
    assertThat(parsed("id,name\n").rows()).isEmpty();
    assertThat(parsed("id,name").columns()).containsExactly("id", "name");
  }

  @Test
  void givesBackRandomCellsWhateverTheBlocks() throws IOException {
    Random random = new Random(7);
    String alphabet = "ab ,;\t|\"'\\\n\réß中😀\0#";
    int[] letters = alphabet.codePoints().toArray();
    for (int round = 0; round < 60; round++) {
      int width = 2 + random.nextInt(5);
      List<List<Object>> rows = new ArrayList<>();
      StringBuilder text = new StringBuilder("c0,c1,c2,c3,c4,c5,c6".substring(0, width * 3 - 1)).append(random.nextBoolean() ? "\n" : "\r\n");
      int count = random.nextInt(80);
      for (int i = 0; i < count; i++) {
        List<Object> row = new ArrayList<>();
        for (int k = 0; k < width; k++) {
          StringBuilder cell = new StringBuilder();
          for (int n = random.nextInt(12); n > 0; n--) {
            cell.appendCodePoint(letters[random.nextInt(letters.length)]);
          }
          row.add(cell.toString());
        }
        rows.add(row);
        text.append(row.stream().map(cell -> quoted((String) cell, random)).collect(Collectors.joining(",")));
        text.append(random.nextInt(3) == 0 ? "\r\n" : "\n");
      }
      Segment segment = segment(text.toString(), new SegmentOptions("csv", "utf-8", ",", "\"", "\"", true, 0));
      List<ColumnRead> columns = RecordParsers.discover(segment);
      Parsed whole = Parsed.of(segment, columns);
      assertThat(cells(whole)).as("round %d", round).isEqualTo(rows);
      List<Parsed.Row> byBlock = new ArrayList<>();
      for (int block = 0; block < segment.blocks().size(); block++) {
        byBlock.addAll(Parsed.blocks(segment, block, block + 1, columns).rows());
      }
      assertThat(byBlock).isEqualTo(whole.rows());
      assertThat(whole.again(segment, columns).rows()).isEqualTo(whole.rows());
    }
  }

  private static String quoted(String cell, Random random) {
    boolean needed = cell.isEmpty() || cell.contains(",") || cell.startsWith("\"") || cell.contains("\n") || cell.endsWith("\r");
    return needed || random.nextInt(4) == 0 ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }
}
