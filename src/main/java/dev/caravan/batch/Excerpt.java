package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A segment of single records of another one, to be run again. Each record keeps its ordinal, line and
 * offset, so that what is said of it still points into the delivered file. Written by one thread; the
 * segment exists once {@link #finish} has returned.
 */
public final class Excerpt implements AutoCloseable {
  /** A block is what one thread scans at a time. */
  private static final long BLOCK_BYTES = 1 << 20;

  private final Segment of;
  private final Path folder;
  private final MessageDigest digest = sha256();
  private final List<Segment.Block> blocks = new ArrayList<>();
  private final FileChannel data;
  private long end;
  // What the next record has when it stands right behind the last one in the delivered text: then it needs no block of its own.
  private long nextOrdinal = -1;
  private long nextLine;
  private long nextOffset;

  private Excerpt(Segment of, Path folder, FileChannel data) {
    this.of = of;
    this.folder = folder;
    this.data = data;
  }

  /**
   * Whatever lies in the folder is replaced.
   *
   * @param of where the records come from; its data need not be there any more
   * @throws CaravanException SINK_STAGE when the folder cannot be written
   */
  public static Excerpt begin(Segment of, Path folder) {
    try {
      Files.createDirectories(folder);
      SegmentWriter.undescribe(folder);
      Path file = folder.resolve(SegmentWriter.DATA);
      return new Excerpt(of, folder, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    } catch (IOException e) {
      throw unwritten(folder, e);
    }
  }

  /**
   * All records of a segment, but for some that have another text now or are left out.
   *
   * @param changed text by ordinal, in UTF-8
   * @throws CaravanException SINK_STAGE, SOURCE_UNREADABLE
   */
  public static Segment revised(Segment of, Path folder, Map<Long, byte[]> changed, Set<Long> left) {
    try (Excerpt excerpt = begin(of, folder);
        RecordCursor cursor = RecordParsers.cursor(of, 0, of.blocks().size())) {
      while (cursor.next()) {
        if (!left.contains(cursor.ordinal)) {
          byte[] text = changed.containsKey(cursor.ordinal) ? changed.get(cursor.ordinal) : SegmentText.read(of, cursor.position, cursor.length);
          excerpt.addText(cursor.ordinal, SegmentText.pointer(of, cursor.position, cursor.line), text);
        }
      }
      return excerpt.finish();
    } catch (IOException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.SOURCE_UNREADABLE, Place.of(of.folder().toString()), "The raw segment cannot be read: " + e.getMessage()), e);
    }
  }

  /** Adds a record as it was delivered, in the encoding of its segment. Ordinals must ascend. */
  public void add(long ordinal, SourcePointer pointer, byte[] delivered) {
    addText(ordinal, pointer, decoded(delivered));
  }

  /** Adds a record whose text somebody has changed, in UTF-8. */
  public void addText(long ordinal, SourcePointer pointer, byte[] text) {
    try {
      long start = end;
      write(of.format() == Format.CSV ? text : onOneLine(text));
      write(new byte[] {(byte) (of.format() == Format.CSV && of.dialect().carriageReturns() ? '\r' : '\n')});
      if (follows(ordinal, pointer, start)) {
        Segment.Block last = blocks.remove(blocks.size() - 1);
        blocks.add(new Segment.Block(last.start(), end, last.record(), last.line(), last.offset()));
      } else {
        blocks.add(new Segment.Block(start, end, ordinal, pointer.line(), pointer.offset()));
      }
      nextOrdinal = ordinal + 1;
      nextLine = pointer.line() + 1 + lineEnds(text);
      nextOffset = pointer.offset() + end - start;
    } catch (IOException e) {
      throw unwritten(folder, e);
    }
  }

  /**
   * Adds a record that is too long to be kept as a reject, from the segment itself.
   *
   * @throws CaravanException SOURCE_UNREADABLE when the segment is not there any more
   */
  public void addWhole(long ordinal, SourcePointer pointer) {
    try (RecordCursor cursor = RecordParsers.at(of, blockOf(ordinal))) {
      while (cursor.next()) {
        if (cursor.ordinal == ordinal) {
          addText(ordinal, pointer, SegmentText.read(of, cursor.position, cursor.length));
          return;
        }
      }
      throw new IllegalStateException("segment " + of.folder() + " has no record " + ordinal);
    } catch (IOException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.SOURCE_UNREADABLE, Place.of(of.folder().toString()), "The raw segment of " + pointer + " cannot be read: " + e.getMessage())
              .next("The record is longer than what is kept of a reject; deliver it again."),
          e);
    }
  }

  private boolean follows(long ordinal, SourcePointer pointer, long start) {
    return ordinal == nextOrdinal && pointer.line() == nextLine && pointer.offset() == nextOffset && start - blocks.get(blocks.size() - 1).start() < BLOCK_BYTES;
  }

  private static long lineEnds(byte[] text) {
    long ends = 0;
    for (byte sign : text) {
      ends += sign == '\n' ? 1 : 0;
    }
    return ends;
  }

  /** Makes the segment exist. */
  public Segment finish() {
    try {
      data.force(true);
      Format format = of.format() == Format.CSV ? Format.CSV : Format.NDJSON;
      Segment segment =
          new Segment(
              folder, of.source(), format, of.dialect(), of.header(), of.encoding(), HexFormat.of().formatHex(digest.digest()), end, blocks, of.recordLimit());
      Origins.copy(of, folder);
      SegmentWriter.describe(segment);
      return segment;
    } catch (IOException e) {
      throw unwritten(folder, e);
    }
  }

  private int blockOf(long ordinal) {
    int found = 0;
    for (int i = 0; i < of.blocks().size() && of.blocks().get(i).record() <= ordinal; i++) {
      found = i;
    }
    return found;
  }

  private byte[] decoded(byte[] delivered) {
    if (of.encoding().equals(StandardCharsets.UTF_8.name())) {
      return delivered;
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(delivered.length * 2);
    try {
      new Transcoder(Charset.forName(of.encoding())).decode(ByteBuffer.wrap(delivered), true, text::write);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return text.toByteArray();
  }

  // A line end inside a JSON record stands between its tokens, or the record is malformed with and without it.
  private static byte[] onOneLine(byte[] text) {
    byte[] line = text.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  private void write(byte[] bytes) throws IOException {
    digest.update(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      data.write(buffer);
    }
    end += bytes.length;
  }

  private static CaravanException unwritten(Path folder, IOException e) {
    return new CaravanException(
        Problem.of(ErrorCode.SINK_STAGE, Place.of(folder.toString()), "the segment cannot be written: " + e.getMessage()), e);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    try {
      data.close();
    } catch (IOException e) {
      throw unwritten(folder, e);
    }
  }
}
