package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExcerptTest {
  @TempDir private Path folder;

  private Segment segment(String name, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("in"), bytes);
    return new SegmentWriter(48, 1 << 20).write(file, name, SegmentOptions.DETECT, folder.resolve("segment"));
  }

  private Excerpt begin(Segment of) {
    return Excerpt.begin(of, folder.resolve("excerpt"));
  }

  /** Each record by itself, as the engine's threads read them. */
  private static List<Parsed.Row> rows(Segment segment) throws IOException {
    List<ColumnRead> columns = RecordParsers.discover(segment);
    List<Parsed.Row> rows = new ArrayList<>();
    for (int block = 0; block < segment.blocks().size(); block++) {
      rows.addAll(Parsed.blocks(segment, block, block + 1, columns).rows());
    }
    return rows;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void recordsOfATableKeepTheirColumnsNumbersAndEncoding() throws IOException {
    Charset windows = Charset.forName("windows-1252");
    Segment whole = segment("x.csv", "id;name\n1;Zoë\n2;\"a;b\"\n3;Bjørn\n".getBytes(windows));
    try (Excerpt excerpt = begin(whole)) {
      excerpt.add(1, new SourcePointer("x.csv", 3, 14), "2;\"a;b\"".getBytes(windows));
      excerpt.add(2, new SourcePointer("x.csv", 4, 22), "3;Bjørn".getBytes(windows));
      excerpt.finish();
    }
    Segment excerpt = SegmentWriter.open(folder.resolve("excerpt"));

    List<Parsed.Row> rows = rows(excerpt);

    assertThat(rows).extracting(row -> row.cells().get("name")).containsExactly("a;b", "Bjørn");
    assertThat(rows).extracting(Parsed.Row::ordinal).containsExactly(1L, 2L);
    assertThat(rows).extracting(Parsed.Row::line).containsExactly(3L, 4L);
    assertThat(SegmentText.pointer(excerpt, rows.get(1).start(), rows.get(1).line())).isEqualTo(new SourcePointer("x.csv", 4, 22));
    assertThat(Parsed.raw(excerpt, rows.get(1).start(), rows.get(1).length())).isEqualTo("3;Bjørn".getBytes(windows));
  }

  @Test
  void anElementOfAnArrayOverSeveralLinesIsOneRecord() throws IOException {
    Segment whole = segment("x.json", utf8("[\n{\"a\":1},\n{\n  \"a\" : 90071992547409931\n}\n]"));
    try (Excerpt excerpt = begin(whole)) {
      excerpt.add(1, new SourcePointer("x.json", 3, 12), utf8("{\n  \"a\" : 90071992547409931\n}"));
      Segment written = excerpt.finish();

      assertThat(rows(written)).extracting(row -> row.cells().get("a").toString()).containsExactly("90071992547409931");
    }
  }

  @Test
  void aTableWhoseLinesEndWithCarriageReturnsGoesOnToDoSo() throws IOException {
    Segment whole = segment("x.csv", utf8("id,name\r1,a\r2,b\r3,c\r"));
    assertThat(whole.dialect().carriageReturns()).isTrue();
    try (Excerpt excerpt = begin(whole)) {
      excerpt.add(0, new SourcePointer("x.csv", 2, 8), utf8("1,a"));
      excerpt.add(2, new SourcePointer("x.csv", 4, 16), utf8("3,c"));

      assertThat(rows(excerpt.finish())).extracting(row -> row.cells().get("name")).containsExactly("a", "c");
    }
  }

  @Test
  void aRecordTooLongToBeKeptComesFromItsSegment() throws IOException {
    String longest = "x".repeat(5_000);
    Segment whole = segment("x.ndjson", utf8("{\"a\":\"1\"}\n{\"a\":\"2\"}\n{\"a\":\"" + longest + "\"}\n"));
    try (Excerpt excerpt = begin(whole)) {
      excerpt.addWhole(2, new SourcePointer("x.ndjson", 3, 20));

      assertThat(rows(excerpt.finish())).extracting(row -> row.cells().get("a")).containsExactly(longest);
    }
  }

  @Test
  void withoutTheDataOfItsSegmentSuchARecordIsToBeDeliveredAgain() throws IOException {
    Segment whole = segment("x.ndjson", utf8("{\"a\":1}\n"));
    SegmentWriter.forgetData(whole.folder());
    try (Excerpt excerpt = begin(SegmentWriter.described(whole.folder()))) {
      assertThatThrownBy(() -> excerpt.addWhole(0, new SourcePointer("x.ndjson", 1, 0)))
          .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
          .hasMessageContaining("deliver it again");
    }
  }

  @Test
  void anExcerptThatWasNotFinishedIsNoSegment() throws IOException {
    Segment whole = segment("x.ndjson", utf8("{\"a\":1}\n"));
    try (Excerpt excerpt = begin(whole)) {
      excerpt.add(0, new SourcePointer("x.ndjson", 1, 0), utf8("{\"a\":1}"));
    }

    assertThat(SegmentWriter.exists(folder.resolve("excerpt"))).isFalse();
  }

  @Test
  void aRevisedSegmentHasChangedRecordsInTheirPlaceAndNotThoseLeftOut() throws IOException {
    Segment whole = segment("x.ndjson", utf8("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n{\"n\":5}\n"));

    Segment revised = Excerpt.revised(whole, folder.resolve("revised"), Map.of(1L, utf8("{\"n\":100}")), Set.of(3L));

    List<Parsed.Row> rows = rows(SegmentWriter.open(revised.folder()));
    assertThat(rows).extracting(row -> row.cells().get("n")).containsExactly(0L, 100L, 2L, 4L, 5L);
    assertThat(rows).extracting(Parsed.Row::ordinal).containsExactly(0L, 1L, 2L, 4L, 5L);
    assertThat(rows).extracting(Parsed.Row::line).containsExactly(1L, 2L, 3L, 5L, 6L);
    assertThat(SegmentText.pointer(revised, rows.get(4).start(), rows.get(4).line())).isEqualTo(new SourcePointer("x.ndjson", 6, 40));
    assertThat(revised.blocks()).as("records that stand together are read together").hasSize(3);
  }

  @Test
  void aLinkedSegmentIsTheSameElsewhere() throws IOException {
    Segment whole = segment("x.ndjson", utf8("{\"n\":0}\n{\"n\":1}\n"));

    SegmentWriter.link(whole, folder.resolve("linked"));
    SegmentWriter.remove(whole.folder());

    Segment linked = SegmentWriter.open(folder.resolve("linked"));
    assertThat(linked).isEqualTo(whole.in(folder.resolve("linked")));
    assertThat(rows(linked)).hasSize(2);
  }
}
