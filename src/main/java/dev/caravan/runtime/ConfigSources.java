package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Place;
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
import dev.caravan.runtime.lint.PropertiesText;
import dev.caravan.runtime.logs.LogFormat;
import dev.caravan.security.Issuer;
import dev.caravan.security.KeptAccesses;
import dev.caravan.security.StoreKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Gathers properties; a later source wins over an earlier one: defaults, {@code
 * application.properties} on the class path, a properties file, the environment, the command line.
 * Not thread-safe.
 */
public final class ConfigSources {
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private static final Pattern LINE = Pattern.compile("(.+):(\\d{1,9})");
  private static final Pattern BYTES = Pattern.compile("(\\d+)\\s*(KB|MB|GB)", Pattern.CASE_INSENSITIVE);

  private static final List<String> STORES = List.of("encrypted", "environment", "files", "vault", "azure");

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Problems problems = new Problems();
  private final DataSourceSettings dataSources = new DataSourceSettings();
  private final DependencySettings dependencies = new DependencySettings();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> files = new ArrayList<>();
  private final List<String> looked = new ArrayList<>();

  /** @param origin where it was said, for messages */
  private record Value(String text, String origin) {}

  public ConfigSources() {
    for (Setting setting : Setting.values()) {
      values.put(setting.key(), new Value(setting.byDefault(), "default"));
    }
  }

