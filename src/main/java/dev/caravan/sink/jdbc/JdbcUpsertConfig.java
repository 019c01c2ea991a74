package dev.caravan.sink.jdbc;

import java.util.Arrays;
import java.util.List;

/**
 * Where rows are merged.
 *
 * @param dataSource its name, for people
 * @param key columns that identify a row; empty means the primary key of the batch's contract
 * @param create whether an absent table is created
 */
public record JdbcUpsertConfig(String dataSource, String table, List<String> key, boolean create) {
  public JdbcUpsertConfig {
    key = List.copyOf(key);
  }

  /** @param key columns separated by commas; may be empty */
  public static JdbcUpsertConfig parse(String dataSource, String table, String key, boolean create) {
    List<String> columns = Arrays.stream(key.split(",")).map(String::trim).filter(column -> !column.isEmpty()).toList();
    return new JdbcUpsertConfig(dataSource, table, columns, create);
  }
}
