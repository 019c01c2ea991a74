package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.caravan.catalog.MovedClock;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.sandbox.netsuite.NetSuiteSwitch;
import dev.caravan.source.netsuite.NetSuiteConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However an account behaves, each of its rows lands once, and so does each change: under every switch alone
 * and under combinations of all. {@code -Dcaravan.netsuite.combinations=1000} tries as many, and {@code
 * -Dcaravan.netsuite.first=17} begins with that seed.
 */
@Timeout(900)
class NetSuiteSwitchSuiteTest {
  private static final int EVERYDAY = 200;
  /** while one account has its caller wait, another is read */
  private static final int AT_ONCE = 2;

  /** Values for switches without choices. */
  private static final Map<NetSuiteSwitch, String> NUMBERS =
      Map.ofEntries(
          Map.entry(NetSuiteSwitch.EXPIRED_CERTIFICATES, "one-of-last-year"),
          Map.entry(NetSuiteSwitch.CONCURRENCY_LIMIT, "2"), Map.entry(NetSuiteSwitch.DENIED_TABLES, "employee,vendor"), Map.entry(NetSuiteSwitch.TOKEN_SECONDS, "3"),
          Map.entry(NetSuiteSwitch.LOCK_AFTER, "1"), Map.entry(NetSuiteSwitch.CLOCK_OFFSET_SECONDS, "200"), Map.entry(NetSuiteSwitch.DELETED_DAYS, "1"),
          Map.entry(NetSuiteSwitch.PAGE_MILLIS, "15"), Map.entry(NetSuiteSwitch.TIME_SCALE, "0.0001"), Map.entry(NetSuiteSwitch.FAULT_SEED, "7"),
          Map.entry(NetSuiteSwitch.TOO_MANY_PERCENT, "10"), Map.entry(NetSuiteSwitch.UNAUTHORIZED_PERCENT, "10"), Map.entry(NetSuiteSwitch.STALL_PERCENT, "20"),
          Map.entry(NetSuiteSwitch.SERVER_ERROR_PERCENT, "20"), Map.entry(NetSuiteSwitch.CUT_PERCENT, "20"), Map.entry(NetSuiteSwitch.HTML_PERCENT, "20"),
          Map.entry(NetSuiteSwitch.SLOW_PERCENT, "20"), Map.entry(NetSuiteSwitch.CHANGING_ROWS, "5"), Map.entry(NetSuiteSwitch.DELETED_ROWS, "2"));

  /** What brings out a switch that shows only when something else happens. */
  private static final Map<NetSuiteSwitch, Map<NetSuiteSwitch, String>> BROUGHT_OUT_BY =
      Map.of(
          NetSuiteSwitch.RETRY_AFTER, Map.of(NetSuiteSwitch.TOO_MANY_PERCENT, "10"),
          NetSuiteSwitch.ERROR_CONTENT_TYPE, Map.of(NetSuiteSwitch.TOO_MANY_PERCENT, "10", NetSuiteSwitch.SERVER_ERROR_PERCENT, "10"),
          NetSuiteSwitch.ERROR_TYPE_LINK, Map.of(NetSuiteSwitch.TOO_MANY_PERCENT, "10"),
          NetSuiteSwitch.OUTER_ERROR_CODE, Map.of(NetSuiteSwitch.TOO_MANY_PERCENT, "10"),
          NetSuiteSwitch.OVER_LIMIT, Map.of(NetSuiteSwitch.CONCURRENCY_LIMIT, "2"),
          NetSuiteSwitch.FAULT_SEED, Map.of(NetSuiteSwitch.SERVER_ERROR_PERCENT, "10"));

  private static final String MODIFIED = "TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS lastmodifieddate";
  private static final String HEADS = "SELECT id, tranid, TO_CHAR(trandate, 'YYYY-MM-DD') AS trandate, foreigntotal, memo, " + MODIFIED + " FROM transaction";
  private static final String HEAD_COLUMNS = "id, tranid, trandate, foreigntotal, memo, lastmodifieddate";
  private static final String TRUE_HEADS =
      "SELECT concat_ws('|', id, coalesce(tranid, ''), strftime(trandate, '%Y-%m-%d'), foreigntotal::BIGINT, coalesce(memo, ''),"
          + " strftime(lastmodifieddate AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')) FROM transaction";
  private static final String POSTINGS = "SELECT transaction, transactionline, accountingbook, amount FROM transactionaccountingline";
  private static final String TRUE_POSTINGS = "SELECT concat_ws('|', transaction, transactionline, accountingbook, amount::BIGINT) FROM transactionaccountingline";

