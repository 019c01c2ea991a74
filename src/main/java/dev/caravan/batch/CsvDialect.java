package dev.caravan.batch;

/**
 * How a delimited file is written.
 *
 * @param quote 0 when there is none
 * @param escape the character that makes the next one literal inside quotes; equal to {@code quote}
 *     when quotes are doubled (RFC 4180)
 * @param header the first record names the columns; otherwise they are {@code column_1} …
 * @param skipLines physical lines before the header or first record that are not data
 * @param carriageReturns lines end with a CR and nothing else; otherwise with LF or CRLF, and a CR
 *     inside a line belongs to its cell
 */
public record CsvDialect(
    char delimiter, char quote, char escape, boolean header, int skipLines, boolean carriageReturns) {
  public static final CsvDialect RFC_4180 = new CsvDialect(',', '"', '"', true, 0);

  public CsvDialect(char delimiter, char quote, char escape, boolean header, int skipLines) {
    this(delimiter, quote, escape, header, skipLines, false);
  }

  CsvDialect withHeader(boolean named) {
    return new CsvDialect(delimiter, quote, escape, named, skipLines, carriageReturns);
  }
}
