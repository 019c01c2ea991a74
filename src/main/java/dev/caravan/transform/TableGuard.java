package dev.caravan.transform;

import java.sql.SQLException;

/** Says whether and when a database may be read for reference data. Thread-safe. */
@FunctionalInterface
public interface TableGuard {
  /** Where nobody limits it. */
  TableGuard NONE = (source, reading) -> reading.read();

  /**
   * Reads once it may.
   *
   * @param source name of the data source
   * @throws SQLException what the reading throws
   */
  void read(String source, Reading reading) throws SQLException;

  /** One reading of a table. */
  @FunctionalInterface
  interface Reading {
    void read() throws SQLException;
  }
}
