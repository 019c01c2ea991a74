package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import java.util.Arrays;
import java.util.List;

/**
 * Where rows are merged.
 *
 * @param dataSource its name, for people
 * @param key columns that identify a row; empty means the primary key of the batch's contract
 * @param create whether an absent table is created
 * @param replaceable whether it is kept which batch each row came from, so that a batch can be replaced
 */
public record JdbcUpsertConfig(String dataSource, String table, List<String> key, boolean create, Merging merging, boolean replaceable) {
  private static final List<String> MODES = List.of("upsert", "history");
  private static final List<String> DELETES = List.of("mark", "remove");

  public JdbcUpsertConfig {
    key = List.copyOf(key);
  }

  /** A row for each key; deleted ones are marked. */
  public JdbcUpsertConfig(String dataSource, String table, List<String> key, boolean create) {
    this(dataSource, table, key, create, new UpsertMerging(false), false);
  }

  /**
   * From the texts of a route.
   *
   * @param key columns separated by commas; may be empty
   * @param mode upsert or history
   * @param versionBy column that orders versions, in history mode; may be empty
   * @param deletes mark or remove
   * @throws CaravanException CONFIG_BAD_VALUE
   */
  public static JdbcUpsertConfig parse(String dataSource, String table, String key, boolean create, String mode, String versionBy, String deletes, boolean replaceable) {
    List<String> columns = Arrays.stream(key.split(",")).map(String::trim).filter(column -> !column.isEmpty()).toList();
    choice("mode", mode, MODES);
    choice("deletes", deletes, DELETES);
    boolean history = mode.strip().equals("history");
    boolean removes = deletes.strip().equals("remove");
    if (!history && !versionBy.isBlank()) {
      throw bad("versionBy", "mode: history, which it belongs to", versionBy, null);
    }
    if (history && removes) {
      throw bad("deletes", "mark with mode: history, which removes nothing", deletes, null);
    }
    if (history && replaceable) {
      throw bad("replaceable", "false with mode: history, whose versions follow one another", "true", null);
    }
    return new JdbcUpsertConfig(dataSource, table, columns, create, history ? new HistoryMerging(versionBy.strip()) : new UpsertMerging(removes), replaceable);
  }

  private static void choice(String parameter, String value, List<String> choices) {
    if (!choices.contains(value.strip())) {
      throw bad(parameter, String.join(" or ", choices), value, Nearest.hint(value, choices));
    }
  }

  private static CaravanException bad(String parameter, String required, String got, String next) {
    return new CaravanException(
        Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "The parameter " + parameter + " of jdbc-upsert-sink cannot be used").required(required, "'" + got + "'").next(next));
  }
}
