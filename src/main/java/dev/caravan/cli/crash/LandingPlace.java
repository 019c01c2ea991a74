package dev.caravan.cli.crash;

import dev.caravan.catalog.Ledger.BatchRecord;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Where the records of one round land, and what a reader sees there. */
interface LandingPlace {

  /** Name of its kind. */
  String name();

  /** The last step of a flow, as YAML. @param table of that flow */
  String sink(String table);

  /** Properties that a process needs to reach it. */
  Map<String, String> settings();

  /** Every key that a reader sees, doubles included. */
  List<Long> keys(String table) throws SQLException;

  /**
   * What the place holds that the ledger does not know of, or shows otherwise, for people.
   *
   * @param committed the batches that the ledger has of the table's flow
   */
  List<String> strays(String table, List<BatchRecord> committed) throws SQLException;

  /** Removes what the round has left, where that is not in its folder. */
  void clear() throws SQLException;
}
