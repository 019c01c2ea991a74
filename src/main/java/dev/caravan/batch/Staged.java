package dev.caravan.batch;

import java.util.List;
import java.util.Map;

/**
 * A batch that ran: its rows lie in Parquet files, its rejects are kept, its counts balance (I1).
 * Nothing of it is visible to readers yet.
 *
 * @param columns of the files, partition columns included
 * @param warnings rule to number of rows it was broken by, for rules that only warn; sorted by name
 */
public record Staged(List<Column> columns, List<StagedFile> files, Counts counts, Map<String, Long> warnings) {
  public Staged {
    columns = List.copyOf(columns);
    files = List.copyOf(files);
    warnings = Map.copyOf(warnings);
  }
}
