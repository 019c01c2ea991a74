package dev.caravan.sink;

import dev.caravan.batch.Sql;
import dev.caravan.batch.StagedFile;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows in staged files.
 *
 * @param where condition of those that are meant; empty for all
 */
public record StagedRows(List<StagedFile> files, String where) {
  public StagedRows {
    files = List.copyOf(files);
  }

  /** All of them. */
  public static StagedRows all(List<StagedFile> files) {
    return new StagedRows(files, "");
  }

  public boolean isEmpty() {
    return files.isEmpty();
  }

  /** What an engine reads them from: what to write behind FROM. */
  public String relation() {
    String names = files.stream().map(file -> Sql.text(file.path().toString().replaceAll("[\\[*?]", "[$0]"))).collect(Collectors.joining(", "));
    String parquet = "read_parquet([" + names + "], hive_partitioning = false)";
    return where.isEmpty() ? parquet : "(SELECT * FROM " + parquet + " WHERE " + where + ")";
  }
}
