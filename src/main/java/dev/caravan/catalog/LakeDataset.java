package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Stage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    Map<String, Integer> files = files();
    return files.isEmpty() ? noRows() : read(files.keySet(), "");
  }

  /**
   * What to write behind FROM to read, for each key, only the rows of the newest batch that has it,
   * and none when that says it is deleted.
   *
   * @throws CaravanException ENRICH_REFERENCE as {@link #relation} does; COLUMN_UNKNOWN when it has no such key
   */
  String latest(List<String> keys) {
    Map<String, Integer> files = files();
    requireAll(keys);
    if (files.isEmpty()) {
      return noRows();
    }
    String numbers =
        files.entrySet().stream().map(file -> "(" + Sql.text(file.getKey()) + ", " + file.getValue() + ")").collect(Collectors.joining(", "));
    return "(SELECT * EXCLUDE (_file, _batch) FROM " + read(files.keySet(), ", filename = '_file'")
        + " JOIN (VALUES " + numbers + ") AS batches(_file, _batch) USING (_file)"
        + " QUALIFY _batch = max(_batch) OVER (PARTITION BY " + keys.stream().map(Sql::name).collect(Collectors.joining(", ")) + ")" + living() + ")";
  }

  /**
   * What to write behind FROM to read all versions of each key, with {@code valid_from}, {@code valid_to} and
   * {@code is_current}; empty when no batch landed in history mode. The newest one that did says how.
   */
  public Optional<String> history() {
    return manifests.stream().map(Manifest::versions).filter(Objects::nonNull).reduce((first, second) -> second).flatMap(this::history);
  }

  private Optional<String> history(Versions versions) {
    Map<String, Integer> files = files();
    if (files.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(LakeHistory.relation(versions, columns(), manifests, files, read(files.keySet(), ", filename = '_file'")));
  }

  private String living() {
    boolean marked = columns().stream().anyMatch(column -> column.name().equals(Stage.Tombstones.COLUMN));
    return marked ? " AND NOT coalesce(" + Sql.name(Stage.Tombstones.COLUMN) + ", false)" : "";
  }

  private void requireAll(List<String> keys) {
    List<String> names = columns().stream().map(Column::name).toList();
    for (String key : keys) {
      if (!names.contains(key)) {
        throw new CaravanException(
            Problem.of(ErrorCode.COLUMN_UNKNOWN, null, "no column '" + key + "' in dataset " + name).next(Nearest.hint(key, names)));
      }
    }
  }

  /** The visible files, each with the number of its batch: the newest has the highest. */
  private Map<String, Integer> files() {
    if (manifests.isEmpty()) {
      throw new CaravanException(
          Problem.of(ErrorCode.ENRICH_REFERENCE, null, "Nothing has landed in dataset " + name + " of " + datasets.store().name()));
    }
    Map<String, Integer> files = new LinkedHashMap<>();
    for (int i = 0; i < manifests.size(); i++) {
      for (Manifest.LandedFile file : manifests.get(i).files()) {
        files.put(datasets.local(name, file).toString(), i);
      }
    }
    return files;
  }

  private String noRows() {
    return "(SELECT "
        + columns().stream().map(column -> "NULL::" + column.type().sql() + " AS " + Sql.name(column.name())).collect(Collectors.joining(", "))
        + " WHERE false)";
  }

  // Partition columns are in the files too, so the paths have nothing to tell.
  private static String read(Collection<String> files, String more) {
    return "read_parquet(["
        + files.stream().map(LakeDataset::literal).collect(Collectors.joining(", "))
        + "], union_by_name = true, hive_partitioning = false" + more + ")";
  }

  // The engine takes a path for a pattern: its signs are put into brackets, so that they mean themselves.
  private static String literal(String path) {
    return Sql.text(path.replaceAll("[\\[*?]", "[$0]"));
  }
}
