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
 * @param leadingRecords records in front of the header that do not belong to the table: a title, an
 *     author. They are records all the same, and become rejects. 0 without a header
 */
public record CsvDialect(
    char delimiter, char quote, char escape, boolean header, int skipLines, boolean carriageReturns, int leadingRecords) {
  public static final CsvDialect RFC_4180 = new CsvDialect(',', '"', '"', true, 0);

  public CsvDialect(char delimiter, char quote, char escape, boolean header, int skipLines) {
    this(delimiter, quote, escape, header, skipLines, false, 0);
  }

  CsvDialect withHeader(boolean named) {
    return new CsvDialect(delimiter, quote, escape, named, skipLines, carriageReturns, 0);
  }

  /** The header is the record behind this many others. */
  CsvDialect withHeaderBehind(int records) {
    return new CsvDialect(delimiter, quote, escape, true, skipLines, carriageReturns, records);
  }
}
