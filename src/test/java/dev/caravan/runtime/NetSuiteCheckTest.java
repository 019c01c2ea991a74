package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.SecretsInMemory;
import dev.caravan.sandbox.http.SimulatorServer;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.source.http.ConcurrencyBudget;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.netsuite.AccountCheck;
import dev.caravan.source.netsuite.Finding;
import dev.caravan.source.netsuite.NetSuiteConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with an account, one thing at a time, and what is said of it. */
@Timeout(60)
class NetSuiteCheckTest {
  @TempDir private static Path folder;
  private static OutsideCalls calls;
  private static int systems;

  private final SecretsInMemory secrets = new SecretsInMemory();
  private NetSuiteSimulator simulator;

  @BeforeAll
  static void open() {
    CaravanConfig config = new ConfigSources().classPath().commandLine(Map.of("caravan.data", folder.toString(), "caravan.kamelets", "kamelets")).read();
    calls = new OutsideCalls(config, 0, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    calls.close();
  }

  @AfterEach
  void stop() {
    if (simulator != null) {
      simulator.close();
    }
  }

  private void start(String... switches) {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard();
    for (int i = 0; i < switches.length; i += 2) {
      behaviour = behaviour.with(switches[i], switches[i + 1]);
    }
    simulator = NetSuiteSimulator.small(behaviour);
    NetSuiteAccount account = simulator.account();
    secrets.set("netsuite/client-id", account.clientId()).set("netsuite/certificate-id", NetSuiteAccount.P256)
        .set("netsuite/private-key", account.privateKey(NetSuiteAccount.P256).reveal())
        .set("netsuite/consumer-key", account.consumerKey()).set("netsuite/consumer-secret", account.consumerSecret().reveal())
        .set("netsuite/token-id", account.tokenId()).set("netsuite/token-secret", account.tokenSecret().reveal());
  }

  private static NetSuiteConfig config(String account, String address) {
    return new NetSuiteConfig().setName("test").setAccount(account).setBaseUrl(address).setAlgorithm("ES256");
  }

  private NetSuiteConfig config() {
    return config("1234567_SB1", simulator.baseUrl());
  }

  private List<Finding> check(NetSuiteConfig config, Clock clock, String... tables) {
    HttpSystems own = new HttpSystems(system -> ConcurrencyBudget.Share.ALL, clock);
    return new AccountCheck(config, own, calls.exchange("test-" + ++systems), secrets, clock, finding -> { }).run(List.of(tables));
  }

  private List<Finding> check(NetSuiteConfig config, String... tables) {
    return check(config, Clock.systemUTC(), tables);
  }

  private static Finding named(List<Finding> findings, String check) {
    return findings.stream().filter(finding -> finding.check().equals(check)).findFirst().orElseThrow(() -> new AssertionError("no " + check + " in " + findings));
  }

  private static Problem onlyProblem(List<Finding> findings, String check) {
    assertThat(findings).filteredOn(finding -> finding.outcome() == Finding.Outcome.FAILED).extracting(Finding::check).containsExactly(check);
    return named(findings, check).problem();
  }

  @ParameterizedTest
  @ValueSource(strings = {"oauth2", "tba"})
  void everythingIsRightWithAnAccountThatIsSetUpRight(String login) {
    start("pageMillis", "100");

    List<Finding> findings = check(config().setLogin(login), "customer", "transactionline");

    assertThat(findings).allSatisfy(finding -> assertThat(finding.outcome()).as(finding.toString()).isEqualTo(Finding.Outcome.OK));
    assertThat(named(findings, "time zone").found()).startsWith("America/Los_Angeles");
    assertThat(named(findings, "date format").found()).startsWith("M/D/YYYY");
    assertThat(named(findings, "concurrency").found()).isEqualTo("5 calls at once are answered");
    assertThat(findings).extracting(Finding::check).contains("host", "clock", "login", "table customer", "table transactionline");
  }

  @Test
  void anAccountThatIsNotTheOneOfTheHostIsToldBeforeAnyCall() {
    List<Finding> findings = check(config("1234568_SB1", "https://1234567-sb1.suitetalk.api.netsuite.com"), "customer");

    Problem problem = onlyProblem(findings, "account");
    assertThat(problem.code()).isEqualTo(ErrorCode.NETSUITE_ACCOUNT);
    assertThat(problem.required()).contains("1234568-sb1");
    assertThat(problem.got()).isEqualTo("1234567-sb1.suitetalk.api.netsuite.com");
    assertThat(named(findings, "host").outcome()).isEqualTo(Finding.Outcome.SKIPPED);
  }

  @Test
  void aHostThatDoesNotExistSpeaksOfTheSpellingOfTheAccount() {
    start();
    List<Finding> findings = check(config("1234567_SB9", "https://1234567-sb9.invalid"), "customer");

    Problem problem = onlyProblem(findings, "host");
    assertThat(problem.code()).isEqualTo(ErrorCode.HTTP_UNREACHABLE);
    assertThat(problem.toString()).contains("1234567-sb9.invalid").contains("spelled wrongly");
    assertThat(named(findings, "login").outcome()).isEqualTo(Finding.Outcome.SKIPPED);
  }

  @Test
  void anAccountSpelledWronglyInTheRealmIsALoginRefusedAndNotHammered() {
    start();

    Problem problem = onlyProblem(check(config("1234567_SB2", simulator.baseUrl()).setLogin("tba"), "customer", "vendor"), "login");

    assertThat(problem.code()).isEqualTo(ErrorCode.HTTP_LOGIN);
    assertThat(problem.next()).contains("Compare account").contains("Login Audit Trail");
    assertThat(simulator.auditTrail()).containsExactly("UNKNOWN_REALM", "UNKNOWN_REALM");
  }

  @Test
  void aKeyThatHasExpiredIsNamedAsAPossibleCause() {
    start("expiredCertificates", NetSuiteAccount.P256);

    Problem problem = onlyProblem(check(config(), "customer"), "login");

    assertThat(problem.code()).isEqualTo(ErrorCode.HTTP_LOGIN);
    assertThat(problem.got()).contains("invalid_grant");
    assertThat(problem.next()).contains("expired");
    assertThat(simulator.exchanges()).extracting(SimulatorServer.Exchange::status).containsExactly(405, 400);
  }

  @Test
  void aClockThatIsTenMinutesOffIsToldWithoutALogin() {
    start();

    Problem problem = onlyProblem(check(config(), Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10)), "customer"), "clock");

