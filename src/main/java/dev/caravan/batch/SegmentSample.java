package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** The beginning of a segment as text that reads like the whole: for people, and for tests. Stateless. */
public final class SegmentSample {
  private SegmentSample() {}

  /**
   * Everything in front of the first records, and these.
   *
   * @param bytes further records are left out once the text would be longer; the first one stays in any case
   * @throws CaravanException SOURCE_UNREADABLE
   */
  public static String text(Segment segment, int records, int bytes) {
    try (RecordCursor cursor = RecordParsers.cursor(segment, 0, segment.blocks().size())) {
      long end = segment.blocks().isEmpty() ? segment.bytes() : 0;
      for (int i = 0; i < records && cursor.next(); i++) {
        long behind = cursor.position + cursor.length;
        if (i > 0 && behind > bytes) {
          break;
        }
        end = behind;
      }
      String text = read(segment, end);
      boolean cut = end < segment.bytes();
      return switch (segment.format()) {
        case NDJSON, CSV -> text.isEmpty() || text.endsWith("\n") ? text : text + lineEnd(segment);
        case JSON -> cut && text.stripLeading().startsWith("[") ? text + "\n]\n" : text;
      };
    } catch (IOException e) {
      throw unreadable(segment, e);
    }
  }

  /**
   * What stands in front of the first record: skipped lines and the header of CSV.
   *
   * @throws CaravanException SOURCE_UNREADABLE
   */
  public static String head(Segment segment) {
    try {
      return read(segment, segment.blocks().isEmpty() ? segment.bytes() : segment.blocks().get(0).start());
    } catch (IOException e) {
      throw unreadable(segment, e);
    }
  }

  private static String lineEnd(Segment segment) {
    return segment.dialect() != null && segment.dialect().carriageReturns() ? "\r" : "\n";
  }

  private static String read(Segment segment, long end) throws IOException {
    try (FileChannel data = FileChannel.open(segment.data())) {
      return new String(Channels.newInputStream(data).readNBytes(Math.toIntExact(end)), StandardCharsets.UTF_8);
    }
  }

  private static CaravanException unreadable(Segment segment, IOException cause) {
    Problem problem = Problem.of(ErrorCode.SOURCE_UNREADABLE, Place.of(segment.source()), "the file's first records cannot be read: " + cause.getMessage());
    return new CaravanException(problem, cause);
  }
}
