package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Sql;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of a target database.
 *
 * @param schema null for the connection's own
 */
record TableName(String schema, String table) {
  private static final Pattern FORM = Pattern.compile("(?:([A-Za-z_][A-Za-z0-9_]{0,62})\\.)?([A-Za-z_][A-Za-z0-9_]{0,62})");

  /** @throws CaravanException CONFIG_BAD_VALUE when it is not {@code table} or {@code schema.table} */
  static TableName parse(String text) {
    Matcher name = FORM.matcher(text);
    if (!name.matches()) {
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "A table cannot have this name")
              .required("table or schema.table of letters, digits and _", "'" + text + "'"));
    }
    return new TableName(name.group(1), name.group(2));
  }

  /** Another table of the same schema. */
  TableName sibling(String other) {
    return new TableName(schema, other);
  }

  /** Quoted. */
  String sql() {
    return schema == null ? Sql.name(table) : Sql.name(schema) + "." + Sql.name(table);
  }

  @Override
  public String toString() {
    return schema == null ? table : schema + "." + table;
  }
}
