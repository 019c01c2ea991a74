package dev.caravan.batch;

import java.nio.file.Path;
import java.util.List;

/**
 * The raw records of one batch, made durable before anything is computed: clean text in UTF-8 (bytes
 * that are not UTF-8 stay as delivered and make their record a reject), split into blocks that start
 * at a record.
 *
 * @param folder holds {@code data} and {@code segment.json}
 * @param source the delivered file or address, for people
 * @param dialect null unless the format is CSV
 * @param header names of the fields of a CSV record as they are to be used (blank and duplicate
 *     names made distinct); empty for JSON
 * @param encoding charset of the delivered content
 * @param digest SHA-256 of the delivered bytes (compressed as they came), hex
 * @param bytes of {@code data}
 * @param blocks in order, without gaps; empty when there is no record
 * @param recordLimit bytes of the longest record that is parsed; a longer one is a reject
 */
public record Segment(
    Path folder,
    String source,
    Format format,
    CsvDialect dialect,
    List<String> header,
    String encoding,
    String digest,
    long bytes,
    List<Block> blocks,
    int recordLimit) {
  public Segment {
    header = List.copyOf(header);
    blocks = List.copyOf(blocks);
  }

  /** With the usual limit of a record. */
  public Segment(
      Path folder,
      String source,
      Format format,
      CsvDialect dialect,
      List<String> header,
      String encoding,
      String digest,
      long bytes,
      List<Block> blocks) {
    this(folder, source, format, dialect, header, encoding, digest, bytes, blocks, SegmentWriter.RECORD_LIMIT);
  }

  /**
   * A run of whole records.
   *
   * @param start first byte in {@code data}
   * @param end byte behind the last
   * @param record 0-based ordinal of the first record
   * @param line 1-based line, in the delivered text, of the first record
   * @param offset byte offset, in the delivered decompressed content, of the first record
   */
  public record Block(long start, long end, long record, long line, long offset) {}

  /** The same, lying somewhere else. */
  Segment in(Path other) {
    return new Segment(other, source, format, dialect, header, encoding, digest, bytes, blocks, recordLimit);
  }

  public Path data() {
    return folder.resolve("data");
  }
}
