package dev.caravan.source.netsuite;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was learnt of a table of SuiteQL, as one role sees it. Immutable.
 *
 * @param recordTypes of the catalogue whose rows are in the table; empty when it describes none
 * @param sampled rows that were looked at
 * @param key columns that are unique together in the sample; empty when none are known
 * @param notes what a reader of the schema has to know besides
 */
public record TableSchema(String table, List<String> recordTypes, int sampled, List<String> key, List<ColumnSchema> columns, List<String> notes, Instant discovered) {
  public TableSchema {
    recordTypes = List.copyOf(recordTypes);
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    notes = List.copyOf(notes);
  }

  /** What contracts and datasets call the rows of a table: {@code transaction-line} for {@code transactionline}. */
  public static String entity(String table) {
    return TableNames.entity(table);
  }

  /** The query by which a source reads the whole table. */
  public String query() {
    return columns.stream().map(ColumnSchema::selected).collect(Collectors.joining(",\n  ", "SELECT\n  ", "\nFROM " + table));
  }
}
