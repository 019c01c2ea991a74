package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.Secret;
import dev.caravan.Secrets;
import dev.caravan.batch.EngineConfig;
import dev.caravan.catalog.DatabaseLimits;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.catalog.S3Config;
import dev.caravan.failure.FailureTable;
import dev.caravan.failure.FailureTables;
import dev.caravan.runtime.door.Doors;
import dev.caravan.runtime.logs.LogFormat;
import dev.caravan.security.Issuer;
import dev.caravan.security.KeptAccesses;
import dev.caravan.security.StoreKey;
import dev.caravan.security.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the configuration of what was said, however much of it is wrong: the problems have the rest. Not thread-safe. */
final class ConfigReading {
  private static final List<String> STORES = List.of("encrypted", "environment", "files", "vault", "azure");

  private final SettingValues said;
  private final DataSourceSettings dataSources;
  private final DependencySettings dependencies;
  private final Map<String, String> environment;
  private final List<String> looked;
  private final Problems problems;

  /**
   * @param environment where secrets may be
   * @param looked where settings were looked for, for people
   * @param problems takes what cannot be read
   */
  ConfigReading(
      SettingValues said, DataSourceSettings dataSources, DependencySettings dependencies, Map<String, String> environment, List<String> looked, Problems problems) {
    this.said = said;
    this.dataSources = dataSources;
    this.dependencies = dependencies;
    this.environment = environment;
    this.looked = looked;
    this.problems = problems;
  }

  /** All of it. */
  CaravanConfig read() {
    DeferredSecrets deferred = new DeferredSecrets();
    RuntimeSecrets secrets = new RuntimeSecrets(secrets(deferred), Clock.systemUTC());
    deferred.set(secrets);
    return new CaravanConfig(
        said.path(Setting.DATA),
        said.path(Setting.KAMELETS),
        said.path(Setting.CONTRACTS),
        new CaravanConfig.Http(
            said.choice(Setting.HTTP_ENABLED), said.text(Setting.HTTP_HOST), said.port(Setting.HTTP_PORT), tls(),
            said.choice(Setting.CONSOLE_ENABLED), said.duration(Setting.CONSOLE_SESSION), access(secrets)),
        observation(),
        new EngineConfig(
            said.bytes(Setting.ENGINE_MEMORY), said.count(Setting.ENGINE_THREADS),
            said.path(Setting.DATA).resolve(Leftovers.SPILL).resolve(ProcessOwner.mark())),
        ledger(secrets),
        s3(secrets),
        new CaravanConfig.Calls(
            said.duration(Setting.CALL_CONNECT), said.duration(Setting.CALL_RESPONSE), said.duration(Setting.CALL_IDLE),
            said.duration(Setting.CALL_WHOLE), said.duration(Setting.CALL_PATIENCE)),
        new CaravanConfig.Retry(
            said.count(Setting.RETRY_ATTEMPTS), said.duration(Setting.RETRY_DELAY), said.factor(Setting.RETRY_BACKOFF), jitter(),
            said.duration(Setting.RETRY_DELAY_MAX), said.duration(Setting.RETRY_AFTER_MAX)),
        failures(),
        resilience(),
        said.duration(Setting.LEASE),
        said.duration(Setting.RETENTION_SEGMENTS),
        said.duration(Setting.RETENTION_PROPOSALS),
        new CaravanConfig.Rejects(
            said.duration(Setting.RETENTION_REJECTS), said.size(Setting.REJECTS_MAX_SIZE), said.words(Setting.REJECTS_UNMASKED_FOR),
            said.count(Setting.REJECTS_BY_TARGET), said.text(Setting.REJECTS_COPY_TO)),
        new EventsSettings(said).read(),
        said.size(Setting.DISK_RESERVE),
        said.duration(Setting.SHUTDOWN),
        new CaravanConfig.Reload(said.choice(Setting.RELOAD_ENABLED), said.duration(Setting.RELOAD_SETTLE), said.duration(Setting.RELOAD_DRAIN)),
        secrets,
        dataSources.read(environment, said.files(), secrets, problems),
        databaseLimits(),
        passedOn(),
        looked);
  }

  /** Caravan's own settings too, so that {@code {{caravan.data}}} can be said in a route; no secrets. */
  private Map<String, String> passedOn() {
    Map<String, String> camel = new LinkedHashMap<>();
    said.all().forEach(
        (key, value) -> {
          boolean secret = DataSourceSettings.isSecret(key) || Setting.of(key).filter(setting -> setting.kind() == Setting.Kind.SECRET).isPresent();
          if (!secret) {
            camel.put(key, value.text());
          }
        });
    return camel;
  }

