package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secrets;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpCall;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.HttpSystems;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks at everything that must be right before rows can be read, in the order in which one thing rests on
 * another. What cannot be right any more is not tried: a login that is bound to fail brings the user's lock
 * nearer. Used once, by one thread.
 */
public final class AccountCheck {
  private static final String ALIVE = "SELECT 1 AS alive FROM DUAL";
  /** beyond it signatures are refused */
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);

  private final NetSuiteConfig config;
  private final HttpSystems systems;
  private final HttpExchange exchange;
  private final Secrets secrets;
  private final Clock clock;
  private final Consumer<Finding> told;
  private final List<Finding> findings = new ArrayList<>();

  /** @param told hears of each finding at once */
  public AccountCheck(NetSuiteConfig config, HttpSystems systems, HttpExchange exchange, Secrets secrets, Clock clock, Consumer<Finding> told) {
    this.config = config;
    this.systems = systems;
    this.exchange = exchange;
    this.secrets = secrets.usedBy("netsuite ping");
    this.clock = clock;
    this.told = told;
  }

  /** Tables that are looked at when none are named. */
  public static List<String> usualTables() {
    return TableNames.USUAL;
  }

  /** @param tables that the role is to see */
  public List<Finding> run(List<String> tables) {
    if (!check("account", this::account)) {
      return skipped(tables, "the account has to be right first", "host", "clock", "secrets", "login");
    }
    NetSuiteAccount account = config.account();
    HttpSystem system = systems.system("netsuite-" + account.realm(), config.concurrency());
    Authorization authorization = NetSuiteLogin.of(config, account, system, secrets, clock);
    List<HttpReply> heard = new ArrayList<>();
    boolean host = check("host", () -> host(account, heard));
    boolean time = host ? check("clock", () -> clock(heard.get(0))) : skip("clock", "the host has to answer first");
    boolean keys = secrets();
    if (!host || !time || !keys) {
      return skipped(tables, "a login is bound to fail, and five failures lock the user", "login");
    }
    SuiteQl suiteQl = new SuiteQl(account, system, exchange, authorization, () -> true);
    if (!check("login", () -> login(suiteQl))) {
      return skipped(tables, "the login has to be taken first");
    }
    check("time zone", () -> zone(suiteQl));
    check("date format", () -> dates(suiteQl));
    check("catalogue", () -> new MetadataCatalog(account, system, exchange, authorization).types().size() + " record types are described");
    tables.forEach(table -> check("table " + table, () -> table(suiteQl, table)));
    check("concurrency", () -> new ConcurrencyProbe(system, exchange, authorization, suiteQl.request(ALIVE, 1)).found());
    return List.copyOf(findings);
  }

  private boolean check(String name, Supplier<String> look) {
    Finding finding;
    try {
      finding = Finding.ok(name, look.get());
    } catch (CaravanException e) {
      finding = Finding.failed(name, advised(e.problems().get(0)));
    }
    note(finding);
    return finding.outcome() == Finding.Outcome.OK;
  }

  // The usual advice is for flows, whose calls are repeated; here none was.
  private static Problem advised(Problem problem) {
    return switch (problem.code()) {
      case HTTP_UNREACHABLE -> problem.next("Check the address (an account spelled wrongly is a host that does not exist) and the network; then check again.");
      case HTTP_FAILED -> problem.next("Check again in a minute: it is NetSuite that failed. If it stays so, look at status.netsuite.com.");
      case HTTP_REPLY -> problem.next("Check again. If it stays so, look at the address: a login or maintenance page answers there, or something on the way cuts replies.");
      case HTTP_BREAKER -> problem.next("Mend what failed before it; then check again.");
      default -> problem;
    };
  }

  private boolean skip(String name, String why) {
    note(Finding.skipped(name, why));
    return false;
  }

  private void note(Finding finding) {
    findings.add(finding);
    told.accept(finding);
  }

  private List<Finding> skipped(List<String> tables, String why, String... before) {
    for (String name : before) {
      skip(name, why);
    }
    String login = "the login has to be taken first";
    List.of("time zone", "date format", "catalogue").forEach(name -> skip(name, login));
    tables.forEach(table -> skip("table " + table, login));
    skip("concurrency", login);
    return List.copyOf(findings);
  }

  private String account() {
    NetSuiteAccount account = config.account();
    return account.realm() + " at " + account.base();
  }

  // Without a login: nothing is counted against the user.
  private String host(NetSuiteAccount account, List<HttpReply> heard) {
    HttpRequest request = HttpRequest.get(account.address(NetSuiteLogin.TOKEN_PATH));
    HttpReply reply = exchange.send(new HttpCall(request, Authorization.NONE));
    if (reply.status() >= 300 && reply.status() < 400) {
      throw new CaravanException(
          Problem.of(ErrorCode.HTTP_REDIRECTED, null, "The host sends elsewhere")
              .required("an answer of SuiteTalk", reply.status() + " to " + reply.headers().getOrDefault("Location", "nowhere")));
    }
    heard.add(reply);
    return "answers after " + reply.took().toMillis() + " ms";
  }

  private String clock(HttpReply reply) {
    if (reply.date().isEmpty()) {
      return "the host does not tell its time; a clock that is more than 5 minutes off shows as a login refused";
    }
    Duration skew = Duration.between(reply.date().get(), clock.instant());
    String off = skew.abs().toSeconds() + " s " + (skew.isNegative() ? "behind" : "ahead of") + " NetSuite's";
    if (skew.abs().compareTo(MOST_SKEW) > 0) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_CLOCK, null, "The clock of this machine is " + off).required("at most " + MOST_SKEW.toSeconds() + " s", skew.abs().toSeconds() + " s"));
    }
    return "this machine's is " + off;
  }

  private boolean secrets() {
    boolean all = true;
    for (String name : NetSuiteLogin.names(config)) {
      all &= check(
          "secret " + name,
          () -> {
            secrets.secret(name);
            return "can be read";
          });
    }
    return all;
  }

  private String login(SuiteQl suiteQl) {
    suiteQl.firstRow(ALIVE, List.of("alive"));
    return config.login().equals("tba") ? "taken, by token-based authentication, which NetSuite is ending: change to oauth2" : "taken, by OAuth 2.0 (" + config.algorithm() + ")";
  }

  private String zone(SuiteQl suiteQl) {
    List<String> row = suiteQl.firstRow("SELECT SESSIONTIMEZONE AS timezone FROM DUAL", List.of("timezone"));
    String zone = row.isEmpty() || row.get(0) == null ? "" : row.get(0);
    Duration skew = Duration.between(LocalDateTime.parse(ServerClock.now(suiteQl), ServerClock.FORMAT).toInstant(ZoneOffset.UTC), clock.instant());
    try {
      return ZoneId.of(zone) + "; UTC by SYS_EXTRACT_UTC is " + skew.abs().toSeconds() + " s from this machine's. TO_CHAR alone gives the zone's own time";
    } catch (DateTimeException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_QUERY, null, "The account does not tell its time zone")
              .required("a zone such as America/Los_Angeles", "'" + zone + "'")
              .next("Select times as UTC, by SYS_EXTRACT_UTC: then the zone does not matter."));
    }
  }

  private static String dates(SuiteQl suiteQl) {
    DateFormat format = DateFormat.of(suiteQl);
    if (format.ambiguous()) {
      throw format.problem();
    }
    return format.pattern() + ", by the preference of the token's user; TO_CHAR makes a query independent of it";
  }

  private static String table(SuiteQl suiteQl, String table) {
    TableDiscovery.checkName(table);
    return suiteQl.firstRow("SELECT 1 AS seen FROM " + table + " WHERE ROWNUM <= 1", List.of("seen")).isEmpty()
        ? "may be read; it shows no row: either it is empty, or the role is restricted (subsidiaries, own records)"
        : "may be read";
  }
}
