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
 */
public record StageOptions(String codec, int level, List<String> partitionBy, long targetFileBytes, Map<String, String> metadata) {
  public StageOptions {
    partitionBy = List.copyOf(partitionBy);
    metadata = Map.copyOf(metadata);
  }

  public static final StageOptions DEFAULT = new StageOptions("zstd", 3, List.of(), 256L << 20, Map.of());
}
