package dev.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Reject;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.batch.RejectStore;
import dev.caravan.batch.SourcePointer;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store of rejects promises, whatever database it is kept in. */
abstract class RejectContract {
  private static final Failure NEGATIVE = new Failure("amount", "minimum", "at least 0", "-1");
  private static final Failure NAMELESS = new Failure("name", "required", "a value", null);
  private static final Failure MALFORMED = new Failure(null, "malformed", "a JSON object", "{");

  final SettableClock clock = new SettableClock();
  private JdbcLedger ledger;
  private JdbcRejectStore rejects;
  private RejectFinder finder;
  private RejectStore store;
  private String flow;
  private BatchId batch;

  /** A ledger with its schema; rejects of other tests may be in it. */
  abstract JdbcLedger ledger();

  @BeforeEach
  void openBatch() {
    ledger = ledger();
    flow = "orders-" + UUID.randomUUID();
    batch = opened(flow, "a");
    rejects = new JdbcRejectStore(ledger.database(), clock);
    store = rejects.forBatch(flow, "retail/order", "1.2.0");
    finder = new RejectFinder(ledger.database());
  }

  private BatchId opened(String flow, String range) {
    BatchId id = BatchId.of(flow, "inbox", range, 0);
    ledger.open(ledger.startRun(flow), id, flow, "inbox", range, 0, "/s");
    return id;
  }

  private static Reject reject(long ordinal, Failure... failures) {
    byte[] raw = ("{\"n\":" + ordinal + "}").getBytes(StandardCharsets.UTF_8);
    return new Reject(ordinal, new SourcePointer("inbox/orders.ndjson", ordinal + 1, ordinal * 20), List.of(failures), raw);
  }

  private RejectQuery mine() {
    return RejectQuery.ALL.flow(flow);
  }

  @Test
  void aRejectIsShownAsItWasKept() {
    byte[] raw = {'{', 0, (byte) 0xff, '\r', '\n'};
    store.keep(batch, List.of(new Reject(41, new SourcePointer("inbox/a.csv", 42, 900), List.of(NEGATIVE, NAMELESS, MALFORMED), raw, "check")));

    var shown = finder.show(batch + ":41").orElseThrow();

    Instant now = clock.instant();
    assertThat(shown.reject())
        .isEqualTo(
            new KeptReject(batch, 41, flow, new SourcePointer("inbox/a.csv", 42, 900), "retail/order", "1.2.0", "check", 1, now, now,
                RejectStatus.OPEN, List.of(NEGATIVE, NAMELESS, MALFORMED)));
    assertThat(shown.raw()).isEqualTo(raw);
    assertThat(shown.reject().id()).isEqualTo(batch + ":41");
  }

  @Test
  void anIdThatIsNoneFindsNothing() {
    store.keep(batch, List.of(reject(1, NEGATIVE)));

    assertThat(List.of("", "x", batch + ":2", batch + ":", batch + ":1x", "other:1")).allSatisfy(id -> assertThat(finder.show(id)).isEmpty());
  }

  @Test
  void aLongRecordIsKeptWhole() {
    byte[] raw = new byte[Reject.RAW_LIMIT];
    new java.util.Random(7).nextBytes(raw);
    store.keep(batch, List.of(new Reject(0, new SourcePointer("a", 1, 0), List.of(MALFORMED), raw)));

    assertThat(finder.show(batch + ":0").orElseThrow().raw()).isEqualTo(raw);
  }

  @Test
  void textsNoDatabaseLikesAreKeptInAFormThatCanBeRead() {
    store.keep(batch, List.of(reject(0, new Failure("na\u0000me", "type", "text", "half \uD83D, whole \uD83D\uDE00"))));

    assertThat(finder.show(batch + ":0").orElseThrow().reject().failures())
        .containsExactly(new Failure("na\\u0000me", "type", "text", "half \\ud83d, whole \uD83D\uDE00"));
  }

