package dev.caravan.sink.lake;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Lakes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a dataset lands.
 *
 * @param target {@code lake}, {@code s3://bucket/prefix} or a folder
 * @param level of zstd, 1 to 22; 0 means the codec's default
 * @param partitionBy columns of the Hive partitions, outermost first
 * @param targetFileBytes roughly when a file is closed and a new one begun
 * @param history whether rows are versions, so that readers can tell which is valid when
 * @param key columns that identify a row in history; empty means the primary key of the batch's contract
 * @param versionBy column that orders the versions; empty means the time of landing
 */
public record LakeSinkConfig(
    DatasetName dataset, String target, String codec, int level, List<String> partitionBy, long targetFileBytes, boolean history, List<String> key, String versionBy) {
  private static final List<String> CODECS = List.of("zstd", "snappy", "gzip", "lz4", "brotli", "uncompressed");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB)?");
  private static final List<String> MODES = List.of("append", "history");
  private static final int ZSTD_LEVEL_MAX = 22;
  private static final long FILE_BYTES_MIN = 1 << 16;
  // What a single put of an object may hold.
  private static final long FILE_BYTES_MAX = 4L << 30;

  public LakeSinkConfig {
    partitionBy = List.copyOf(partitionBy);
    key = List.copyOf(key);
  }

  public static LakeSinkConfig of(String dataset) {
    return new LakeSinkConfig(new DatasetName(dataset), Lakes.DEFAULT, "zstd", 3, List.of(), 256L << 20, false, List.of(), "");
  }

  /**
   * From the texts of a route.
   *
   * @param partitionBy columns separated by commas; may be empty
   * @param targetFileSize a number of bytes, or with KB, MB, GB
   * @param mode append or history
   * @param key columns separated by commas; may be empty
   * @param versionBy may be empty
   * @throws CaravanException CONFIG_BAD_VALUE with everything that is wrong
   */
  public static LakeSinkConfig parse(
      String dataset, String target, String codec, int level, String partitionBy, String targetFileSize, String mode, String key, String versionBy) {
    Problems problems = new Problems();
    String name = codec.toLowerCase(Locale.ROOT);
    if (!CODECS.contains(name)) {
      problems.add(bad("codec", String.join(", ", CODECS), codec).next(Nearest.hint(codec, CODECS)));
    }
    if (level < 0 || level > ZSTD_LEVEL_MAX || level > 0 && !name.equals("zstd")) {
      problems.add(bad("level", "1 to " + ZSTD_LEVEL_MAX + " with the codec zstd, or 0 for the codec's default", Integer.toString(level)));
    }
    boolean history = mode.strip().equals("history");
    if (!MODES.contains(mode.strip())) {
      problems.add(bad("mode", String.join(" or ", MODES), mode).next(Nearest.hint(mode, MODES)));
    }
    if (!history && !(key.isBlank() && versionBy.isBlank())) {
      problems.add(bad(key.isBlank() ? "versionBy" : "key", "mode: history, which it belongs to", key.isBlank() ? versionBy : key));
    }
    List<String> columns = names(partitionBy);
    columns.stream()
        .filter(column -> !column.matches("[^/=\\\\\\p{Cntrl}]+") || column.startsWith("."))
        .forEach(column -> problems.add(bad("partitionBy", "a column whose name can be a folder's", column)));
    Matcher size = SIZE.matcher(targetFileSize.trim().toUpperCase(Locale.ROOT));
    long bytes = size.matches() ? Long.parseLong(size.group(1)) << shift(size.group(2)) : 0;
    if (bytes < FILE_BYTES_MIN || bytes > FILE_BYTES_MAX) {
      problems.add(bad("targetFileSize", "a size from 64KB to 4GB", targetFileSize));
    }
    problems.throwIfAny();
    return new LakeSinkConfig(new DatasetName(dataset), target, name, level, columns, bytes, history, names(key), versionBy.strip());
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(",")).map(String::trim).filter(column -> !column.isEmpty()).toList();
  }

  private static int shift(String unit) {
    return switch (unit == null ? "B" : unit) {
      case "KB" -> 10;
      case "MB" -> 20;
      case "GB" -> 30;
      default -> 0;
    };
  }

  private static Problem bad(String parameter, String required, String got) {
    return Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "The parameter " + parameter + " of lake-sink cannot be used")
        .required(required, "'" + got + "'");
  }
}
