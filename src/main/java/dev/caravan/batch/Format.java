package dev.caravan.batch;

/** How records are laid out in the text of a segment. */
public enum Format {
  /** one JSON value a line */
  NDJSON,
  /** one JSON document: the elements of a top-level array, or the one value, are the records */
  JSON,
  /** delimited text, by a {@link CsvDialect} */
  CSV
}