  private SecretsConfig secrets(Secrets others) {
    String file = said.text(Setting.SECRETS_FILE);
    String keyFile = said.text(Setting.SECRETS_KEY_FILE);
    Secret passphrase = said.secret(Setting.SECRETS_PASSPHRASE);
    StoreKey key =
        passphrase != null
            ? new StoreKey.Passphrase(passphrase)
            : new StoreKey.InFile(keyFile.isEmpty() ? Path.of(System.getProperty("user.home"), ".caravan", "secrets.key") : Path.of(keyFile).toAbsolutePath());
    String store = said.text(Setting.SECRETS_STORE);
    if (!STORES.contains(store)) {
      said.bad(Setting.SECRETS_STORE, "one of " + String.join(", ", STORES), null);
    }
    return new SecretsConfig(
        store,
        said.duration(Setting.SECRETS_CACHE),
        file.isEmpty() ? said.path(Setting.DATA).resolve("secrets").resolve("secrets.enc") : Path.of(file).toAbsolutePath(),
        key,
        said.path(Setting.SECRETS_FOLDER),
        new VaultSettings(said, others).read(),
        new KeyVaultSettings(said, others).read(),
        environment);
  }

  private Optional<TlsFiles> tls() {
    boolean served = !said.text(Setting.HTTP_TLS_CERTIFICATE).isEmpty();
    if (served && said.text(Setting.HTTP_TLS_KEY).isEmpty()) {
      return said.bad(Setting.HTTP_TLS_KEY, "the file of the key, as " + Setting.HTTP_TLS_CERTIFICATE.key() + " is given", Optional.empty());
    }
    for (Setting more : List.of(Setting.HTTP_TLS_KEY, Setting.HTTP_TLS_CLIENTS)) {
      if (!served && !said.text(more).isEmpty()) {
        return said.bad(more, "nothing, as no " + Setting.HTTP_TLS_CERTIFICATE.key() + " is given", Optional.empty());
      }
    }
    return served
        ? Optional.of(new TlsFiles(said.path(Setting.HTTP_TLS_CERTIFICATE), said.path(Setting.HTTP_TLS_KEY), said.text(Setting.HTTP_TLS_CLIENTS).isEmpty() ? Optional.empty() : Optional.of(said.path(Setting.HTTP_TLS_CLIENTS))))
        : Optional.empty();
  }

  private CaravanConfig.Access access(RuntimeSecrets secrets) {
    String users = said.text(Setting.USERS_FILE);
    int attempts = said.count(Setting.USERS_ATTEMPTS);
    return new CaravanConfig.Access(
        users.isEmpty() ? said.path(Setting.DATA).resolve("users.json") : Path.of(users).toAbsolutePath(),
        attempts > 0 ? attempts : said.bad(Setting.USERS_ATTEMPTS, "at least 1", 1),
        said.duration(Setting.USERS_LOCKOUT),
        issuer(secrets),
        said.choice(Setting.METRICS_OPEN));
  }

  private Issuer issuer(RuntimeSecrets secrets) {
    if (said.text(Setting.OIDC_ISSUER).isEmpty()) {
      return said.text(Setting.OIDC_CLIENT_ID).isEmpty() ? null : said.bad(Setting.OIDC_CLIENT_ID, "nothing, as no " + Setting.OIDC_ISSUER.key() + " is given", null);
    }
    String required = "an address such as https://login.example.com/realms/shop; plain http only of this machine";
    try {
      URI address = URI.create(said.text(Setting.OIDC_ISSUER));
      boolean safe = "https".equals(address.getScheme()) || "http".equals(address.getScheme()) && address.getHost() != null && Doors.reachableFromHereAlone(address.getHost());
      return safe && address.getHost() != null
          ? new Issuer(address, said.text(Setting.OIDC_AUDIENCE), said.text(Setting.OIDC_ROLES_CLAIM), said.text(Setting.OIDC_ROLE_PREFIX), client(secrets))
          : said.bad(Setting.OIDC_ISSUER, required, null);
    } catch (IllegalArgumentException e) {
      return said.bad(Setting.OIDC_ISSUER, required, null);
    }
  }

  private Issuer.Client client(RuntimeSecrets secrets) {
    String id = said.text(Setting.OIDC_CLIENT_ID);
    String scopes = said.text(Setting.OIDC_SCOPES);
    if (!List.of(scopes.split(" ")).contains("openid")) {
      said.bad(Setting.OIDC_SCOPES, "openid among them", null);
    }
    return id.isEmpty() ? null : new Issuer.Client(id, said.credential(Setting.OIDC_CLIENT_SECRET, Setting.OIDC_CLIENT_SECRET_FROM, secrets.usedBy("http port")), scopes);
  }

