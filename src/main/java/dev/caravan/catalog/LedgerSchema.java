package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** The tables of a ledger: made, migrated, or only looked at. */
final class LedgerSchema {
  private static final int ATTEMPTS = 12;

  private final LedgerDatabase database;

  /** null until it is needed; one for all looks: making it costs as much as a look. */
  private Flyway flyway;

  LedgerSchema(LedgerDatabase database) {
    this.database = database;
  }

  private Flyway flyway() {
    if (flyway == null) {
      flyway =
          Flyway.configure(LedgerSchema.class.getClassLoader())
              .dataSource(database.dataSource())
              .locations("classpath:db/migration", database.h2() ? "classpath:db/h2" : "classpath:db/postgresql")
              .table("ledger_schema_history")
              .baselineOnMigrate(true)
              .baselineVersion("0")
              .cleanDisabled(!database.embedded())
              .load();
    }
    return flyway;
  }

  /**
   * Makes or migrates the tables; when several processes open a ledger at once, one of them does.
   *
   * @throws CaravanException LEDGER_UNAVAILABLE, LEDGER_SCHEMA
   */
  void make() {
    try {
      if (database.h2()) {
        makeInTurn();
      } else if (!complete(flyway().info().all())) {
        migrateBesideOthers();
      }
    } catch (FlywayException | SQLException e) {
      throw new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "Could not make the ledger's tables: " + e.getMessage(), e);
    }
  }

  /** An older process that works meanwhile holds rows; when each waits for the other, PostgreSQL takes one of them back whole. */
  private void migrateBesideOthers() {
    for (int attempt = 1; ; attempt++) {
      try {
        flyway().migrate();
        return;
      } catch (FlywayException e) {
        if (attempt == ATTEMPTS || !Causes.first(e, SQLException.class).map(LedgerDatabase::metAnother).orElse(false)) {
          throw e;
        }
      }
    }
  }

  /**
   * @return false when nobody has made the tables yet
   * @throws CaravanException LEDGER_SCHEMA when another version of Caravan made them, LEDGER_UNAVAILABLE
   */
  boolean isThere() {
    MigrationInfo[] migrations;
    try {
      if (database.h2() && new NewLedger(database).isMade()) {
        return true;
      }
      migrations = flyway().info().all();
    } catch (FlywayException | SQLException e) {
      throw new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "Could not read the ledger's version: " + e.getMessage(), e);
    }
    LaterMigrations.refuse(migrations);
    List<MigrationInfo> applied = Arrays.stream(migrations).filter(each -> each.getState().isApplied()).toList();
    if (applied.isEmpty()) {
      return false;
    }
    if (applied.size() < migrations.length) {
      throw new CaravanException(
          Problem.of(ErrorCode.LEDGER_SCHEMA, null, "The ledger was made by an older Caravan")
              .next("Start `caravan run` once with this version: it migrates the ledger."));
    }
    return true;
  }

  /**
   * H2 commits at every statement that makes a table, and with that gives back the lock by which
   * Flyway keeps others out; what a killed process has half made, it leaves.
   */
  private void makeInTurn() throws SQLException {
    NewLedger newLedger = new NewLedger(database);
    if (newLedger.isMade()) {
      return;
    }
    try (LedgerTurn turn = LedgerTurn.take(database)) {
      // Who had the turn before may have made all.
      if (newLedger.isMade() || database.embedded() && newLedger.make()) {
        return;
      }
      MigrationInfo[] migrations = flyway().info().all();
      LaterMigrations.refuse(migrations);
      if (database.embedded() && nothingSucceeded(migrations)) {
        flyway().clean();
      }
      flyway().migrate();
    }
  }

  private static boolean complete(MigrationInfo[] migrations) {
    LaterMigrations.refuse(migrations);
    return Arrays.stream(migrations).allMatch(each -> each.getState().isApplied() && !each.getState().isFailed());
  }

  /** Then no ledger was ever opened here, and the file is ours alone: nothing is lost with what stands in it. */
  private static boolean nothingSucceeded(MigrationInfo[] migrations) {
    return Arrays.stream(migrations).filter(each -> each.getState().isApplied()).noneMatch(each -> each.getState() == MigrationState.SUCCESS);
  }
}
