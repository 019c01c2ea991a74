package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.SecretsInMemory;
import dev.caravan.catalog.SettableClock;
import dev.caravan.runtime.ScriptedServer.Answer;
import dev.caravan.sandbox.http.SimulatorServer;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.source.http.ConcurrencyBudget;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.netsuite.NetSuiteConfig;
import dev.caravan.source.netsuite.NetSuiteLogin;
import dev.caravan.source.netsuite.SuiteQl;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins of the connector: to a simulated account that checks each signature, and to one that refuses by a script. */
@Timeout(60)
class NetSuiteLoginTest {
  private static final NetSuiteAccount ACCOUNT = NetSuiteAccount.made(1);
  private static final Answer ROW = Answer.json("{\"items\":[{\"alive\":\"1\"}],\"hasMore\":false}");
  private static final Answer REFUSED = Answer.status(401, "{\"o:errorDetails\":[{\"o:errorCode\":\"INVALID_LOGIN\"}]}");
  private static final int AT_ONCE = 4;

  @TempDir private static Path folder;
  private static OutsideCalls calls;
  private static int systems;

  private final SecretsInMemory secrets = new SecretsInMemory();

  @BeforeAll
  static void open() {
    Map<String, String> settings =
        Map.of("caravan.data", folder.toString(), "caravan.kamelets", "kamelets", "caravan.retry.delay", "10ms", "caravan.breaker.calls", "1000");
    calls = new OutsideCalls(new ConfigSources().classPath().commandLine(settings).read(), 5, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    calls.close();
  }

  private SuiteQl suiteQl(String address, String login, String algorithm, Clock clock) {
    secrets.set("netsuite/consumer-key", ACCOUNT.consumerKey()).set("netsuite/consumer-secret", ACCOUNT.consumerSecret().reveal())
        .set("netsuite/token-id", ACCOUNT.tokenId()).set("netsuite/token-secret", ACCOUNT.tokenSecret().reveal());
    NetSuiteConfig config = new NetSuiteConfig().setAccount("1234567_SB1").setBaseUrl(address).setLogin(login).setAlgorithm(algorithm);
    HttpSystem system = new HttpSystem("netsuite-test", new ConcurrencyBudget(AT_ONCE, ConcurrencyBudget.Share.ALL, clock), clock);
    return new SuiteQl(
        config.account(), system, calls.exchange("login-" + ++systems), NetSuiteLogin.of(config, config.account(), system, secrets, clock), () -> true);
  }

  private void certificate(String id, String privateKey) {
    secrets.set("netsuite/client-id", ACCOUNT.clientId()).set("netsuite/certificate-id", id).set("netsuite/private-key", privateKey);
  }

  private static NetSuiteSimulator simulator(Clock clock, String... switches) {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard();
    for (int i = 0; i < switches.length; i += 2) {
      behaviour = behaviour.with(switches[i], switches[i + 1]);
    }
    return new NetSuiteSimulator(0, ACCOUNT, behaviour, 1, 0, clock);
  }

  private static List<String> ask(SuiteQl suiteQl) {
    return suiteQl.firstRow("SELECT 1 AS alive FROM DUAL", List.of("alive"));
  }

  /** @return what each call came to: a row, or the code of its failure */
  private static List<String> askOften(SuiteQl suiteQl, int threads, int calls) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<String>> asking = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        asking.add(() -> ask(suiteQl).get(0));
      }
      List<String> came = new ArrayList<>();
      for (Future<String> each : pool.invokeAll(asking)) {
        try {
          came.add(each.get());
        } catch (ExecutionException e) {
          came.add(((CaravanException) e.getCause()).code().code());
        }
      }
      return came;
    } finally {
      pool.shutdown();
    }
  }

  @ParameterizedTest
  @CsvSource({"PS256,rsa-3072", "PS384,rsa-3072", "PS512,rsa-3072", "ES256,ec-p256", "ES384,ec-p384", "ES512,ec-p521"})
  void eachAlgorithmLogsIn(String algorithm, String certificate) {
    try (NetSuiteSimulator simulator = simulator(Clock.systemUTC())) {
      certificate(certificate, ACCOUNT.privateKey(certificate).reveal());

      assertThat(ask(suiteQl(simulator.baseUrl(), "oauth2", algorithm, Clock.systemUTC()))).containsExactly("1");
      assertThat(simulator.tokensIssued()).isEqualTo(1);
    }
  }

  @Test
  void aSignatureByAnotherKeyIsRefused() throws Exception {
    try (NetSuiteSimulator simulator = simulator(Clock.systemUTC())) {
      KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
      curve.initialize(new ECGenParameterSpec("secp256r1"));
      certificate(NetSuiteAccount.P256, Base64.getEncoder().encodeToString(curve.generateKeyPair().getPrivate().getEncoded()));

      CaravanException failure = catchThrowableOfType(CaravanException.class, () -> ask(suiteQl(simulator.baseUrl(), "oauth2", "ES256", Clock.systemUTC())));

      assertThat(failure.code()).isEqualTo(ErrorCode.HTTP_LOGIN);
      assertThat(simulator.tokensIssued()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"oauth2", "tba"})
  void aClockThatIsTenMinutesOffIsToldWhereALoginIsRefused(String login) {
    Clock tenMinutesAhead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
    try (NetSuiteSimulator simulator = simulator(Clock.systemUTC())) {
      certificate(NetSuiteAccount.P256, ACCOUNT.privateKey(NetSuiteAccount.P256).reveal());
      SuiteQl suiteQl = suiteQl(simulator.baseUrl(), login, "ES256", tenMinutesAhead);

      CaravanException refused = catchThrowableOfType(CaravanException.class, () -> ask(suiteQl));

      assertThat(refused.code()).isEqualTo(ErrorCode.HTTP_LOGIN);
      assertThat(refused.problems().get(0).next()).contains("The clock of this machine differs").contains("set it right");
    }
  }

  @Test
  void aKeyThatDoesNotFitTheAlgorithmIsToldWithoutACall() {
    try (NetSuiteSimulator simulator = simulator(Clock.systemUTC())) {
      certificate(NetSuiteAccount.P256, ACCOUNT.privateKey(NetSuiteAccount.P256).reveal());

      CaravanException failure = catchThrowableOfType(CaravanException.class, () -> ask(suiteQl(simulator.baseUrl(), "oauth2", "PS256", Clock.systemUTC())));

      assertThat(failure.code()).isEqualTo(ErrorCode.HTTP_LOGIN);
      assertThat(failure.problems().get(0).next()).contains("PS256, PS384 and PS512 take RSA keys");
      assertThat(simulator.exchanges()).isEmpty();
    }
  }

  @Test
  void allCallersShareOneTokenAndOneOfThemRenewsItBeforeItEnds() throws Exception {
    SettableClock clock = new SettableClock();
    try (NetSuiteSimulator simulator = simulator(clock, "tokenSeconds", "600")) {
      certificate(NetSuiteAccount.P256, ACCOUNT.privateKey(NetSuiteAccount.P256).reveal());
      SuiteQl suiteQl = suiteQl(simulator.baseUrl(), "oauth2", "ES256", clock);

      assertThat(askOften(suiteQl, 8, 40)).containsOnly("1");
      assertThat(simulator.tokensIssued()).isEqualTo(1);

      clock.move(Duration.ofSeconds(570));
      assertThat(askOften(suiteQl, 8, 40)).containsOnly("1");
      assertThat(simulator.tokensIssued()).as("renewed before its end, by one").isEqualTo(2);

      clock.move(Duration.ofHours(2));
      assertThat(askOften(suiteQl, 8, 40)).containsOnly("1");
      assertThat(simulator.tokensIssued()).isEqualTo(3);
      assertThat(simulator.exchanges()).extracting(SimulatorServer.Exchange::status).containsOnly(200);
    }
  }

  @Test
  void aTokenThatIsTakenBackIsFetchedAnewOnce() throws Exception {
    try (NetSuiteSimulator simulator = simulator(Clock.systemUTC())) {
      certificate(NetSuiteAccount.P256, ACCOUNT.privateKey(NetSuiteAccount.P256).reveal());
      SuiteQl suiteQl = suiteQl(simulator.baseUrl(), "oauth2", "ES256", Clock.systemUTC());
      ask(suiteQl);

      simulator.revokeTokens();

      assertThat(ask(suiteQl)).containsExactly("1");
      assertThat(simulator.tokensIssued()).isEqualTo(2);
    }
  }

  @Test
  void aCallThatIsRepeatedIsSignedWithAFreshNonce() throws Exception {
    List<Answer> answers = List.of(ROW, Answer.status(500, "{}"), REFUSED, new Answer(429, Map.of("Retry-After", "0"), "{}"), ROW);
    try (ScriptedServer server = new ScriptedServer((asked, count) -> answers.get(count))) {
      SuiteQl suiteQl = suiteQl(server.address(), "tba", "PS256", Clock.systemUTC());

      ask(suiteQl);
      assertThat(ask(suiteQl)).containsExactly("1");

      List<String> nonces = server.asked().stream().map(asked -> part("oauth_nonce", asked.headers().get("Authorization"))).toList();
      assertThat(nonces).hasSize(5).doesNotHaveDuplicates();
      assertThat(server.asked()).extracting(asked -> part("oauth_signature", asked.headers().get("Authorization"))).doesNotHaveDuplicates();
    }
  }

  private static String part(String name, String header) {
    Matcher matcher = Pattern.compile(name + "=\"([^\"]+)\"").matcher(header);
    assertThat(matcher.find()).as(header).isTrue();
    return matcher.group(1);
  }

  @Test
  void oneRefusalUnderLoadIsTriedOnceMoreAndNobodyNotices() throws Exception {
    try (ScriptedServer server = new ScriptedServer((asked, count) -> count == 10 ? REFUSED : ROW)) {
      assertThat(askOften(suiteQl(server.address(), "tba", "PS256", Clock.systemUTC()), 8, 30)).hasSize(30).containsOnly("1");

      assertThat(server.asked()).hasSize(31);
    }
  }

  @Test
  void aLoginThatIsWrongIsShownTwiceHoweverManyAsk() throws Exception {
    try (ScriptedServer server = new ScriptedServer((asked, count) -> REFUSED)) {
      assertThat(askOften(suiteQl(server.address(), "tba", "PS256", Clock.systemUTC()), 8, 40)).containsOnly(ErrorCode.HTTP_LOGIN.code());

      assertThat(server.asked()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void aLoginThatBecomesWrongIsShownByTheCallsUnderWayAndByNoOther() throws Exception {
    try (ScriptedServer server = new ScriptedServer((asked, count) -> count < 20 ? ROW : REFUSED)) {
      List<String> came = askOften(suiteQl(server.address(), "tba", "PS256", Clock.systemUTC()), 8, 100);

      assertThat(came).filteredOn(each -> each.equals("1")).hasSize(20);
      assertThat(server.asked()).as("a fifth refusal would lock the user").hasSizeLessThanOrEqualTo(20 + AT_ONCE);
    }
  }
}
