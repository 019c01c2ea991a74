package dev.caravan.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.SettableClock;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes that share a ledger, and so the calls that a system takes at once. */
abstract class CallSharesContract {
  static final int LIMIT = 5;
  private static final Duration LONG = Duration.ofSeconds(60);

  final SettableClock clock = new SettableClock();
  private JdbcLedger first;
  private JdbcLedger second;

  /** The ledger that all share, as another process would open it. */
  abstract JdbcLedger ledger();

  /** Of that ledger, for a process that is started: a folder or a JDBC URL. */
  abstract String address();

  /** How long it takes until the others know that a process of this machine is gone. */
  abstract Duration noticedAfter();

  @BeforeEach
  void open() {
    first = ledger();
    second = ledger();
  }

  @AfterEach
  void close() {
    second.close();
    first.close();
  }

  static int begun(ConcurrencyBudget.Share share) {
    int begun = 0;
    while (share.begin(LIMIT)) {
      begun++;
    }
    return begun;
  }

  @Test
  void callsUnderWayKeepTheirPermitsUntilTheyEnd() {
    CallShares mine = new CallShares(first.callPermits(), "mine", clock);
    CallShares others = new CallShares(second.callPermits(), "others", clock);
    ConcurrencyBudget.Share share = mine.of("netsuite-1");
    ConcurrencyBudget.Share other = others.of("netsuite-1");
    assertThat(begun(share)).isEqualTo(LIMIT);
    assertThat(begun(other)).isZero();

    mine.beat();
    others.beat();
    assertThat(begun(other)).as("all five are still under way").isZero();

    share.ended();
    share.ended();
    share.ended();
    mine.beat();
    others.beat();
    int more = begun(other);
    assertThat(more).isBetween(2, 3);
    assertThat(begun(share) + 2 + more).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void theShareOfAProcessThatIsKilledComesBackWhenItsTimeIsOver() {
    ConcurrencyBudget.Share killed = new CallShares(first.callPermits(), "killed", clock).of("netsuite-1");
    CallShares living = new CallShares(second.callPermits(), "living", clock);
    ConcurrencyBudget.Share share = living.of("netsuite-1");
    assertThat(begun(killed)).isEqualTo(LIMIT);
    assertThat(begun(share)).isZero();

    clock.move(CallShares.TIME.minusSeconds(1));
    living.beat();
    assertThat(begun(share)).isZero();

    clock.move(Duration.ofSeconds(1));
    assertThat(share.begin(LIMIT)).isFalse();
    living.beat();
    assertThat(begun(share)).isEqualTo(LIMIT);
  }

  @Test
  void theCallsOfARealProcessThatIsKilledComeBack() throws Exception {
    try (SharesProcess process = SharesProcess.start(address(), "netsuite-1", LIMIT)) {
      process.awaitHolding();
      CallShares living = new CallShares(first.callPermits(), "living", clock);
      ConcurrencyBudget.Share share = living.of("netsuite-1");
      assertThat(begun(share)).isZero();
      living.beat();
      assertThat(begun(share)).as("it lives").isZero();

      process.kill();
      living.beat();
      clock.move(noticedAfter());
      int atOnce = begun(share);
      living.beat();

      assertThat(atOnce + begun(share)).isEqualTo(LIMIT);
    }
  }

  @Test
  void aProcessThatMakesNoCallsLeavesThemToTheOthers() {
    CallShares idle = new CallShares(first.callPermits(), "idle", clock);
    ConcurrencyBudget.Share resting = idle.of("netsuite-1");
    assertThat(resting.begin(LIMIT)).isTrue();
    resting.ended();
    clock.move(CallShares.IDLE.plusSeconds(1));

    idle.beat();

    assertThat(begun(new CallShares(second.callPermits(), "busy", clock).of("netsuite-1"))).isEqualTo(LIMIT);
  }

  @Test
  void aSystemIsNeverAskedMoreAtOnceThanItTakesByProcessesThatComeAndGo() throws Exception {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard().with("pageMillis", "10").with("concurrencyLimit", Integer.toString(LIMIT));
    try (NetSuiteSimulator account = NetSuiteSimulator.small(behaviour)) {
      Caller one = new Caller(account, new CallShares(first.callPermits(), "one", Clock.systemUTC()));
      Caller two = new Caller(account, new CallShares(second.callPermits(), "two", Clock.systemUTC()));
      one.begin();
      // Alone it has them all, as soon as the machine has its threads call at once.
      await().atMost(LONG).until(() -> one.beat() > 20 && account.load().most() == LIMIT);

      two.begin();
      await().atMost(LONG).until(() -> one.beat() + two.beat() > 100 && two.answered.get() > 20);
      one.end();
      int then = two.answered.get();
      await().atMost(LONG).until(() -> two.beat() > then + 20);
      two.end();

      assertThat(account.load().most()).isEqualTo(LIMIT);
      assertThat(account.exchanges()).allMatch(exchange -> exchange.status() == 200);
    }
  }

  /** A process with more threads than the account takes calls; it beats when it is told to. */
  private static final class Caller {
    final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newFixedThreadPool(LIMIT + 2);
    private final NetSuiteSimulator account;
    private final CallShares shares;
    private final ConcurrencyBudget budget;

    Caller(NetSuiteSimulator account, CallShares shares) {
      this.account = account;
      this.shares = shares;
      this.budget = new ConcurrencyBudget(LIMIT, shares.of("netsuite-1"), Clock.systemUTC());
    }

    void begin() {
      for (int i = 0; i < LIMIT + 2; i++) {
        threads.submit(this::work);
      }
    }

    private Void work() throws Exception {
      String token = account.accessToken();
      while (budget.acquire(goesOn::get)) {
        try {
          var request = java.net.http.HttpRequest.newBuilder(URI.create(account.baseUrl() + "/services/rest/query/v1/suiteql?limit=1"))
              .header("Authorization", "Bearer " + token).header("Prefer", "transient")
              .POST(BodyPublishers.ofString("{\"q\":\"SELECT id FROM customer\"}")).build();
          if (http.send(request, BodyHandlers.ofString()).statusCode() == 200) {
            budget.succeeded();
            answered.incrementAndGet();
          }
        } finally {
          budget.release();
        }
      }
      return null;
    }

    int beat() {
      shares.beat();
      return answered.get();
    }

    void end() {
      goesOn.set(false);
      threads.shutdown();
      await().atMost(LONG).until(threads::isTerminated);
      shares.close();
    }
  }
}
