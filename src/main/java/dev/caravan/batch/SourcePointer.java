package dev.caravan.batch;

/**
 * Where a record stood in what was delivered.
 *
 * @param source file path or address as the source names it
 * @param line 1-based line of its first byte in the delivered text; for JSON arrays and Parquet the
 *     1-based ordinal of the record
 * @param offset byte offset in the delivered, decompressed content
 */
public record SourcePointer(String source, long line, long offset) {
  @Override
  public String toString() {
    return source + ":" + line + " (byte " + offset + ")";
  }
}
