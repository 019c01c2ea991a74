package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was visible of a dataset at one moment. Immutable. */
public final class LakeDataset {
  private final DatasetName name;
  private final List<Manifest> manifests;
  private final Datasets datasets;

  LakeDataset(DatasetName name, List<Manifest> manifests, Datasets datasets) {
    this.name = name;
    this.manifests = List.copyOf(manifests);
    this.datasets = datasets;
  }

  public DatasetName name() {
    return name;
  }

  /** Oldest first. */
  public List<Manifest> manifests() {
    return manifests;
  }

  /** What was visible, this batch left out. */
  public LakeDataset without(BatchId batch) {
    return new LakeDataset(name, manifests.stream().filter(manifest -> !manifest.batch().equals(batch)).toList(), datasets);
  }

  /** Rows of all visible batches. */
  public long rows() {
    return manifests.stream().flatMap(manifest -> manifest.files().stream()).mapToLong(Manifest.LandedFile::rows).sum();
  }

  /** All columns that any batch has; of a column whose type changed, the newest type. */
  public List<Column> columns() {
    Map<String, Column> columns = new LinkedHashMap<>();
    manifests.forEach(manifest -> manifest.columns().forEach(column -> columns.put(column.name(), column)));
    return List.copyOf(columns.values());
  }

  /**
   * What to write behind FROM to read exactly the visible rows: columns by name, absent ones null.
   * Remote files are fetched first.
   *
   * @throws CaravanException ENRICH_REFERENCE when no batch is visible, so that nobody knows the columns
   */
  public String relation() {
    if (manifests.isEmpty()) {
      throw new CaravanException(
          Problem.of(ErrorCode.ENRICH_REFERENCE, null, "Nothing has landed in dataset " + name + " of " + datasets.store().name()));
    }
    List<String> files =
        manifests.stream().flatMap(manifest -> manifest.files().stream()).map(file -> datasets.local(name, file).toString()).toList();
    if (files.isEmpty()) {
      return "(SELECT "
          + columns().stream().map(column -> "NULL::" + column.type().sql() + " AS " + Sql.name(column.name())).collect(Collectors.joining(", "))
          + " WHERE false)";
    }
    // Partition columns are in the files too, so the paths have nothing to tell.
    return "read_parquet(["
        + files.stream().map(LakeDataset::literal).collect(Collectors.joining(", "))
        + "], union_by_name = true, hive_partitioning = false)";
  }

  // The engine takes a path for a pattern: its signs are put into brackets, so that they mean themselves.
  private static String literal(String path) {
    return Sql.text(path.replaceAll("[\\[*?]", "[$0]"));
  }
}
