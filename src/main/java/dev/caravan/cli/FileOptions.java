package dev.caravan.cli;

import dev.caravan.batch.SegmentOptions;
import picocli.CommandLine.Option;

/** How a file is to be read, for what cannot be told from it. */
final class FileOptions {
  @Option(names = "--file-format", paramLabel = "FORMAT", description = "csv, tsv, ndjson, json or parquet (default: told from name and content).")
  private String format;

  @Option(names = "--encoding", paramLabel = "CHARSET", description = "The file's charset (default: told from its bytes).")
  private String encoding;

  @Option(names = "--delimiter", paramLabel = "CHARACTER", description = "Between the fields of a CSV record, or the word tab.")
  private String delimiter;

  @Option(names = "--quote", paramLabel = "CHARACTER", description = "Around a CSV field, or the word none.")
  private String quote;

  @Option(names = "--header", negatable = true, description = "Whether the first CSV record names the columns.")
  private Boolean header;

  @Option(names = "--skip-lines", paramLabel = "N", description = "Lines before the first record.")
  private Integer skipLines;

  SegmentOptions options() {
    return new SegmentOptions(format, encoding, delimiter, quote, null, header, skipLines);
  }
}