  private static final int HEADS_FILLED = 1200;
  private static final int POSTINGS_FILLED = 1050;
  /** ids are 1000, 1003 and so on: those that 500 divides */
  private static final int HEADS_CHANGED = (int) LongStream.range(0, HEADS_FILLED).filter(i -> (1000 + 3 * i) % 500 == 0).count();

  private static final Set<String> FIRST_IDS = LongStream.range(0, HEADS_FILLED).mapToObj(i -> "" + (1000 + 3 * i)).collect(Collectors.toSet());

  @TempDir static Path folder;
  private static NetSuiteReading reading;

  @BeforeAll
  static void start() throws Exception {
    reading = new NetSuiteReading(folder);
  }

  @AfterAll
  static void stop() {
    reading.close();
  }

  static Stream<Named<NetSuiteBehaviour>> eachSwitchAlone() {
    return Arrays.stream(NetSuiteSwitch.values()).flatMap(each -> values(each).map(value -> named(each.key() + "=" + value, alone(each, value))));
  }

  private static Stream<String> values(NetSuiteSwitch each) {
    return each.choices().isEmpty() ? Stream.ofNullable(NUMBERS.get(each)) : each.choices().stream().filter(choice -> !choice.equals(each.standard()));
  }

  private static NetSuiteBehaviour alone(NetSuiteSwitch each, String value) {
    Map<NetSuiteSwitch, String> values = new LinkedHashMap<>(Map.of(NetSuiteSwitch.TIME_SCALE, "0.001"));
    values.putAll(BROUGHT_OUT_BY.getOrDefault(each, Map.of()));
    values.put(each, value);
    return new NetSuiteBehaviour(values);
  }

