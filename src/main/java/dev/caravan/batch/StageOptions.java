package dev.caravan.batch;

import java.util.List;
import java.util.Map;

/**
 * How Parquet files are written.
 *
 * @param codec zstd, snappy, gzip, lz4, brotli or uncompressed
 * @param level compression level of zstd, 1 to 22; 0 is the codec's default
 * @param partitionBy columns of the Hive partitions, outermost first
 * @param targetFileBytes roughly when a file is closed and a new one begun
 * @param metadata key-value pairs for each file's footer
 * @param ordinals whether a column {@value #ORDINAL} tells the number of each row's record in its segment; files that
 *     have it come in any order, as others do
 * @param inspected whether what lands is looked at; not where files are written only to find something out
 */
public record StageOptions(
    String codec, int level, List<String> partitionBy, long targetFileBytes, Map<String, String> metadata, boolean ordinals, boolean inspected) {
  public static final String ORDINAL = "_ordinal";

  public StageOptions {
    partitionBy = List.copyOf(partitionBy);
    metadata = Map.copyOf(metadata);
  }

  /** Files that hold what lands, and no more. */
  public StageOptions(String codec, int level, List<String> partitionBy, long targetFileBytes, Map<String, String> metadata) {
    this(codec, level, partitionBy, targetFileBytes, metadata, false, true);
  }

  public static final StageOptions DEFAULT = new StageOptions("zstd", 3, List.of(), 256L << 20, Map.of());

  /** The same, for files that tell which record each row was. */
  public StageOptions withOrdinals() {
    return new StageOptions(codec, level, partitionBy, targetFileBytes, metadata, true, inspected);
  }

  /** The same, for files that do not land. */
  public StageOptions uninspected() {
    return new StageOptions(codec, level, partitionBy, targetFileBytes, metadata, ordinals, false);
  }
}
