package dev.caravan.batch;

import java.nio.file.Path;
import java.util.Map;

/**
 * A finished, not yet visible Parquet file.
 *
 * @param path where it is staged
 * @param name its path below the dataset's data folder: {@code day=2026-01-01/<batch>-0.parquet}
 * @param partition column to value (as text; null value means the null partition), empty when unpartitioned
 * @param sha256 hex, of the file's bytes
 */
public record StagedFile(Path path, String name, Map<String, String> partition, long rows, long bytes, String sha256) {}
