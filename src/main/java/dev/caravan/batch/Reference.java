package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Data to look something up in. */
public interface Reference {

  /** For messages: {@code retail/currency}. */
  String name();

  /**
   * Makes the data readable on this engine connection.
   *
   * @param table a name that is free on the connection; an implementation may create a temporary
   *     table or view of this name, which the caller drops with the connection
   * @return what to write behind FROM: the table's name or a table function
   * @throws dev.caravan.CaravanException ENRICH_REFERENCE when there is nothing to read yet
   */
  String open(Connection engine, String table) throws SQLException;

  /**
   * The same data without what this batch has landed in it, so that a batch that runs again (for a
   * second sink, or after a crash) meets the same data as the first time. Data that no batch lands in
   * stays as it is.
   */
  default Reference without(BatchId batch) {
    return this;
  }

  /**
   * The same data with one version of each key: the rows of the newest batch that has the key. Two rows
   * of one batch are both there still.
   *
   * @param keys its columns that identify a row
   * @throws CaravanException KAMELET_PARAMETER when the data does not come in batches
   */
  default Reference latest(List<String> keys) {
    throw new CaravanException(
        Problem.of(ErrorCode.KAMELET_PARAMETER, null, "reference " + name() + " has no latest rows: it does not come in batches")
            .required("a dataset of the lake", name()));
  }
}
