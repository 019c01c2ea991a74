package dev.caravan.batch;

import java.sql.Connection;
import java.sql.SQLException;

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
}