  /** Adds {@code application.properties} of the class path, if there is one. */
  public ConfigSources classPath() {
    try (InputStream in = ConfigSources.class.getResourceAsStream("/application.properties")) {
      if (in != null) {
        files.add(0, "application.properties");
        looked.add("application.properties of the class path");
        addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8), "application.properties");
      }
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.CONFIG_BAD_VALUE, "application.properties cannot be read: " + e.getMessage(), e);
    }
    return this;
  }

  /** Adds a file that must exist. */
  public ConfigSources file(Path file) {
    if (!Files.isRegularFile(file)) {
      problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(file.toString()), "The properties file does not exist"));
      return this;
    }
    files.add(0, file.toString());
    looked.add(file.toString());
    try {
      addAll(Files.readString(file), file.toString());
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, Place.of(file.toString()), "The properties file cannot be read: " + e.getMessage()));
    }
    return this;
  }

  /** Adds a file if it exists. */
  public ConfigSources optionalFile(Path file) {
    if (Files.isRegularFile(file)) {
      return file(file);
    }
    looked.add(file + " (no such file)");
    return this;
  }

  /**
   * Adds the variables that spell a setting: {@code CARAVAN_HTTP_PORT}, {@code
   * CARAVAN_DATASOURCE_ORDERS_URL}. Others that begin with CARAVAN_ belong to the launcher or to
   * somebody else and are left alone; passwords may be in any.
   */
  public ConfigSources environment(Map<String, String> environment) {
    this.environment.putAll(environment);
    looked.add("the environment");
    environment.forEach(
        (variable, text) ->
            DataSourceSettings.keyOf(variable).or(() -> DependencySettings.keyOf(variable)).ifPresent(key -> add(key, text, "environment variable " + variable)));
    for (Setting setting : Setting.values()) {
      String text = environment.get(setting.environmentName());
      if (text != null) {
        add(setting.key(), text, "environment variable " + setting.environmentName());
      }
    }
    return this;
  }

  public ConfigSources commandLine(Map<String, String> properties) {
    looked.add("-p");
    properties.forEach((key, text) -> add(key, text, "-p " + key));
    return this;
  }

  private void addAll(String text, String file) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    Map<String, Integer> lines = PropertiesText.lines(text);
    properties.stringPropertyNames().stream().sorted().forEach(key -> add(key, properties.getProperty(key), file + ":" + lines.get(key)));
  }

  /** Of an origin such as caravan.properties:3. */
  static Place place(String origin) {
    Matcher line = LINE.matcher(origin);
    return line.matches() ? new Place(line.group(1), Integer.parseInt(line.group(2)), 0) : Place.of(origin);
  }

  private void add(String key, String text, String origin) {
    if (DataSourceSettings.owns(key)) {
      dataSources.add(key, text.strip(), origin, problems);
    } else if (DependencySettings.owns(key)) {
      dependencies.add(key, text.strip(), origin, problems);
    } else if (key.startsWith("caravan.") && Setting.of(key).isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_UNKNOWN_KEY, place(origin), "There is no property '" + key + "'")
              .next(Nearest.advice(key, Setting.keys())));
      return;
    }
    values.put(key, new Value(text.strip(), origin));
  }

  /** @throws CaravanException with everything that is wrong */
  public CaravanConfig read() {
    CaravanConfig config = gather();
    problems.throwIfAny();
    return config;
  }

  /**
   * As {@link #read()}, with defaults in place of what cannot be read.
   *
   * @param problems is handed everything that is wrong
   */
  public CaravanConfig readAnyway(Consumer<Problem> problems) {
    CaravanConfig config = gather();
    this.problems.list().forEach(problems);
    return config;
  }

  /** What was said, as far as others may see it. */
  public Disclosure disclosure() {
    Discloser discloser = new Discloser();
    values.forEach((key, value) -> discloser.add(key, value.text(), value.origin()));
    environment.forEach(discloser::hide);
    return discloser.disclosure();
  }

  private CaravanConfig gather() {
    DeferredSecrets deferred = new DeferredSecrets();
    RuntimeSecrets secrets = new RuntimeSecrets(secrets(deferred), Clock.systemUTC());
    deferred.set(secrets);
    return new CaravanConfig(
        path(Setting.DATA),
        path(Setting.KAMELETS),
        path(Setting.CONTRACTS),
        new CaravanConfig.Http(choice(Setting.HTTP_ENABLED), text(Setting.HTTP_HOST), port(Setting.HTTP_PORT), choice(Setting.CONSOLE_ENABLED), duration(Setting.CONSOLE_SESSION), access()),
        observation(),
        new EngineConfig(bytes(Setting.ENGINE_MEMORY), count(Setting.ENGINE_THREADS), path(Setting.DATA).resolve(Leftovers.SPILL).resolve(ProcessOwner.mark())),
        ledger(secrets),
        s3(secrets),
        new CaravanConfig.Calls(
            duration(Setting.CALL_CONNECT), duration(Setting.CALL_RESPONSE), duration(Setting.CALL_IDLE), duration(Setting.CALL_WHOLE), duration(Setting.CALL_PATIENCE)),
        new CaravanConfig.Retry(
            count(Setting.RETRY_ATTEMPTS), duration(Setting.RETRY_DELAY), factor(Setting.RETRY_BACKOFF), jitter(), duration(Setting.RETRY_DELAY_MAX),
            duration(Setting.RETRY_AFTER_MAX)),
        failures(),
        resilience(),
        duration(Setting.LEASE),
        duration(Setting.RETENTION_SEGMENTS),
        duration(Setting.RETENTION_PROPOSALS),
        new CaravanConfig.Rejects(duration(Setting.RETENTION_REJECTS), size(Setting.REJECTS_MAX_SIZE), words(Setting.REJECTS_UNMASKED_FOR), count(Setting.REJECTS_BY_TARGET), text(Setting.REJECTS_COPY_TO)),
        size(Setting.DISK_RESERVE),
        duration(Setting.SHUTDOWN),
        new CaravanConfig.Reload(choice(Setting.RELOAD_ENABLED), duration(Setting.RELOAD_SETTLE), duration(Setting.RELOAD_DRAIN)),
        secrets,
        dataSources.read(environment, files, secrets, problems),
        databaseLimits(),
        passedOn(),
        looked);
  }

  /** Caravan's own settings too, so that {@code {{caravan.data}}} can be said in a route; no secrets. */
  private Map<String, String> passedOn() {
    Map<String, String> camel = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          boolean secret = DataSourceSettings.isSecret(key) || Setting.of(key).filter(setting -> setting.kind() == Setting.Kind.SECRET).isPresent();
          if (!secret) {
            camel.put(key, value.text());
          }
        });
    return camel;
  }

  private SecretsConfig secrets(Secrets others) {
    String file = text(Setting.SECRETS_FILE);
    String keyFile = text(Setting.SECRETS_KEY_FILE);
    Secret passphrase = secret(Setting.SECRETS_PASSPHRASE);
    StoreKey key =
        passphrase != null
            ? new StoreKey.Passphrase(passphrase)
            : new StoreKey.InFile(keyFile.isEmpty() ? Path.of(System.getProperty("user.home"), ".caravan", "secrets.key") : Path.of(keyFile).toAbsolutePath());
    String store = text(Setting.SECRETS_STORE);
    if (!STORES.contains(store)) {
      bad(Setting.SECRETS_STORE, "one of " + String.join(", ", STORES), null);
    }
    return new SecretsConfig(
        store,
        duration(Setting.SECRETS_CACHE),
        file.isEmpty() ? path(Setting.DATA).resolve("secrets").resolve("secrets.enc") : Path.of(file).toAbsolutePath(),
        key,
        path(Setting.SECRETS_FOLDER),
        new VaultSettings(this, others).read(),
        new KeyVaultSettings(this, others).read(),
        environment);
  }

  private CaravanConfig.Access access() {
    String users = text(Setting.USERS_FILE);
    int attempts = count(Setting.USERS_ATTEMPTS);
    return new CaravanConfig.Access(
        users.isEmpty() ? path(Setting.DATA).resolve("users.json") : Path.of(users).toAbsolutePath(),
        attempts > 0 ? attempts : bad(Setting.USERS_ATTEMPTS, "at least 1", 1),
        duration(Setting.USERS_LOCKOUT),
        issuer(),
        choice(Setting.METRICS_OPEN));
  }

  private Issuer issuer() {
    if (text(Setting.OIDC_ISSUER).isEmpty()) {
      return null;
    }
    String required = "an address such as https://login.example.com/realms/shop; plain http only of this machine";
    try {
      URI address = URI.create(text(Setting.OIDC_ISSUER));
      boolean safe = "https".equals(address.getScheme()) || "http".equals(address.getScheme()) && address.getHost() != null && Doors.reachableFromHereAlone(address.getHost());
      return safe && address.getHost() != null
          ? new Issuer(address, text(Setting.OIDC_AUDIENCE), text(Setting.OIDC_ROLES_CLAIM), text(Setting.OIDC_ROLE_PREFIX))
          : bad(Setting.OIDC_ISSUER, required, null);
    } catch (IllegalArgumentException e) {
      return bad(Setting.OIDC_ISSUER, required, null);
    }
  }

  private LedgerConfig ledger(RuntimeSecrets secrets) {
    if (text(Setting.LEDGER_URL).isEmpty()) {
      return LedgerConfig.inFolder(path(Setting.DATA)).within(ledgerLimits());
    }
    String user = text(Setting.LEDGER_USER);
    return LedgerConfig.at(text(Setting.LEDGER_URL), user.isEmpty() ? null : user, credential(Setting.LEDGER_PASSWORD, Setting.LEDGER_PASSWORD_FROM, secrets.usedBy(KeptAccesses.LEDGER))).within(ledgerLimits());
  }

  private DatabaseLimits databaseLimits() {
    int connections = count(Setting.DATABASE_CONNECTIONS);
    return new DatabaseLimits(
        duration(Setting.DATABASE_CONNECT), duration(Setting.DATABASE_ANSWER), duration(Setting.DATABASE_TAKE),
        connections > 0 ? connections : bad(Setting.DATABASE_CONNECTIONS, "at least 1", 1));
  }

  private DatabaseLimits ledgerLimits() {
    return new DatabaseLimits(
        duration(Setting.DATABASE_CONNECT), duration(Setting.LEDGER_ANSWER), LedgerConfig.LIMITS.take(), LedgerConfig.LIMITS.connections());
  }

  private S3Config s3(RuntimeSecrets secrets) {
    String endpoint = text(Setting.S3_ENDPOINT);
    boolean pathStyle =
        switch (choice(Setting.S3_PATH_STYLE)) {
          case TRUE -> true;
          case FALSE -> false;
          case AUTO -> !endpoint.isEmpty();
        };
    Credential access = credential(Setting.S3_ACCESS_KEY, Setting.S3_ACCESS_KEY_FROM, secrets.usedBy("s3"));
    Credential secret = credential(Setting.S3_SECRET_KEY, Setting.S3_SECRET_KEY_FROM, secrets.usedBy("s3"));
    if ((access == null) != (secret == null)) {
      Setting missing = access == null ? Setting.S3_ACCESS_KEY : Setting.S3_SECRET_KEY;
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "Half of the S3 key is missing").required("both halves", "no " + missing.key())
              .next("Set " + missing.key() + " too. " + lookedFor(missing)));
    }
    return new S3Config(
        endpoint.isEmpty() ? null : endpoint, text(Setting.S3_REGION), pathStyle, access, secret,
        new S3Config.Limits(duration(Setting.CALL_CONNECT), duration(Setting.CALL_IDLE), duration(Setting.CALL_WHOLE)));
  }

  /** What either setting says, or null for neither. */
  Credential credential(Setting value, Setting name, Secrets secrets) {
    Secret given = secret(value);
    if (given != null && !text(name).isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, place(values.get(name.key()).origin()), "The value and the name of the same secret are given")
              .required("one of " + value.key() + " and " + name.key(), "both"));
    }
    if (given != null) {
      return Credential.of(given);
    }
    return text(name).isEmpty() ? null : secrets.credential(text(name));
  }

  /** The credential that opens a store: what either setting says, though not a secret of that store itself. */
  Credential opening(String store, Setting value, Setting name, Secrets others) {
    String from = text(name);
    boolean inside = from.startsWith(store + ":") || (!from.contains(":") && text(Setting.SECRETS_STORE).equals(store));
    if (!from.isEmpty() && inside) {
      return bad(name, "a secret of another store: it opens this one", null);
    }
    return credential(value, name, others);
  }

  private Secret secret(Setting setting) {
    return text(setting).isEmpty() ? null : new Secret(text(setting));
  }

  String text(Setting setting) {
    return values.get(setting.key()).text();
  }

  Path path(Setting setting) {
    return Path.of(text(setting)).toAbsolutePath().normalize();
  }

  private Resilience resilience() {
    return new Resilience(dependencies.read(setting -> Map.entry(text(setting), values.get(setting.key()).origin()), problems), words(Setting.CRITICAL));
  }

  private CaravanConfig.Observation observation() {
    int percent = count(Setting.TRACES_PERCENT);
    return new CaravanConfig.Observation(
        count(Setting.METRICS_LABEL_VALUES), logFormat(), receiver(), percent <= 100 ? percent : bad(Setting.TRACES_PERCENT, "0 to 100", 100));
  }

  private LogFormat logFormat() {
    return switch (text(Setting.LOG_FORMAT)) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> bad(Setting.LOG_FORMAT, "text or json", LogFormat.TEXT);
    };
  }

  private Optional<URI> receiver() {
    String text = text(Setting.TRACES_ENDPOINT);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.matches("https?://[^\\s/@?#]+(/[^\\s@?#]*)?")) {
      return bad(Setting.TRACES_ENDPOINT, "an address such as http://localhost:4318, without user and password", Optional.empty());
    }
    return Optional.of(URI.create(text));
  }

  private boolean jitter() {
    return switch (text(Setting.RETRY_JITTER)) {
      case "full" -> true;
      case "none" -> false;
      default -> bad(Setting.RETRY_JITTER, "full or none", true);
    };
  }

  private FailureTable failures() {
    if (text(Setting.FAILURES).isEmpty()) {
      return FailureTables.packaged();
    }
    try {
      return FailureTables.with(Path.of(text(Setting.FAILURES)));
    } catch (CaravanException e) {
      problems.addAll(e.problems());
      return FailureTables.packaged();
    }
  }

  private CaravanConfig.Switch choice(Setting setting) {
    return switch (text(setting)) {
      case "true" -> CaravanConfig.Switch.TRUE;
      case "false" -> CaravanConfig.Switch.FALSE;
      case "auto" -> CaravanConfig.Switch.AUTO;
      default -> bad(setting, "true, false or auto", CaravanConfig.Switch.AUTO);
    };
  }

  private int port(Setting setting) {
    int port = count(setting);
    return port <= 65535 ? port : bad(setting, "a port from 0 to 65535", 0);
  }

  private int count(Setting setting) {
    try {
      int count = Integer.parseInt(text(setting));
      return count >= 0 ? count : bad(setting, "a whole number of at least 0", 0);
    } catch (NumberFormatException e) {
      return bad(setting, "a whole number of at least 0", 0);
    }
  }

  private double factor(Setting setting) {
    try {
      double factor = Double.parseDouble(text(setting));
      return factor >= 1 ? factor : bad(setting, "a number of at least 1", 1.0);
    } catch (NumberFormatException e) {
      return bad(setting, "a number of at least 1", 1.0);
    }
  }

  private String bytes(Setting setting) {
    return BYTES.matcher(text(setting)).matches() ? text(setting) : bad(setting, "a size such as 512MB", "512MB");
  }

  private long size(Setting setting) {
    Matcher matcher = BYTES.matcher(text(setting));
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      return bad(setting, "a size such as 512MB", Long.MAX_VALUE);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
      case "KB" -> amount << 10;
      case "MB" -> amount << 20;
      default -> amount << 30;
    };
  }

  private Set<String> words(Setting setting) {
    return Arrays.stream(text(setting).split(",")).map(String::strip).filter(word -> !word.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
  }

  Duration duration(Setting setting) {
    return durationOf(text(setting)).orElseGet(() -> bad(setting, "a duration with its unit, such as 10s", Duration.ZERO));
  }

  static Optional<Duration> durationOf(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  <T> T bad(Setting setting, String required, T instead) {
    Value value = values.get(setting.key());
    String got = setting.kind() == Setting.Kind.SECRET ? "****" : "'" + value.text() + "'";
    problems.add(
        Problem.of(ErrorCode.CONFIG_BAD_VALUE, place(value.origin()), "The property '" + setting.key() + "' cannot be read")
            .required(required, got)
            .next("Mend it there. " + lookedFor(setting)));
    return instead;
  }

  private String lookedFor(Setting setting) {
    List<String> places = new ArrayList<>(List.of("-p " + setting.key(), "environment variable " + setting.environmentName()));
    places.addAll(files);
    return "Looked for in this order: " + String.join(", ", places)
        + (setting.byDefault().isEmpty() ? "." : ", the default " + setting.byDefault() + ".");
  }
}
