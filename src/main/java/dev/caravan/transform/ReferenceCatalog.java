package dev.caravan.transform;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reference;
import dev.caravan.batch.References;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.LakeReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Finds reference data in the lake, in files and in databases. Thread-safe. */
public final class ReferenceCatalog implements References {
  private static final String FILE = "file:";
  private static final String DATABASE = "jdbc:";

  private final Datasets lake;
  private final ReferenceFiles files;
  private final Supplier<Map<String, DataSource>> databases;
  private final Function<BatchId, List<BatchId>> replaced;
  private final TableGuard guard;

  /** Where no batch replaces another. */
  public ReferenceCatalog(Datasets lake, ReferenceFiles files, Supplier<Map<String, DataSource>> databases) {
    this(lake, files, databases, batch -> List.of());
  }

  /**
   * @param databases data sources by the name routes give them, asked for at each use
   * @param replaced the batches that a batch will replace
   */
  public ReferenceCatalog(Datasets lake, ReferenceFiles files, Supplier<Map<String, DataSource>> databases, Function<BatchId, List<BatchId>> replaced) {
    this(lake, files, databases, replaced, TableGuard.NONE);
  }

  /**
   * @param databases data sources by the name routes give them, asked for at each use
   * @param replaced the batches that a batch will replace
   * @param guard by which databases are read
   */
  public ReferenceCatalog(Datasets lake, ReferenceFiles files, Supplier<Map<String, DataSource>> databases, Function<BatchId, List<BatchId>> replaced, TableGuard guard) {
    this.lake = lake;
    this.files = files;
    this.databases = databases;
    this.replaced = replaced;
    this.guard = guard;
  }

  @Override
  public Reference find(String name) {
    if (name.startsWith(FILE)) {
      return new FileReference(existing(name), null, files);
    }
    return name.startsWith(DATABASE) ? table(name) : new LakeReference(new DatasetName(name), lake, replaced);
  }

  @Override
  public Reference find(String name, String contract) {
    return name.startsWith(FILE) ? new FileReference(existing(name), files.typed(contract), files) : References.super.find(name, contract);
  }

  private static Path existing(String name) {
    Path file = Path.of(name.substring(FILE.length()));
    if (!Files.isRegularFile(file)) {
      throw new CaravanException(
          Problem.of(ErrorCode.FILE_NOT_FOUND, null, "there is no reference file " + file).required("a file", file.toAbsolutePath().toString()));
    }
    return file;
  }

  private Reference table(String name) {
    String[] parts = name.substring(DATABASE.length()).split("/", 2);
    Map<String, DataSource> known = databases.get();
    if (parts.length != 2 || parts[1].isBlank()) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "a reference in a database cannot be read").required("jdbc:datasource/table", "'" + name + "'"));
    }
    if (!known.containsKey(parts[0])) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "there is no data source '" + parts[0] + "' for reference " + name)
              .next(known.isEmpty() ? "Define a data source of that name." : Nearest.hint(parts[0], known.keySet())));
    }
    return new TableReference(name, parts[0], known.get(parts[0]), parts[1], guard);
  }
}
