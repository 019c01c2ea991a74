package dev.caravan.batch;

/**
 * How a delimited file is written.
 *
 * @param quote 0 when there is none
 * @param escape the character that makes the next one literal inside quotes; equal to {@code quote}
 *     when quotes are doubled (RFC 4180)
 * @param header the first record names the columns; otherwise they are {@code column_1} …
 * @param skipLines physical lines before the header or first record that are not data
 */
public record CsvDialect(char delimiter, char quote, char escape, boolean header, int skipLines) {
  public static final CsvDialect RFC_4180 = new CsvDialect(',', '"', '"', true, 0);
}
