package dev.caravan.batch;

/**
 * What the integrator says about a file; null means "find out".
 *
 * @param format csv, tsv, ndjson, json, parquet
 * @param encoding a charset name
 * @param delimiter one character, or the word tab
 * @param quote one character, or the word none
 * @param escape one character
 * @param header whether the first record names the columns
 * @param skipLines null means 0
 */
public record SegmentOptions(
    String format, String encoding, String delimiter, String quote, String escape, Boolean header, Integer skipLines) {
  public static final SegmentOptions DETECT = new SegmentOptions(null, null, null, null, null, null, null);
}