  @Test
  void theSameRecordAgainReplacesWhatIsThereAndRemembersWhenItCameFirst() {
    Instant first = clock.instant();
    store.keep(batch, List.of(reject(0, NEGATIVE), reject(1, NEGATIVE, NAMELESS)));
    clock.move(Duration.ofMinutes(1));

    store.keep(batch, List.of(reject(1, MALFORMED), reject(2, NAMELESS)));

    assertThat(finder.list(mine())).extracting(KeptReject::ordinal).containsExactly(0L, 1L, 2L);
    var replaced = finder.show(batch + ":1").orElseThrow().reject();
    assertThat(replaced.failures()).containsExactly(MALFORMED);
    assertThat(replaced.attempts()).isEqualTo(2);
    assertThat(replaced.firstSeen()).isEqualTo(first);
    assertThat(replaced.lastSeen()).isEqualTo(clock.instant());
  }

  @Test
  void aNewAttemptForgetsTheRejectsOfTheOneBeforeAndNoOther() {
    BatchId other = opened(flow, "b");
    store.keep(batch, List.of(reject(0, NEGATIVE)));
    store.keep(other, List.of(reject(0, NEGATIVE)));

    store.clear(batch);

    assertThat(finder.list(mine())).extracting(KeptReject::batch).containsExactly(other);
    assertThat(finder.counts(flow, null, 10)).containsExactly(new RuleCount(flow, "minimum", 1));
  }

  @Test
  void countsByFlowAndRuleAreReadPageByPage() {
    store.keep(batch, List.of(reject(0, NEGATIVE), reject(1, NEGATIVE, NAMELESS), reject(2, MALFORMED)));

    List<RuleCount> all = finder.counts(flow, null, 10);
    assertThat(all).extracting(RuleCount::rejects).containsExactlyInAnyOrder(2L, 1L, 1L);
    List<RuleCount> first = finder.counts(flow, null, 2);
    RuleCount.Key end = RuleCount.Key.of(first.get(1).key().text());
    assertThat(first).isEqualTo(all.subList(0, 2));
    assertThat(finder.counts(flow, end, 2)).isEqualTo(all.subList(2, 3));
    assertThat(finder.counts(null, new RuleCount.Key(flow, ""), 1000)).containsAll(all);
    assertThat(new RuleCount("a:b", "c:d é", 1)).extracting(count -> RuleCount.Key.of(count.key().text())).isEqualTo(new RuleCount.Key("a:b", "c:d é"));
  }

