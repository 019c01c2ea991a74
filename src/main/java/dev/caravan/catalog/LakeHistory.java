package dev.caravan.catalog;

import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Type;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the rows of a dataset as versions: from when and to when each was valid, and whether it is the
 * current one. Of two versions of one moment the one of the newer batch counts; without a column that
 * orders them, a row that is like the one before it is no version. Stateless.
 */
final class LakeHistory {
  private LakeHistory() {}

  /**
   * @param read a relation of all rows with the path of their file as {@code _file}
   * @param files path to the number of its batch
   */
  static String relation(Versions versions, List<Column> columns, List<Manifest> manifests, java.util.Map<String, Integer> files, String read) {
    boolean marked = columns.stream().anyMatch(column -> column.name().equals(Stage.Tombstones.COLUMN));
    String numbers =
        files.entrySet().stream()
            .map(file -> "(" + Sql.text(file.getKey()) + ", " + file.getValue() + ", " + landed(manifests.get(file.getValue())) + ")")
            .collect(Collectors.joining(", "));
    String keys = names(versions.key());
    String all = names(columns.stream().map(Column::name).toList());
    String moments =
        "SELECT " + all + ", " + version(versions, columns) + " AS valid_from FROM " + read + " JOIN (VALUES " + numbers
            + ") AS batches(_file, _batch, _landed) USING (_file)"
            + " QUALIFY row_number() OVER (PARTITION BY " + keys + ", valid_from ORDER BY _batch DESC) = 1";
    String changes =
        versions.by() == null
            ? "SELECT * FROM (" + moments + ") QUALIFY row(" + all + ") IS DISTINCT FROM lag(row(" + all + ")) OVER (PARTITION BY " + keys + " ORDER BY valid_from)"
            : moments;
    String current = "valid_to IS NULL" + (marked ? " AND NOT coalesce(" + Sql.name(Stage.Tombstones.COLUMN) + ", false)" : "");
    return "(SELECT *, " + current + " AS is_current FROM (SELECT *, lead(valid_from) OVER (PARTITION BY " + keys + " ORDER BY valid_from) AS valid_to FROM ("
        + changes + ")))";
  }

  private static String version(Versions versions, List<Column> columns) {
    if (versions.by() == null) {
      return "_landed";
    }
    String column = Sql.name(versions.by());
    // A tombstone may not know when its row was deleted: then it is when that landed.
    return columns.stream().anyMatch(one -> one.name().equals(versions.by()) && one.type() instanceof Type.Int)
        ? column
        : "coalesce(" + column + ", CAST(_landed AS " + type(versions, columns) + "))";
  }

  private static String type(Versions versions, List<Column> columns) {
    return columns.stream().filter(column -> column.name().equals(versions.by())).map(column -> column.type().sql()).findFirst().orElse("TIMESTAMPTZ");
  }

  private static String landed(Manifest manifest) {
    return "TIMESTAMPTZ '" + manifest.created().atOffset(ZoneOffset.UTC).toLocalDateTime().toString().replace('T', ' ') + "+00'";
  }

  private static String names(List<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }
}