  private LedgerConfig ledger(RuntimeSecrets secrets) {
    if (said.text(Setting.LEDGER_URL).isEmpty()) {
      return LedgerConfig.inFolder(said.path(Setting.DATA)).within(ledgerLimits());
    }
    String user = said.text(Setting.LEDGER_USER);
    return LedgerConfig.at(said.text(Setting.LEDGER_URL), user.isEmpty() ? null : user, said.credential(Setting.LEDGER_PASSWORD, Setting.LEDGER_PASSWORD_FROM, secrets.usedBy(KeptAccesses.LEDGER))).within(ledgerLimits());
  }

  private DatabaseLimits databaseLimits() {
    int connections = said.count(Setting.DATABASE_CONNECTIONS);
    return new DatabaseLimits(
        said.duration(Setting.DATABASE_CONNECT), said.duration(Setting.DATABASE_ANSWER), said.duration(Setting.DATABASE_TAKE),
        connections > 0 ? connections : said.bad(Setting.DATABASE_CONNECTIONS, "at least 1", 1));
  }

  private DatabaseLimits ledgerLimits() {
    return new DatabaseLimits(
        said.duration(Setting.DATABASE_CONNECT), said.duration(Setting.LEDGER_ANSWER), LedgerConfig.LIMITS.take(), LedgerConfig.LIMITS.connections());
  }

  private S3Config s3(RuntimeSecrets secrets) {
    String endpoint = said.text(Setting.S3_ENDPOINT);
    boolean pathStyle =
        switch (said.choice(Setting.S3_PATH_STYLE)) {
          case TRUE -> true;
          case FALSE -> false;
          case AUTO -> !endpoint.isEmpty();
        };
    Credential access = said.credential(Setting.S3_ACCESS_KEY, Setting.S3_ACCESS_KEY_FROM, secrets.usedBy("s3"));
    Credential secret = said.credential(Setting.S3_SECRET_KEY, Setting.S3_SECRET_KEY_FROM, secrets.usedBy("s3"));
    if ((access == null) != (secret == null)) {
      Setting missing = access == null ? Setting.S3_ACCESS_KEY : Setting.S3_SECRET_KEY;
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "Half of the S3 key is missing").required("both halves", "no " + missing.key())
              .next("Set " + missing.key() + " too. " + said.lookedFor(missing)));
    }
    return new S3Config(
        endpoint.isEmpty() ? null : endpoint, said.text(Setting.S3_REGION), pathStyle, access, secret,
        new S3Config.Limits(said.duration(Setting.CALL_CONNECT), said.duration(Setting.CALL_IDLE), said.duration(Setting.CALL_WHOLE)));
  }

  private Resilience resilience() {
    return new Resilience(dependencies.read(setting -> Map.entry(said.text(setting), said.origin(setting)), problems), said.words(Setting.CRITICAL));
  }

  private CaravanConfig.Observation observation() {
    int percent = said.count(Setting.TRACES_PERCENT);
    return new CaravanConfig.Observation(
        said.count(Setting.METRICS_LABEL_VALUES), logFormat(), receiver(), percent <= 100 ? percent : said.bad(Setting.TRACES_PERCENT, "0 to 100", 100));
  }

  private LogFormat logFormat() {
    return switch (said.text(Setting.LOG_FORMAT)) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> said.bad(Setting.LOG_FORMAT, "text or json", LogFormat.TEXT);
    };
  }

  private Optional<URI> receiver() {
    String text = said.text(Setting.TRACES_ENDPOINT);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.matches("https?://[^\\s/@?#]+(/[^\\s@?#]*)?")) {
      return said.bad(Setting.TRACES_ENDPOINT, "an address such as http://localhost:4318, without user and password", Optional.empty());
    }
    return Optional.of(URI.create(text));
  }

  private boolean jitter() {
    return switch (said.text(Setting.RETRY_JITTER)) {
      case "full" -> true;
      case "none" -> false;
      default -> said.bad(Setting.RETRY_JITTER, "full or none", true);
    };
  }

  private FailureTable failures() {
    if (said.text(Setting.FAILURES).isEmpty()) {
      return FailureTables.packaged();
    }
    try {
      return FailureTables.with(Path.of(said.text(Setting.FAILURES)));
    } catch (CaravanException e) {
      problems.addAll(e.problems());
      return FailureTables.packaged();
    }
  }
}
