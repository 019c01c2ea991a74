package dev.caravan.batch;

import java.util.List;
import java.util.Objects;

/**
 * How one column is read from a raw record.
 *
 * @param column what it becomes
 * @param source where it stands in the record: one name for a CSV header or a top-level JSON key,
 *     several for a nested JSON value ({@code address, city}); a literal dot in a key is no separator
 * @param rules how its text is cleaned and read
 */
public record ColumnRead(Column column, List<String> source, CellRules rules) {
  public ColumnRead {
    Objects.requireNonNull(column, "column is null");
    source = List.copyOf(source);
    Objects.requireNonNull(rules, "rules is null");
  }

  /** The column of the same name, read strictly. */
  public static ColumnRead of(Column column) {
    return new ColumnRead(column, List.of(column.name()), CellRules.STRICT);
  }
}