  @Test
  void theRejectsOfACommittedBatchCannotBeCleared() {
    store.keep(batch, List.of(reject(0, NEGATIVE)));
    ledger.commit(batch, new Counts(1, 0, 1, 0, 0), Map.of(), null);

    assertThatThrownBy(() -> store.clear(batch))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REJECT_STORE));
    assertThat(finder.list(mine())).hasSize(1);
  }

  @Test
  void withoutAContractTheFlowComesFromTheLedger() {
    rejects.keep(batch, List.of(reject(0, NEGATIVE)));

    var kept = finder.list(mine()).get(0);
    assertThat(kept.flow()).isEqualTo(flow);
    assertThat(kept.contract()).isNull();
  }

  @Test
  void aBatchTheLedgerDoesNotKnowIsRefused() {
    assertThatThrownBy(() -> rejects.keep(BatchId.of(flow, "inbox", "never", 0), List.of(reject(0, NEGATIVE))))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REJECT_STORE));
  }

  @Test
  void rejectsAreFoundByWhatTheyBroke() {
    BatchId other = opened(flow, "b");
    store.keep(batch, List.of(reject(0, NEGATIVE), reject(1, NAMELESS, NEGATIVE), reject(2, MALFORMED)));
    clock.move(Duration.ofHours(1));
    store.keep(other, List.of(reject(5, NAMELESS)));
    Instant later = clock.instant();

    assertThat(ordinals(mine().rule("minimum"))).containsExactly(0L, 1L);
    assertThat(ordinals(mine().field("name"))).containsExactly(1L, 5L);
    assertThat(ordinals(mine().rule("minimum").field("name"))).isEmpty();
    assertThat(ordinals(mine().batch(other))).containsExactly(5L);
    assertThat(ordinals(mine().from(later))).containsExactly(5L);
    assertThat(ordinals(mine().to(later))).containsExactly(0L, 1L, 2L);
    assertThat(ordinals(mine().status(RejectStatus.DROPPED))).isEmpty();
    assertThat(ordinals(mine().limit(2).offset(1))).containsExactly(1L, 2L);
    assertThat(finder.count(mine().rule("minimum").limit(1))).isEqualTo(2);
  }

  private List<Long> ordinals(RejectQuery query) {
    return finder.list(query).stream().map(KeptReject::ordinal).toList();
  }

  @Test
  void theCommonestReasonsComeFirstEachWithItsFirstExample() {
    String common = flow;
    List<Reject> many = new ArrayList<>();
    for (int ordinal = 0; ordinal < 30; ordinal++) {
      many.add(ordinal % 3 == 0 ? reject(ordinal, NAMELESS) : reject(ordinal, new Failure("amount", "minimum", "at least 0", "-" + ordinal)));
    }
    many.add(reject(30, MALFORMED));
    store.keep(batch, many);

    var mine = finder.commonest(1_000).stream().filter(reason -> reason.flow().equals(common)).toList();

    assertThat(mine).extracting(Reason::rule).containsExactly("minimum", "required", "malformed");
    assertThat(mine).extracting(Reason::rejects).containsExactly(20L, 10L, 1L);
    assertThat(mine).extracting(Reason::got).containsExactly("-1", null, "{");
    assertThat(mine).extracting(Reason::field).containsExactly("amount", "name", null);
    assertThat(mine.get(0).example().id()).isEqualTo(batch + ":1");
    assertThat(mine.get(0).example().pointer()).isEqualTo(new SourcePointer("inbox/orders.ndjson", 2, 20));
    assertThat(finder.commonest(1)).hasSize(1);
  }

  @Test
  void aRecordThatBreaksARuleTwiceCountsOnceForIt() {
    store.keep(batch, List.of(reject(0, NEGATIVE, new Failure("tax", "minimum", "at least 0", "-2"))));

    assertThat(finder.counts(flow, null, 10)).containsExactly(new RuleCount(flow, "minimum", 1));
  }

  private BatchId committed(String range, Reject... kept) {
    BatchId id = opened(flow, range);
    store.keep(id, List.of(kept));
    ledger.commit(id, new Counts(kept.length, 0, kept.length, 0, 0), Map.of(), null);
    return id;
  }

  private Replays replays() {
    return new Replays(ledger, Path.of("unused"), clock, "anna");
  }

  @Test
  void decidedRejectsMakeRoomOldestFirstAndItIsWrittenDown() {
    BatchId first = committed("first", reject(0, NEGATIVE), reject(1, NEGATIVE));
    BatchId second = committed("second", reject(0, NAMELESS));
    replays().drop(first + ":0", "a test of the shop");
    replays().drop(second + ":0", "another");
    long size = reject(0).raw().length;

    limited(3 * size).keep(batch, List.of(reject(7, NEGATIVE)));

    assertThat(finder.list(mine())).extracting(KeptReject::id).containsExactlyInAnyOrder(first + ":1", second + ":0", batch + ":7");
    assertThat(finder.removals(flow, 10))
        .containsExactly(new RejectRemoval(clock.instant(), first.value(), flow, "size", 1, 0, size, clock.instant(), clock.instant()));
  }

  @Test
  void aStoreFullOfOpenRejectsTakesNoMoreAndLosesNone() {
    BatchId full = committed("full", reject(0, NEGATIVE), reject(1, NEGATIVE));
    long size = reject(0).raw().length;

    assertThatThrownBy(() -> limited(2 * size).keep(batch, List.of(reject(0, NEGATIVE))))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REJECT_STORE_FULL));

    assertThat(finder.list(mine())).extracting(KeptReject::batch).containsExactly(full, full);
    assertThat(finder.removals(flow, 10)).isEmpty();
  }

  private RejectStore limited(long bytes) {
    forgetOtherTests();
    return new JdbcRejectStore(ledger.database(), clock, bytes).forBatch(flow, "retail/order", "1.2.0");
  }

  private void forgetOtherTests() {
    ledger.database()
        .write(
            "forget other tests",
            statements ->
                statements.update("DELETE FROM reject_further_failures WHERE number IN (SELECT number FROM reject_batches WHERE flow <> ?)", flow)
                    + statements.update("DELETE FROM rejects WHERE number IN (SELECT number FROM reject_batches WHERE flow <> ?)", flow)
                    + statements.update("UPDATE reject_batches SET raw_bytes = 0 WHERE flow <> ?", flow));
  }

  @Test
  void oldRejectsOfCommittedBatchesGoAndItIsWrittenDown() {
    forgetOtherTests();
    BatchId old = committed("old", reject(0, NEGATIVE), reject(1, NAMELESS));
    replays().drop(old + ":0", "a test of the shop");
    store.keep(batch, List.of(reject(0, NEGATIVE)));
    Instant then = clock.instant();
    clock.move(Duration.ofDays(90));
    RejectRetention retention = new RejectRetention(ledger.database(), Duration.ofDays(90), clock);

    assertThat(retention.tidy()).isEmpty();
    clock.move(Duration.ofSeconds(1));
    retention.tidy();

    assertThat(finder.list(mine())).as("of a batch that is not committed").extracting(KeptReject::batch).containsExactly(batch);
    assertThat(finder.removals(flow, 10))
        .containsExactly(new RejectRemoval(clock.instant(), old.value(), flow, "age", 2, 1, 2L * reject(0).raw().length, then, then));
    assertThat(finder.counts(flow, null, 10)).containsExactly(new RuleCount(flow, "minimum", 1));
  }

  @Test
  void whatRejectsNeedOfTheirSegmentIsKnown() {
    RejectRetention retention = new RejectRetention(ledger.database(), Duration.ofDays(90), clock);
    BatchId cut = committed("cut", new Reject(0, new SourcePointer("a", 1, 0), List.of(MALFORMED), new byte[Reject.RAW_LIMIT]));
    BatchId whole = committed("whole", reject(0, NEGATIVE));

    assertThat(retention.need(cut)).isEqualTo(RejectRetention.Need.DATA);
    assertThat(retention.need(whole)).isEqualTo(RejectRetention.Need.DESCRIPTION);
    assertThat(retention.need(batch)).isEqualTo(RejectRetention.Need.NOTHING);
    replays().drop(cut + ":0", "too long");
    assertThat(retention.need(cut)).isEqualTo(RejectRetention.Need.DESCRIPTION);
  }

  @Test
  void whoLooksAtSensitiveValuesIsWrittenDownWhetherAllowedOrNot() {
    RejectLooks looks = new RejectLooks(ledger.database(), clock, java.util.Set.of("anna"));

    looks.ask("anna", "rejects show", batch + ":0");
    assertThatThrownBy(() -> looks.ask("ben", "rejects show", batch + ":0"))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REJECT_MASKED));

    assertThat(looks()).containsExactly("anna true", "ben false");
    assertThatThrownBy(() -> ledger.database().write("forget", statements -> statements.update("DELETE FROM reject_looks")))
        .hasMessageContaining("never changed or removed");
    assertThat(looks()).hasSize(2);
  }

  private List<String> looks() {
    return ledger.database()
        .read("read", statements -> statements.list("SELECT actor, allowed FROM reject_looks WHERE looked_at = ? ORDER BY look_number", row -> row.getString(1) + " " + row.getBoolean(2), batch + ":0"));
  }

  @Test
  void aBatchThatFailedAsAWholeIsListedWithWhenAndWhy() {
    Instant first = clock.instant();
    ledger.fail(batch, ErrorCode.SINK_TARGET, "no route to host");
    clock.move(Duration.ofMinutes(5));
    ledger.open(ledger.startRun(flow), batch, flow, "inbox", "a", 0, "/s");
    ledger.fail(batch, ErrorCode.SINK_TARGET, "no route to host");
    FailedBatches failed = new FailedBatches(ledger.database());

    FailedBatches.FailedBatch one = failed.list(flow, null, null, null).get(0);

    assertThat(one.batch()).isEqualTo(batch);
    assertThat(one.step()).isEqualTo("sink");
    assertThat(one.rule()).isEqualTo("sink.target-unavailable");
    assertThat(one.message()).isEqualTo("no route to host");
    assertThat(one.attempts()).isEqualTo(2);
    assertThat(one.firstSeen()).isEqualTo(first);
    assertThat(one.lastSeen()).isEqualTo(clock.instant());
    assertThat(failed.list(flow, null, clock.instant().plusSeconds(1), null)).isEmpty();
    ledger.commit(batch, new Counts(0, 0, 0, 0, 0), Map.of(), null);
    assertThat(failed.list(flow, null, null, null)).isEmpty();
  }
}
