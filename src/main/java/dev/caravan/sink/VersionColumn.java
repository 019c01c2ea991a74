package dev.caravan.sink;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.Column;
import dev.caravan.batch.Type;
import java.util.List;

/** The column that orders the versions of a row. Stateless. */
public final class VersionColumn {
  private VersionColumn() {}

  /**
   * @param target where the rows go, for the message: {@code table orders}
   * @throws CaravanException COLUMN_UNKNOWN when rows have no such column, SINK_SCHEMA when it orders nothing
   */
  public static Type type(List<Column> columns, String name, String target) {
    List<String> names = columns.stream().map(Column::name).toList();
    Column column =
        columns.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new CaravanException(
                        Problem.of(ErrorCode.COLUMN_UNKNOWN, null, "versionBy names a column that rows for " + target + " do not have")
                            .required("one of " + String.join(", ", names), name)
                            .next(Nearest.hint(name, names))));
    if (!(column.type() instanceof Type.Timestamp || column.type() instanceof Type.Date || column.type() instanceof Type.Int)) {
      throw new CaravanException(
          Problem.of(ErrorCode.SINK_SCHEMA, null, "Versions for " + target + " cannot be ordered by " + name)
              .required("a timestamp, a date or an integer", column.type().sql())
              .next("Say the type in the contract, and put normalize-action first in the route."));
    }
    return column.type();
  }

  /** @throws CaravanException SINK_SCHEMA when rows have a column that history adds */
  public static void refuseOwn(List<Column> columns, String target) {
    for (Column column : columns) {
      if (List.of("valid_from", "valid_to", "is_current").contains(column.name().toLowerCase(java.util.Locale.ROOT))) {
        throw new CaravanException(
            Problem.of(ErrorCode.SINK_SCHEMA, null, "Rows for " + target + " have a column that history mode writes itself")
                .required("no valid_from, valid_to, is_current", column.name())
                .next("Give the column another name in the contract."));
      }
    }
  }
}
