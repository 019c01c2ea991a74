package dev.caravan.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Opens ledgers: an H2 file that processes of one machine share, or PostgreSQL. */
public final class Ledgers {
  static {
    keepFromTheNetwork();
  }

  private Ledgers() {}

  /** Binds the server of an embedded ledger to the loopback address. H2 reads it once, when its first class loads: to be called before. */
  public static void keepFromTheNetwork() {
    System.setProperty("h2.bindAddress", "127.0.0.1");
  }

  /**
   * Opens the ledger, makes or migrates its schema.
   *
   * @throws CaravanException LEDGER_UNAVAILABLE, LEDGER_SCHEMA
   */
  public static JdbcLedger open(LedgerConfig config, Clock clock) {
    return open(config, clock, Milestones.NONE);
  }

  /** As {@link #open(LedgerConfig, Clock)}. @param milestones is told what its transactions do */
  public static JdbcLedger open(LedgerConfig config, Clock clock, Milestones milestones) {
    if (config.embedded()) {
      makeFolder(config.file().getParent());
      refuseReadOnly(withEnding(config.file(), ".mv.db"));
    }
    LedgerDatabase database = connect(config, h2Url(config, ";AUTO_SERVER=TRUE;WRITE_DELAY=0"), false);
    try {
      new LedgerSchema(database).make();
      return new JdbcLedger(database, clock, ProcessOwner.current(), milestones);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens a ledger to look at, beside the runtime that holds it or alone. Makes no file and no table.
   *
   * @throws CaravanException LEDGER_ABSENT when there is none yet, LEDGER_UNAVAILABLE, LEDGER_SCHEMA
   */
  public static JdbcLedger openReadOnly(LedgerConfig config, Clock clock) {
    LedgerDatabase database = connect(config, h2Url(config, readOnlySettings(config)), true);
    try {
      if (!new LedgerSchema(database).isThere()) {
        throw absent(config.embedded() ? config.file().getParent().toString() : "the database of caravan.ledger.url");
      }
      return new JdbcLedger(database, clock, ProcessOwner.current(), Milestones.NONE);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * With a lock file a runtime holds the database, or was killed and left work to be rolled back:
   * both need the shared way in. Without one it is opened for reading, and a runtime that starts
   * meanwhile is not made a guest of a command that ends soon.
   */
  private static String readOnlySettings(LedgerConfig config) {
    if (!config.embedded()) {
      return "";
    }
    if (!Files.exists(withEnding(config.file(), ".mv.db"))) {
      throw absent(config.file().getParent().toString());
    }
    return Files.exists(withEnding(config.file(), ".lock.db"))
        ? ";AUTO_SERVER=TRUE;IFEXISTS=TRUE;WRITE_DELAY=0"
        : ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE";
  }

  private static Path withEnding(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private static CaravanException absent(String where) {
    return new CaravanException(ErrorCode.LEDGER_ABSENT, "There is no ledger in " + where);
  }

  // H2 would open it to be read only and then tell that this does not go with the rest of what it was asked for.
  private static void refuseReadOnly(Path file) {
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new CaravanException(
          Problem.of(ErrorCode.LEDGER_UNAVAILABLE, null, "Could not open the ledger database: " + file + " is read-only")
              .next("Look whether its disk is mounted for writing, and who may write the file."));
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "Could not make the ledger's folder " + folder + ": " + e, e);
    }
  }

  private static String h2Url(LedgerConfig config, String settings) {
    if (!config.embedded()) {
      return config.url();
    }
    String file = config.file().toString();
    if (file.contains(";")) {
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "The data folder cannot hold an H2 ledger")
              .required("a path without semicolon", file));
    }
    // No trace file: it would repeat values of failed statements on disk (I6), and failures are thrown anyway.
    return "jdbc:h2:file:" + file + settings + ";LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0";
  }

  private static LedgerDatabase connect(LedgerConfig config, String url, boolean readOnly) {
    boolean h2 = url.startsWith("jdbc:h2:");
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("caravan-ledger");
    String user = config.user() == null && h2 ? "caravan" : config.user();
    if (config.password() == null) {
      pool.setJdbcUrl(url);
      pool.setDataSourceProperties(config.limits().driver(url));
      pool.setUsername(user);
      pool.setPassword(h2 ? "" : null);
    } else {
      // Told at once; the pool would try for a while and then tell less.
      config.password().get();
      pool.setDataSource(new UrlDataSource(url, user, config.password(), config.limits()));
    }
    config.limits().pool(pool, url);
    pool.setMinimumIdle(1);
    pool.setAutoCommit(false);
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    pool.setReadOnly(readOnly && !h2);
    // An H2 file whose holder has just been killed, or is just opening, needs some seconds.
    pool.setInitializationFailTimeout(h2 ? 15_000 : 1);
    try {
      return new LedgerDatabase(new HikariDataSource(pool), h2, config.embedded());
    } catch (RuntimeException e) {
      throw new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "Could not open the ledger database: " + Causes.deepest(e).getMessage(), e);
    }
  }
}