    assertThat(problem.code()).isEqualTo(ErrorCode.NETSUITE_CLOCK);
    assertThat(problem.message()).contains("behind NetSuite's");
    assertThat(problem.toString()).contains("NTP");
    assertThat(simulator.exchanges()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"record", "searchType"})
  void aTableThatTheRoleMayNotSeeMayAlsoNotExistAndBothIsSaid(String wording) {
    start("deniedTables", "employee", "missingTable", wording);

    List<Finding> findings = check(config(), "customer", "employee", "vendor");

    Problem problem = onlyProblem(findings, "table employee");
    assertThat(problem.code()).isEqualTo(ErrorCode.NETSUITE_TABLE);
    assertThat(problem.next()).contains("no table 'employee'").contains("role of the token may not see it").contains("Manage Roles");
    assertThat(named(findings, "table vendor").outcome()).isEqualTo(Finding.Outcome.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"M/D/YYYY", "MM/DD/YYYY", "DD/MM/YYYY", "D.M.YYYY", "DD.MM.YYYY", "YYYY-MM-DD", "DD-Mon-YYYY"})
  void theDateFormatIsFoundOut(String format) {
    start("dateFormat", format, "sessionAlias", "expr1", "timeZone", "Europe/Berlin");

    List<Finding> findings = check(config());

    assertThat(named(findings, "date format").found()).startsWith(format + ",");
    assertThat(named(findings, "time zone").found()).startsWith("Europe/Berlin");
  }

  @Test
  void aDateFormatInWhichAYearHasTwoDigitsIsAmbiguous() {
    start("dateFormat", "DD/MM/YY");

    Problem problem = onlyProblem(check(config()), "date format");

    assertThat(problem.code()).isEqualTo(ErrorCode.NETSUITE_DATES);
    assertThat(problem.got()).isEqualTo("DD/MM/YY");
    assertThat(problem.toString()).contains("TO_CHAR").contains("Set Preferences");
  }

  @Test
  void aPageForPeopleInPlaceOfJsonIsCalledOne() {
    start("htmlPercent", "100");

    Problem problem = onlyProblem(check(config(), "customer"), "login");

    assertThat(problem.code()).isEqualTo(ErrorCode.HTTP_REPLY);
    assertThat(problem.got()).contains("HTML").contains("maintenance");
  }

  @Test
  void aBodyThatIsCutIsNoReply() {
    start("cutPercent", "100");

    Problem problem = onlyProblem(check(config(), "customer"), "login");

    assertThat(problem.code()).isEqualTo(ErrorCode.HTTP_UNREACHABLE);
    assertThat(problem.message()).contains("breaks off in the middle", "/services/rest/query/v1/suiteql");
  }

  @Test
  void aSecretThatIsMissingIsNamedAndNoLoginIsTried() {
    start();

    List<Finding> findings = check(config().setCredentials("netsiute"), "customer");

    assertThat(named(findings, "secret netsiute/private-key").problem()).satisfies(problem -> {
      assertThat(problem.code()).isEqualTo(ErrorCode.SECRET_MISSING);
      assertThat(problem.next()).contains("netsuite/private-key");
    });
    assertThat(named(findings, "login").outcome()).isEqualTo(Finding.Outcome.SKIPPED);
    assertThat(simulator.exchanges()).hasSize(1);
  }

  @Test
  void fewerCallsAtOnceThanConfiguredAreToldWithTheNumberToSet() {
    start("concurrencyLimit", "2", "pageMillis", "400");

    Problem problem = onlyProblem(check(config()), "concurrency");

    assertThat(problem.code()).isEqualTo(ErrorCode.NETSUITE_CONCURRENCY);
    assertThat(problem.message()).isEqualTo("The account answered 2 of 5 calls made at once");
    assertThat(problem.got()).isEqualTo("429 CONCURRENCY_LIMIT_EXCEEDED");
    assertThat(problem.next()).contains("`concurrency` to 2");
  }
}
