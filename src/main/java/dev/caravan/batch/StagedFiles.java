package dev.caravan.batch;

import static dev.caravan.batch.Sql.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Parquet files of one pass, named for their batch. */
record StagedFiles(List<StagedFile> list) {
  private static final String NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

  long rows() {
    return list.stream().mapToLong(StagedFile::rows).sum();
  }

  /** Names the written files {@code <partitions>/<batch>-<n>.parquet}, counts and digests them. */
  static StagedFiles collect(Session session, Path output, BatchId batch, StageOptions options) throws IOException {
    List<StagedFile> files = new ArrayList<>();
    for (Path written : written(output)) {
      long rows = session.first("SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata(" + text(written.toString()) + ")", row -> row.getLong(1)).orElse(0L);
      if (rows == 0) {
        Files.delete(written);
        continue;
      }
      Path named = Files.move(written, written.resolveSibling(batch.value() + "-" + files.size() + ".parquet"));
      files.add(new StagedFile(named, output.relativize(named).toString().replace('\\', '/'),
          partition(output.relativize(named)), rows, Files.size(named), sha256(named)));
    }
    return new StagedFiles(files);
  }

  /** The Parquet files below a folder in a stable order. */
  static List<Path> written(Path output) throws IOException {
    if (!Files.exists(output)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(output)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  static void clear(Path output) throws IOException {
    if (Files.exists(output)) {
      try (Stream<Path> files = Files.walk(output)) {
        files.sorted(Comparator.reverseOrder()).forEach(StagedFiles::delete);
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear " + path, e);
    }
  }

  /** What to write behind FROM; partition columns are in the files, so their paths tell nothing. */
  static String relation(List<Path> files) {
    String names = files.stream().map(file -> text(file.toString())).collect(Collectors.joining(", "));
    return "read_parquet([" + names + "], hive_partitioning = false)";
  }

  private static Map<String, String> partition(Path relative) {
    Map<String, String> partition = new LinkedHashMap<>();
    for (int i = 0; i < relative.getNameCount() - 1; i++) {
      String folder = relative.getName(i).toString();
      int equals = folder.indexOf('=');
      String value = java.net.URLDecoder.decode(folder.substring(equals + 1).replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
      partition.put(folder.substring(0, equals), NULL_PARTITION.equals(value) ? null : value);
    }
    return partition;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      byte[] buffer = new byte[1 << 16];
      while (in.read(buffer) >= 0) {
        continue;
      }
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