  @Test
  void everySwitchIsTried() {
    assertThat(NetSuiteSwitch.values()).allSatisfy(each -> assertThat(values(each)).as(each.key()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("eachSwitchAlone")
  void eachRowAndEachChangeLandsOnceUnderASwitchAlone(NetSuiteBehaviour behaviour) {
    check(behaviour, behaviour.values().containsKey(NetSuiteSwitch.LOCK_AFTER) ? "tba" : "oauth2");
  }

  @Test
  void eachRowAndEachChangeLandsOnceUnderCombinationsOfAll() throws InterruptedException {
    long first = Long.getLong("caravan.netsuite.first", 1);
    int count = Integer.getInteger("caravan.netsuite.combinations", EVERYDAY);
    Map<Long, Throwable> failures = new ConcurrentSkipListMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    for (long seed = first; seed < first + count; seed++) {
      long each = seed;
      threads.execute(
          () -> {
            try {
              check(NetSuiteBehaviour.random(each), each % 2 == 0 ? "tba" : "oauth2");
            } catch (Exception | AssertionError e) {
              failures.put(each, e);
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(15, TimeUnit.MINUTES)).isTrue();
    assertThat(failures).as("failures by seed").isEmpty();
  }

  private static void check(NetSuiteBehaviour behaviour, String login) {
    MovedClock clock = new MovedClock();
    try (NetSuiteSimulator simulator = new NetSuiteSimulator(0, NetSuiteAccount.made(1), behaviour, 1, 0, clock)) {
      fill(simulator, behaviour);
      NetSuiteConfig byChange = new NetSuiteConfig().setLogin(login).setQuery(HEADS).setCursor("lastmodifieddate, id").setBatchRows("500");
      NetSuiteReading.Flow windowed = reading.flow(simulator, clock, HEAD_COLUMNS, byChange);
      NetSuiteConfig byKey = new NetSuiteConfig().setLogin(login).setQuery(POSTINGS).setKey("transaction, transactionline, accountingbook");
      NetSuiteReading.Flow whole = reading.flow(simulator, clock, "transaction, transactionline, accountingbook, amount", byKey);

      windowed.pass();
      whole.pass();
      boolean quiet = behaviour.count(NetSuiteSwitch.CHANGING_ROWS) == 0 && behaviour.count(NetSuiteSwitch.DELETED_ROWS) == 0;
      if (quiet) {
        assertThat(windowed.landed()).isEqualTo(sorted(simulator.texts(TRUE_HEADS)));
        assertThat(whole.landed()).isEqualTo(sorted(simulator.texts(TRUE_POSTINGS)));
      }

      clock.move(Duration.ofMinutes(20));
      simulator.change("UPDATE transaction SET foreigntotal = foreigntotal + 1, lastmodifieddate = ? WHERE id % 500 = 0", simulator.now());
      simulator.change("UPDATE transactionaccountingline SET amount = amount + 1 WHERE amount = 77");
      clock.move(Duration.ofMinutes(20));
      windowed.pass();
      whole.pass();

      List<String> heads = windowed.landed();
      List<String> postings = whole.landed();
      if (quiet) {
        assertThat(heads).hasSize(HEADS_FILLED + HEADS_CHANGED);
        assertThat(missing(simulator.texts(TRUE_HEADS), heads)).isEmpty();
        assertThat(postings).hasSize(POSTINGS_FILLED + 1);
      }
      // Whatever else changed meanwhile: no version twice, and every row as it stood before the last window ended.
      assertThat(twice(heads)).isEmpty();
      assertThat(missing(simulator.texts(TRUE_HEADS + " WHERE lastmodifieddate < TIMESTAMPTZ '" + windowed.since() + "+00'"), heads)).isEmpty();
      assertThat(missing(ids(heads), FIRST_IDS)).as("ids that were never there").isEmpty();
      assertThat(twice(postings)).isEmpty();
      assertThat(missing(simulator.texts(TRUE_POSTINGS), postings)).isEmpty();
    }
  }

  private static List<String> sorted(List<String> rows) {
    return rows.stream().sorted().toList();
  }

  // Each is looked up: comparing every row with every other takes longer than reading the account.
  private static List<String> missing(Collection<String> expected, Collection<String> found) {
    Set<String> all = new HashSet<>(found);
    return expected.stream().filter(row -> !all.contains(row)).toList();
  }

  private static List<String> twice(List<String> rows) {
    Set<String> seen = new HashSet<>();
    return rows.stream().filter(row -> !seen.add(row)).toList();
  }

  private static Set<String> ids(List<String> rows) {
    Function<String, String> id = row -> row.substring(0, row.indexOf('|'));
    return rows.stream().map(id).collect(Collectors.toCollection(HashSet::new));
  }

  // More rows with one time than a page holds, rows of both hours of an autumn night, and texts that JSON must bear.
  private static void fill(NetSuiteSimulator simulator, NetSuiteBehaviour behaviour) {
    String fraction = behaviour.is(NetSuiteSwitch.FRACTIONAL_SECONDS, "yes") ? " + to_milliseconds(i % 1000)" : "";
    simulator.change(
        "INSERT INTO transaction (id, tranid, type, recordtype, trandate, foreigntotal, memo, lastmodifieddate)"
            + " SELECT 1000 + 3 * i, CASE WHEN i % 7 > 0 THEN 'T' || i END, 'CustInvc', 'invoice', DATE '2025-01-01' + (i % 400)::INTEGER, i,"
            + " CASE WHEN i % 11 = 0 THEN 'Käse \"alt\" \\ <b>' END, CASE"
            + " WHEN i < 1020 THEN TIMESTAMPTZ '2026-02-14 03:00:00+00'"
            + " WHEN i < 1120 THEN TIMESTAMPTZ '2025-11-02 07:30:00+00' + to_seconds((i - 1020) * 100)" + fraction
            + " ELSE TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(i * 97)" + fraction + " END"
            + " FROM range(" + HEADS_FILLED + ") numbers(i)");
    simulator.change(
        "INSERT INTO transactionaccountingline (transaction, transactionline, accountingbook, account, posting, amount)"
            + " SELECT 1000 + i // 3, i % 3, 1, 1, 'T', i FROM range(" + POSTINGS_FILLED + ") numbers(i)");
  }
}
