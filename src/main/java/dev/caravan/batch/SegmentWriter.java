package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes segments: one reading of a delivered file decompresses, digests and decodes it into clean UTF-8
 * on disk, and finds its records. A segment exists once its {@code segment.json} does, which is written
 * last; what a crash left behind is written again. Thread-safe.
 */
public final class SegmentWriter {
  /** bytes of a record above which it is refused unparsed */
  public static final int RECORD_LIMIT = 64 << 20;

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int READ_BYTES = 1 << 20;
  /** of a file that are in memory at once: one side need not wait whenever the other does */
  private static final int PIECES = 4;
  private static final int LONGEST_SAMPLE = 16 << 20;
  static final String DATA = "data";
  private static final String DESCRIPTION = "segment.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int blockBytes;
  private final int recordLimit;

  public SegmentWriter() {
    this(RECORD_LIMIT);
  }

  /** @param recordLimit bytes of a record above which it is refused unparsed */
  public SegmentWriter(int recordLimit) {
    this(BLOCK_BYTES, recordLimit);
  }

  SegmentWriter(int blockBytes, int recordLimit) {
    this.blockBytes = blockBytes;
    this.recordLimit = recordLimit;
  }

  /** What {@code segment.json} holds: all of a {@link Segment} but where it lies. */
  record Description(
      String source,
      Format format,
      CsvDialect dialect,
      List<String> header,
      String encoding,
      String digest,
      long bytes,
      List<Segment.Block> blocks,
      int recordLimit) {}

