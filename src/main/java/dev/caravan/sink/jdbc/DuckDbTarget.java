package dev.caravan.sink.jdbc;

import dev.caravan.batch.Column;
import dev.caravan.batch.Type;
import dev.caravan.sink.StagedRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** Reads the staged files where they lie. */
record DuckDbTarget() implements Target {

  @Override
  public String type(Type type) {
    return type.sql();
  }

  @Override
  public String text() {
    return "VARCHAR";
  }

  @Override
  public String instant() {
    return "TIMESTAMPTZ";
  }

  // Its index would make a bulk merge several times slower; the merge itself keeps keys unique.
  @Override
  public boolean primaryKey() {
    return false;
  }

  @Override
  public String load(Connection connection, List<Column> columns, StagedRows staged, Path scratch) {
    return staged.relation();
  }

  @Override
  public String without(Connection connection, String rows, String query) {
    return "(SELECT t.* FROM " + rows + " t WHERE NOT EXISTS (" + query + "))";
  }

  @Override
  public void unload(Connection connection) {}
}
