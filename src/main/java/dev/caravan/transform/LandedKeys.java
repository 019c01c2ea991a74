package dev.caravan.transform;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Reference;
import dev.caravan.batch.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Keys of a dataset, none when nothing has landed in it yet: the first batch has nothing to repeat. */
record LandedKeys(Reference dataset, List<String> keys) implements Reference {

  @Override
  public String name() {
    return dataset.name();
  }

  @Override
  public String open(Connection engine, String table) throws SQLException {
    try {
      return dataset.open(engine, table);
    } catch (CaravanException e) {
      if (e.code() != ErrorCode.ENRICH_REFERENCE) {
        throw e;
      }
      return "(SELECT " + keys.stream().map(key -> "NULL AS " + Sql.name(key)).collect(Collectors.joining(", ")) + " WHERE false)";
    }
  }
}