  /**
   * Makes the content of a file durable as a segment. Whatever lies in the folder is replaced.
   *
   * @param sourceName what people know the file as; its ending may tell the format
   * @throws CaravanException SOURCE_UNREADABLE, SOURCE_CORRUPT, FORMAT_UNKNOWN, CONFIG_BAD_VALUE,
   *     SINK_STAGE when the folder cannot be written; there is no segment then
   */
  public Segment write(Path file, String sourceName, SegmentOptions options, Path folder) {
    try (Delivery delivery = new Delivery(file)) {
      Files.createDirectories(folder);
      undescribe(folder);
      Segment segment = write(delivery, file, sourceName, options, folder);
      describe(segment);
      return segment;
    } catch (IOException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.SINK_STAGE, Place.of(folder.toString()), "the segment cannot be written: " + e.getMessage()), e);
    }
  }

  /** Whether there is a whole segment in the folder. */
  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve(DESCRIPTION));
  }

  static void undescribe(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(DESCRIPTION));
  }

  /**
   * @throws CaravanException SOURCE_UNREADABLE when there is no whole segment, SOURCE_CORRUPT when its
   *     data is not what was written
   */
  public static Segment open(Path folder) {
    Path file = folder.resolve(DESCRIPTION);
    Segment segment = described(folder);
    try {
      long size = Files.size(segment.data());
      if (size != segment.bytes()) {
        throw new CaravanException(
            Problem.of(ErrorCode.SOURCE_CORRUPT, Place.of(segment.data().toString()), "the segment's data has changed")
                .required(segment.bytes() + " bytes", size + " bytes")
                .next("Delete the folder of the segment; it is made again from the source."));
      }
      return segment;
    } catch (IOException e) {
      throw Delivery.unreadable(file, e);
    }
  }

  /**
   * Gives a segment another folder beside its own; whatever lies there is replaced.
   *
   * @return the segment where it lies now
   * @throws CaravanException SINK_STAGE
   */
  public static Segment move(Segment segment, Path folder) {
    remove(folder);
    try {
      Files.move(segment.folder(), folder, StandardCopyOption.ATOMIC_MOVE);
      force(folder.toAbsolutePath().getParent());
      return segment.in(folder);
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.SINK_STAGE, Place.of(folder.toString()), "the segment cannot be put there: " + e.getMessage()), e);
    }
  }

  /**
   * Removes a segment, whole or not; no harm when there is none.
   *
   * @throws CaravanException SINK_STAGE
   */
  public static void remove(Path folder) {
    try {
      // Without its description it is no segment, however far the rest gets.
      undescribe(folder);
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.deleteIfExists(file);
          }
        }
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.SINK_STAGE, Place.of(folder.toString()), "the segment cannot be removed: " + e.getMessage()), e);
    }
  }

  /**
   * The same segment in another folder, whatever lies there; the data is on the disk once, where that can be.
   *
   * @throws CaravanException SINK_STAGE
   */
  public static Segment link(Segment segment, Path folder) {
    remove(folder);
    try {
      Files.createDirectories(folder);
      Path data = folder.resolve(DATA);
      try {
        Files.createLink(data, segment.data());
      } catch (UnsupportedOperationException | IOException e) {
        Files.copy(segment.data(), data);
        force(data);
      }
      Segment linked = segment.in(folder);
      describe(linked);
      return linked;
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.SINK_STAGE, Place.of(folder.toString()), "the segment cannot be put there: " + e.getMessage()), e);
    }
  }

  /** Removes the data of a segment and keeps what it was. */
  public static void forgetData(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(DATA));
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.SINK_STAGE, Place.of(folder.toString()), "the segment's data cannot be removed: " + e.getMessage()), e);
    }
  }

  /**
   * What a segment was, whether or not its data is still there.
   *
   * @throws CaravanException SOURCE_UNREADABLE, SOURCE_CORRUPT
   */
  public static Segment described(Path folder) {
    Path file = folder.resolve(DESCRIPTION);
    try {
      Description d = JSON.readValue(Files.readAllBytes(file), Description.class);
      return new Segment(folder, d.source(), d.format(), d.dialect(), d.header(), d.encoding(), d.digest(), d.bytes(), d.blocks(), d.recordLimit());
    } catch (NoSuchFileException e) {
      throw Delivery.unreadable(file, e);
    } catch (JsonProcessingException e) {
      throw Delivery.corrupt(file, e);
    } catch (IOException e) {
      throw Delivery.unreadable(file, e);
    }
  }

  private Segment write(Delivery delivery, Path file, String source, SegmentOptions options, Path folder) throws IOException {
    byte[] sample = new byte[READ_BYTES];
    int length = delivery.read(sample, 0, sample.length);
    if (ParquetText.is(sample, length) && (options.format() == null || options.format().equalsIgnoreCase("parquet"))) {
      return parquet(delivery, sample, length, file, source, folder);
    }
    String ending = FormatSniffer.ending(source);
    if ("parquet".equals(options.format() == null ? ending : options.format().toLowerCase(Locale.ROOT))) {
      throw new CaravanException(
          Problem.of(ErrorCode.SOURCE_CORRUPT, Place.of(source), "the file is no Parquet file").required("PAR1 at its beginning", "something else"));
    }
    boolean json = FormatSniffer.looksLikeJson(options.format(), ending, sample, length);
    Encoding encoding = Encoding.of(sample, length, options.encoding(), json);
    // A first line longer than the sample would hide whether more lines follow.
    while (encoding.utf8() && length == sample.length && length < LONGEST_SAMPLE && Utf8.indexOf(sample, 0, length, (byte) '\n') < 0) {
      sample = Arrays.copyOf(sample, sample.length * 2);
      length += delivery.read(sample, length, sample.length - length);
    }
    boolean wholeFile = length < sample.length;
    byte[] text = beginning(sample, length, wholeFile, encoding);
    boolean tabs = "tsv".equals(options.format() == null ? ending : options.format());
    CsvSniffer.Found table = FormatSniffer.saidToBeJson(options.format()) ? null : new CsvSniffer(text, text.length, wholeFile).dialect(options, tabs);
    Format format = new FormatSniffer(text, text.length, wholeFile).format(source, options.format(), table);

    Path data = folder.resolve(DATA);
    LineBlocks lines = format == Format.NDJSON ? new LineBlocks(blockBytes, recordLimit, encoding.mark()) : null;
    try (FileChannel channel = FileChannel.open(data, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        WriteBehind behind = new WriteBehind(channel::force)) {
      Transcoder.Sink sink =
          (bytes, offset, count) -> {
            if (lines != null) {
              lines.accept(bytes, offset, count);
            }
            writeFully(channel, bytes, offset, count);
            behind.written(count);
          };
      copy(delivery, sample, length, wholeFile, encoding, sink);
      behind.finish();
    }
    String digest = delivery.digest();
    long bytes = Files.size(data);
    CsvDialect dialect = format == Format.CSV ? table.dialect() : null;
    List<String> header = List.of();
    List<Segment.Block> blocks;
    if (lines != null) {
      blocks = lines.finish();
    } else if (format == Format.JSON) {
      try (RecordCursor cursor = new ElementCursor(Window.over(data, 0, bytes), recordLimit, true, true, 0)) {
        blocks = SegmentBlocks.cut(cursor, blockBytes, encoding.mark());
      }
    } else {
      try (CsvCursor cursor = behindSkippedLines(data, bytes, dialect.withHeader(dialect.header()))) {
        for (int i = 0; i < dialect.leadingRecords(); i++) {
          cursor.next();
        }
        header = header(cursor, dialect, table.columns());
        if (header.isEmpty()) {
          // The line that should name the columns is broken: it is a record then, and a reject.
          dialect = dialect.withHeader(false);
          header = columns(table.columns());
        }
      }
      try (CsvCursor first = behindSkippedLines(data, bytes, dialect)) {
        if (dialect.header() && dialect.leadingRecords() == 0) {
          first.next();
        }
        long start = first.nextPosition();
        try (CsvCursor cursor = new CsvCursor(Window.over(data, start, bytes), recordLimit, dialect, header.size(), 0, first.nextLine)) {
          blocks = SegmentBlocks.cut(cursor, blockBytes, encoding.mark());
        }
      }
    }
    if (!encoding.utf8()) {
      try (FileChannel channel = FileChannel.open(data)) {
        blocks = SegmentBlocks.inEncoding(channel, blocks, encoding);
      }
    }
    String charset = encoding.utf8() ? StandardCharsets.UTF_8.name() : encoding.charset().name();
    return new Segment(folder, source, format, dialect, header, charset, digest, bytes, blocks, recordLimit);
  }

  private Segment parquet(Delivery delivery, byte[] sample, int length, Path file, String source, Path folder) throws IOException {
    Path data = folder.resolve(DATA);
    Path whole = file;
    Path unpacked = folder.resolve("delivered.parquet");
    try {
      if (delivery.compressed() || ParquetText.hasPattern(file)) {
        whole = unpacked;
        try (FileChannel channel = FileChannel.open(unpacked, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
          Transcoder.Sink sink = (bytes, offset, count) -> writeFully(channel, bytes, offset, count);
          copy(delivery, sample, length, length < sample.length, new Encoding(StandardCharsets.UTF_8, 0), sink);
        }
      }
      ParquetText.write(whole, data);
    } finally {
      Files.deleteIfExists(unpacked);
    }
    try (FileChannel channel = FileChannel.open(data, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    long bytes = Files.size(data);
    List<Segment.Block> blocks;
    try (RecordCursor cursor = new LineCursor(Window.over(data, 0, bytes), recordLimit, 0, 1)) {
      blocks = SegmentBlocks.cut(cursor, blockBytes, 0);
    }
    return new Segment(folder, source, Format.NDJSON, null, List.of(), "UTF-8", delivery.digest(), bytes, blocks, recordLimit);
  }

  /** The sample as clean UTF-8, without a mark. */
  private static byte[] beginning(byte[] sample, int length, boolean wholeFile, Encoding encoding) throws IOException {
    if (encoding.utf8()) {
      return Arrays.copyOfRange(sample, encoding.mark(), length);
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteBuffer input = ByteBuffer.wrap(sample, encoding.mark(), length - encoding.mark());
    new Transcoder(encoding.charset()).decode(input, wholeFile, text::write);
    return text.toByteArray();
  }

  private static void copy(Delivery delivery, byte[] sample, int length, boolean wholeFile, Encoding encoding, Transcoder.Sink sink)
      throws IOException {
    if (!encoding.utf8()) {
      decode(delivery, sample, length, wholeFile, encoding, sink);
      return;
    }
    if (wholeFile) {
      sink.accept(sample, encoding.mark(), length - encoding.mark());
      return;
    }
    // What is read and digested here is looked through and written there: each is about half of the work.
    try (WorkBeside beside = new WorkBeside("caravan-segment", PIECES - 1)) {
      beside.add(() -> sink.accept(sample, encoding.mark(), length - encoding.mark()));
      byte[][] pieces = new byte[PIECES][READ_BYTES];
      int read;
      int number = 0;
      do {
        // All that are still under way are others.
        byte[] piece = pieces[number++ % PIECES];
        int filled = delivery.read(piece, 0, piece.length);
        beside.add(() -> sink.accept(piece, 0, filled));
        read = filled;
      } while (read == READ_BYTES);
      beside.await();
    }
  }

  private static void decode(Delivery delivery, byte[] sample, int length, boolean wholeFile, Encoding encoding, Transcoder.Sink sink)
      throws IOException {
    Transcoder transcoder = new Transcoder(encoding.charset());
    int from = encoding.mark();
    int to = length;
    boolean last = wholeFile;
    while (true) {
      ByteBuffer input = ByteBuffer.wrap(sample, from, to - from);
      transcoder.decode(input, last, sink);
      if (last) {
        return;
      }
      int kept = input.remaining();
      System.arraycopy(sample, input.position(), sample, 0, kept);
      from = 0;
      to = kept + delivery.read(sample, kept, sample.length - kept);
      last = to < sample.length;
    }
  }

  private static void writeFully(FileChannel channel, byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private CsvCursor behindSkippedLines(Path data, long bytes, CsvDialect dialect) throws IOException {
    Window window = Window.over(data, 0, bytes);
    byte lineEnd = (byte) (dialect.carriageReturns() ? '\r' : '\n');
    int at = 0;
    int lines = 0;
    while (lines < dialect.skipLines()) {
      int end = Utf8.indexOf(window.bytes, at, window.limit, lineEnd);
      if (end >= 0) {
        lines++;
        at = end + 1;
      } else if (window.more(window.limit)) {
        at = 0;
      } else {
        at = window.limit;
        break;
      }
    }
    CsvCursor cursor = new CsvCursor(window, recordLimit, dialect, 0, 0, 1 + lines);
    cursor.next = at;
    return cursor;
  }

  /** @return names of the columns; empty when the record that should have them is malformed */
  private static List<String> header(CsvCursor cursor, CsvDialect dialect, int usualColumns) throws IOException {
    if (!dialect.header()) {
      return columns(usualColumns);
    }
    if (!cursor.next()) {
      return columns(1);
    }
    if (cursor.problem != null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (String cell : CsvSniffer.cells(cursor)) {
      names.add(JsonDiscovery.named(cell, names.size() + 1, taken));
    }
    return names;
  }

  private static List<String> columns(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      names.add("column_" + i);
    }
    return names;
  }

  /** The rename makes the segment exist, so everything else is on disk before. */
  static void describe(Segment segment) throws IOException {
    Path folder = segment.folder();
    Description description =
        new Description(
            segment.source(), segment.format(), segment.dialect(), segment.header(), segment.encoding(),
            segment.digest(), segment.bytes(), segment.blocks(), segment.recordLimit());
    Path draft = folder.resolve(DESCRIPTION + ".part");
    byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(description);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      writeFully(channel, json, 0, json.length);
      channel.force(true);
    }
    force(folder);
    Files.move(draft, folder.resolve(DESCRIPTION), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(folder);
    if (folder.toAbsolutePath().getParent() != null) {
      force(folder.toAbsolutePath().getParent());
    }
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }
}
