package dev.caravan.sandbox.netsuite;

import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import dev.caravan.sandbox.http.SimulatorServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A NetSuite account on loopback, with rows of this project's own making. It listens from the moment it is
 * made until it is closed. Thread-safe.
 */
public final class NetSuiteSimulator implements AutoCloseable {
  private final NetSuiteAccount account;
  private final NetSuiteErrors errors;
  private final NetSuiteTables tables;
  private final NetSuiteFaults faults;
  private final Clock clock;
  private final AccessTokens tokens;
  private final TokenEndpoint tokenEndpoint;
  private final TokenLogin tokenLogin;
  private final SuiteQlEndpoint suiteQl;
  private final DatasetEndpoint datasets;
  private final RecordEndpoint records;
  private final CatalogEndpoint catalog;
  private final ConcurrentLinkedDeque<String> audit = new ConcurrentLinkedDeque<>();
  private final SimulatorServer server;

  /**
   * @param port 0 for any that is free
   * @param scale 1 makes over 200,000 rows; 0 leaves all tables empty
   * @param clock the account's time is this clock's, moved by the switch for it
   */
  public NetSuiteSimulator(int port, NetSuiteAccount account, NetSuiteBehaviour behaviour, long seed, double scale, Clock clock) {
    this.account = account;
    this.clock = Clock.offset(clock, Duration.ofSeconds((long) behaviour.number(NetSuiteSwitch.CLOCK_OFFSET_SECONDS)));
    this.errors = new NetSuiteErrors(behaviour);
    this.tables = new NetSuiteTables(behaviour);
    if (scale > 0) {
      new NetSuiteSeed(tables, seed, scale).load();
    }
    this.faults = new NetSuiteFaults(behaviour, errors);
    this.tokens = new AccessTokens(behaviour, this.clock);
    this.tokenEndpoint = new TokenEndpoint(account, behaviour, this.clock, tokens);
    this.tokenLogin = new TokenLogin(account, behaviour, this.clock);
    this.suiteQl = new SuiteQlEndpoint(tables, behaviour, errors, this.clock);
    this.datasets = new DatasetEndpoint(suiteQl, errors);
    this.records = new RecordEndpoint(tables, behaviour, errors);
    this.catalog = new CatalogEndpoint(tables, behaviour, errors);
    this.server = new SimulatorServer(port, this::answer);
  }

  /** An account as documented, without faults, on any free port. */
  public static NetSuiteSimulator small(NetSuiteBehaviour behaviour) {
    return new NetSuiteSimulator(0, NetSuiteAccount.made(1), behaviour, 1, 0.01, Clock.systemUTC());
  }

  /** What takes the place of {@code https://<account>.suitetalk.api.netsuite.com}. */
  public String baseUrl() {
    return server.origin();
  }

  public NetSuiteAccount account() {
    return account;
  }

  /** The latest requests and their status, oldest first. */
  public List<SimulatorServer.Exchange> exchanges() {
    return server.exchanges();
  }

  /** Forgets the requests so far. */
  public void forgetExchanges() {
    server.forget();
  }

  /** How many requests of its services the account has had in hand at once. */
  public RequestLoad.Summary load() {
    return faults.load().summary();
  }

  /** Why logins by token were refused: what the account's audit trail shows and no caller sees. */
  public List<String> auditTrail() {
    return List.copyOf(audit);
  }

  /** How many access tokens were given out. */
  public int tokensIssued() {
    return tokens.issued();
  }

  /** An access token as the token endpoint would give out, for trying things by hand. */
  public String accessToken() {
    return tokens.issue();
  }

  /** How many rows all tables have together. */
  public long rows() {
    return tables.tables().stream().mapToLong(table -> tables.numbers("SELECT count(*) FROM \"" + table.name() + '"').get(0)).sum();
  }

  /** All access tokens end now. */
  public void revokeTokens() {
    tokens.revokeAll();
  }

  /** Changes rows by a statement of the engine (DuckDB); returns how many. */
  public long change(String sql, Object... values) {
    return tables.run(sql, values);
  }

  /** The numbers in the first column of a query of the engine: what is true, for comparison. */
  public List<Long> numbers(String sql) {
    return tables.numbers(sql);
  }

  /** The texts in the first column of a query of the engine, as {@link #numbers}. */
  public List<String> texts(String sql) {
    return tables.texts(sql);
  }

  /** Deletes a record as a user would. */
  public void delete(String table, long id) {
    tables.delete(table, id, clock.instant());
  }

  /** The account's time. */
  public Instant now() {
    return clock.instant();
  }

  /** Serves the rows of a CSV file as a table, in place of one of that name. */
  public void serve(String table, Path csv) {
    CsvTable.load(tables, table, csv);
  }

  /** Adds a saved dataset: a query under a name. */
  public void save(String dataset, String query) {
    datasets.save(dataset, query);
  }

  private Reply answer(Request request) {
    if (request.path().equals(TokenEndpoint.PATH)) {
      return request.method().equals("POST") ? tokenEndpoint.answer(request) : errors.method();
    }
    return faults.answer(() -> refusedLogin(request).orElseGet(() -> work(request)));
  }

  private Optional<Reply> refusedLogin(Request request) {
    String authorization = request.header("Authorization").orElse("");
    if (authorization.startsWith("OAuth ")) {
      Optional<TokenLogin.Refusal> refusal = tokenLogin.refusal(request, authorization);
      refusal.ifPresent(cause -> audit.add(cause.name()));
      return refusal.map(cause -> errors.login());
    }
    if (authorization.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())) {
      String token = authorization.substring("Bearer ".length()).strip();
      if (token.split("[.]").length != 3) {
        return Optional.of(errors.malformedBearer(account.realm()));
      }
      return tokens.holds(token) ? Optional.empty() : Optional.of(errors.bearer(account.realm()));
    }
    return Optional.of(errors.login());
  }

  private Reply work(Request request) {
    String path = request.path();
    if (path.equals(SuiteQlEndpoint.PATH)) {
      return suiteQl.answer(request);
    }
    if (path.startsWith(DatasetEndpoint.PATH)) {
      return datasets.answer(request);
    }
    if (path.startsWith(CatalogEndpoint.PATH)) {
      return catalog.answer(request);
    }
    return path.startsWith(RecordEndpoint.PATH) ? records.answer(request) : errors.noPath(path);
  }

  @Override
  public void close() {
    server.close();
    tables.close();
  }
}
