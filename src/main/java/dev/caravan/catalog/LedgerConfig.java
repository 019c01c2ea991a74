package dev.caravan.catalog;

import dev.caravan.Credential;
import dev.caravan.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the ledger is kept.
 *
 * @param url {@code jdbc:postgresql:…}, {@code jdbc:h2:…}, or null for an H2 file in {@code ledger/} of
 *     the data folder
 * @param user of the database; null means {@code caravan} for H2 and what the URL says for PostgreSQL
 * @param password asked for at each new connection; null means none
 * @param dataFolder the data folder; not used when a URL is given
 */
public record LedgerConfig(String url, String user, Credential password, Path dataFolder, DatabaseLimits limits) {
  /** A statement of the ledger is short: a database that is silent for longer is gone. */
  public static final DatabaseLimits LIMITS = new DatabaseLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30), 8);

  private static final Pattern H2_FILE = Pattern.compile("jdbc:h2:(?:file:|(?=[./]))([^;]+)");

  public LedgerConfig {
    if (url == null) {
      Objects.requireNonNull(dataFolder, "neither url nor dataFolder is given");
    }
  }

  /** The same ledger with other limits. */
  public LedgerConfig within(DatabaseLimits others) {
    return new LedgerConfig(url, user, password, dataFolder, others);
  }

  /** The embedded default. */
  public static LedgerConfig inFolder(Path dataFolder) {
    return new LedgerConfig(null, null, null, dataFolder, LIMITS);
  }

  /** A database server. */
  public static LedgerConfig at(String url, String user, Secret password) {
    return at(url, user, password == null ? null : Credential.of(password));
  }

  /** A database server with a password that may change. */
  public static LedgerConfig at(String url, String user, Credential password) {
    return new LedgerConfig(url, user, password, null, LIMITS);
  }

  /** The folder of the ledger's file; empty when it is not kept in one of this machine. */
  public Optional<Path> folder() {
    if (embedded()) {
      return Optional.of(file().getParent());
    }
    Matcher file = H2_FILE.matcher(url);
    return file.lookingAt() ? Optional.ofNullable(Path.of(file.group(1)).toAbsolutePath().getParent()) : Optional.empty();
  }

  boolean embedded() {
    return url == null;
  }

  /** File of the embedded database, without the ending {@code .mv.db}. */
  Path file() {
    return dataFolder.toAbsolutePath().normalize().resolve("ledger").resolve("ledger");
  }
}
