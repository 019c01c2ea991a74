package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.DriftPolicy;
import dev.caravan.batch.Type;
import dev.caravan.catalog.DriftProposal.Drift;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger.CursorMove;
import dev.caravan.catalog.Ledger.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a ledger promises, whatever database it is kept in. */
abstract class LedgerContract {
  private static final Counts COUNTS = new Counts(10, 7, 2, 1, 0);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  final SettableClock clock = new SettableClock();
  private String flow;
  private JdbcLedger ledger;

  /** A ledger with its schema; flows of other tests may be in it. */
  abstract JdbcLedger ledger();

  @BeforeEach
  void openLedger() {
    ledger = ledger();
    flow = "orders-" + UUID.randomUUID();
  }

  private BatchId opened(String range) {
    BatchId id = BatchId.of(flow, "inbox", range, 0);
    ledger.open(ledger.startRun(flow), id, flow, "inbox", range, 0, "/segments/" + id);
    return id;
  }

  @Test
  void aCommittedBatchIsRememberedWithAllThatWasSaidOfIt() {
    BatchId id = opened("a");
    clock.move(MINUTE);

    ledger.commit(id, COUNTS, Map.of("minimum", 3L), null);

    var batch = ledger.batch(id).orElseThrow();
    assertThat(batch.state()).isEqualTo(BatchState.COMMITTED);
    assertThat(batch.counts()).isEqualTo(COUNTS);
    assertThat(batch.warnings()).containsExactly(Map.entry("minimum", 3L));
    assertThat(batch.flow()).isEqualTo(flow);
    assertThat(batch.source()).isEqualTo("inbox");
    assertThat(batch.range()).isEqualTo("a");
    assertThat(batch.segment()).isEqualTo("/segments/" + id);
    assertThat(batch.attempts()).isEqualTo(1);
    assertThat(batch.committed()).isEqualTo(clock.instant());
    assertThat(batch.opened()).isEqualTo(clock.instant().minus(MINUTE));
    assertThat(ledger.unfinished(flow)).isEmpty();
  }

  @Test
  void whatWasCommittedIsSummedUpByWhen() {
    CommittedSums sums = new CommittedSums(ledger.database());
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    clock.move(Duration.between(clock.instant(), hour));
    ledger.commit(opened("a"), COUNTS, Map.of(), null);
    clock.move(Duration.ofMinutes(59));
    ledger.commit(opened("b"), COUNTS, Map.of(), null);
    clock.move(MINUTE);
    ledger.commit(opened("c"), new Counts(1, 1, 0, 0, 0), Map.of(), null);
    opened("d");

    assertThat(sums.trend(flow, hour, clock.instant().plusSeconds(1), CommittedSums.Step.HOUR))
        .containsExactly(new CommittedSums.Stretch(hour, 2, 20, 14, 4), new CommittedSums.Stretch(clock.instant(), 1, 1, 1, 0));
    assertThat(sums.trend(flow, hour, clock.instant(), CommittedSums.Step.HOUR)).hasSize(1);
    assertThat(sums.trend(null, hour, clock.instant().plusSeconds(1), CommittedSums.Step.DAY).stream().mapToLong(CommittedSums.Stretch::read).sum()).isGreaterThanOrEqualTo(21);
    assertThat(sums.recent(List.of(flow, "nothing"), clock.instant().minus(MINUTE)))
        .containsEntry(flow, new CommittedSums.Recent(11, 8, 2, clock.instant()))
        .containsEntry("nothing", new CommittedSums.Recent(0, 0, 0, null));
  }

  @Test
  void aProposalGathersEvidenceUntilAPersonAcceptsIt() {
    DriftProposals proposals = new DriftProposals(ledger.database(), clock);
    String contract = "shop/" + flow;
    Drift tier = new Drift(DriftProposal.Kind.NEW, "tier", "tier", new Type.Text(), 1, 3, List.of("gold", "silver", "iron", "tin"));
    List<DriftProposals.Noted> noted = List.of(new DriftProposals.Noted(tier, DriftPolicy.FREEZE));
    String columns = "a".repeat(64);

    assertThat(proposals.keep(compared(contract, "1.0.0", "one"), noted)).containsExactly(tier);
    assertThat(proposals.keep(compared(contract, "1.0.0", "one"), noted)).as("the same batch again is no news").isEmpty();
    clock.move(MINUTE);
    assertThat(proposals.keep(compared(contract, "1.0.0", "two"), noted)).isEmpty();

    DriftProposal open = proposals.open().stream().filter(proposal -> proposal.contract().equals(contract)).findFirst().orElseThrow();
    assertThat(open.evidence())
        .isEqualTo(new DriftProposal.Evidence(6, 2, BatchId.of(flow, "inbox", "two", 0), List.of(flow), clock.instant().minus(MINUTE), clock.instant()));
    assertThat(open.drift().examples()).containsExactly("gold", "silver", "iron");

    proposals.accept(new DriftProposals.Change(contract, "1.0.0", "1.1.0", columns, "anna"), List.of(tier));

    assertThat(proposals.all(contract)).extracting(DriftProposal::state).containsExactly(DriftProposal.State.ACCEPTED);
    assertThat(proposals.accepted()).contains(
        new DriftProposals.Accepted(clock.instant(), contract, "1.0.0", "1.1.0", "tier", DriftProposal.Kind.NEW, "tier", "anna"));
    assertThatThrownBy(() -> ledger.database().write("forget", statements -> statements.update("DELETE FROM contract_changes"))).isInstanceOf(CaravanException.class);
    assertThat(proposals.keep(compared(contract, "1.0.0", "three"), noted)).as("a process that still has the old contract").isEmpty();
    assertThat(proposals.all(contract)).extracting(DriftProposal::state).containsExactly(DriftProposal.State.ACCEPTED);
    assertThat(proposals.keep(compared(contract, "1.1.0", "four"), noted)).as("the new contract does not know it after all").containsExactly(tier);
  }

  @Test
  void aProposalThatWasDeclinedStaysSoWhateverTheVersionUntilItsDriftIsAnother() {
    DriftProposals proposals = new DriftProposals(ledger.database(), clock);
    String contract = "shop/" + flow;
    proposals.keep(compared(contract, "1.0.0", "one"), List.of(tier(new Type.Text())));

    proposals.decline(proposals.all(contract), "not ours", "anna");

    assertThat(proposals.all(contract)).extracting(DriftProposal::state).containsExactly(DriftProposal.State.DECLINED);
    assertThat(proposals.declines()).contains(
        new DriftProposals.Declined(clock.instant(), contract, "1.0.0", "tier", DriftProposal.Kind.NEW, "tier", "not ours", "anna"));
    assertThatThrownBy(() -> ledger.database().write("forget", statements -> statements.update("DELETE FROM drift_declines"))).isInstanceOf(CaravanException.class);
    assertThat(proposals.keep(compared(contract, "1.1.0", "two"), List.of(tier(new Type.Text())))).isEmpty();
    assertThat(proposals.declined()).extracting(DriftProposal::contract).contains(contract);
    assertThat(proposals.keep(compared(contract, "1.1.0", "three"), List.of(tier(new Type.Int(64, true))))).hasSize(1);
    assertThat(proposals.all(contract)).extracting(DriftProposal::state).containsExactly(DriftProposal.State.OPEN);
  }

  @Test
  void proposalsAndWhatWasDecidedAboutThemAreReadPageByPage() {
    DriftProposals proposals = new DriftProposals(ledger.database(), clock);
    String contract = "shop/" + flow;
    List<DriftProposals.Noted> noted = Stream.of("a", "b", "c").map(field -> new DriftProposals.Noted(new Drift(DriftProposal.Kind.NEW, field, field, new Type.Text(), 1, 3, List.of()), DriftPolicy.FREEZE)).toList();
    proposals.keep(compared(contract, "1.0.0", "one"), noted);

    assertThat(pages(after -> proposals.open(contract, after, 2))).extracting(proposal -> proposal.drift().field()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(pages(after -> proposals.open(null, after, 2))).isNotEmpty().doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(proposals.open());

    proposals.accept(new DriftProposals.Change(contract, "1.0.0", "1.1.0", "a".repeat(64), "anna"), noted.stream().map(DriftProposals.Noted::drift).toList());
    assertThat(pages(after -> proposals.accepted(contract, number(after), 2))).extracting(DriftProposals.Accepted::field).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(pages(after -> proposals.accepted(null, number(after), 2))).isEqualTo(proposals.accepted());
    assertThat(pages(after -> proposals.declines(null, number(after), 1))).isEqualTo(proposals.declines());
  }

  private static Long number(String position) {
    return position == null ? null : Long.valueOf(position);
  }

  /** @param page behind a position, which is null for the first one */
  private static <T> List<T> pages(Function<String, List<Placed<T>>> page) {
    List<T> all = new ArrayList<>();
    for (List<Placed<T>> some = page.apply(null); !some.isEmpty(); some = page.apply(some.get(some.size() - 1).position())) {
      some.forEach(placed -> all.add(placed.item()));
    }
    return all;
  }

  @Test
  void aProposalIsForgottenOnceItsDriftWasNotSeenForLongEnough() {
    DriftProposals proposals = new DriftProposals(ledger.database(), clock);
    DriftRetention retention = new DriftRetention(proposals, Duration.ofDays(365), clock);
    String seen = "shop/" + flow;
    String old = "old/" + flow;
    String evolved = "evolved/" + flow;
    List.of(seen, old).forEach(contract -> proposals.keep(compared(contract, "1.0.0", "one"), List.of(tier(new Type.Text()))));
    proposals.keep(compared(evolved, "1.0.0", "one"), List.of(new DriftProposals.Noted(tier(new Type.Text()).drift(), DriftPolicy.EVOLVE)));
    proposals.decline(proposals.all(seen), null, "anna");
    clock.move(Duration.ofDays(300));
    proposals.keep(compared(seen, "1.0.0", "two"), List.of(tier(new Type.Text())));

    clock.move(Duration.ofDays(66));
    retention.tidy();

    assertThat(proposals.all(old)).isEmpty();
    assertThat(proposals.all(seen)).as("a drift that still comes is still declined").extracting(DriftProposal::state).containsExactly(DriftProposal.State.DECLINED);
    assertThat(proposals.all(evolved)).as("its column is there").hasSize(1);
    assertThat(proposals.declines()).extracting(DriftProposals.Declined::contract).contains(seen);
  }

  private static DriftProposals.Noted tier(Type type) {
    return new DriftProposals.Noted(new Drift(DriftProposal.Kind.NEW, "tier", "tier", type, 1, 3, List.of("gold")), DriftPolicy.FREEZE);
  }

  private DriftProposals.Compared compared(String contract, String version, String range) {
    return new DriftProposals.Compared(contract, version, "f".repeat(64), BatchId.of(flow, "inbox", range, 0), flow);
  }

  @Test
  void countsThatDoNotBalanceAreRefused() {
    BatchId id = opened("a");

    assertThatThrownBy(() -> ledger.commit(id, new Counts(10, 9, 0, 0, 0), Map.of(), null))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNBALANCED));
    assertThat(ledger.batch(id).orElseThrow().state()).isEqualTo(BatchState.OPEN);
  }

  @Test
  void theDatabaseItselfRefusesACommittedBatchThatDoesNotBalance() {
    BatchId id = opened("a");
    ledger.commit(id, COUNTS, Map.of(), null);

    assertThatThrownBy(
            () ->
                ledger.database().write("cheat", statements -> statements.update("UPDATE batches SET landed = landed + 1 WHERE batch = ?", id.value())))
        .hasMessageMatching("(?is).*batches_balanced.*");
    assertThat(ledger.batch(id).orElseThrow().counts()).isEqualTo(COUNTS);
  }

  @Test
  void committingAgainWithTheSameCountsChangesNothing() {
    BatchId id = opened("a");
    ledger.commit(id, COUNTS, Map.of(), new CursorMove("id", null, "1"));
    var first = ledger.batch(id);
    clock.move(MINUTE);

    ledger.commit(id, COUNTS, Map.of(), new CursorMove("id", null, "1"));

    assertThat(ledger.batch(id)).isEqualTo(first);
    assertThat(ledger.cursor(flow, "id")).contains("1");
  }

  @Test
  void committingAgainWithOtherCountsIsAConflict() {
    BatchId id = opened("a");
    ledger.commit(id, COUNTS, Map.of(), null);

    assertThatThrownBy(() -> ledger.commit(id, new Counts(1, 1, 0, 0, 0), Map.of(), null)).satisfies(LedgerContract::isConflict);
    assertThat(ledger.batch(id).orElseThrow().counts()).isEqualTo(COUNTS);
  }

  @Test
  void aBatchThatWasNeverOpenedCannotBeCommitted() {
    assertThatThrownBy(() -> ledger.commit(BatchId.of(flow, "inbox", "never", 0), COUNTS, Map.of(), null))
        .satisfies(LedgerContract::isConflict);
  }

  @Test
  void aCursorMovesOnlyFromWhereItStandsAndElseNothingOfTheBatchIsCommitted() {
    ledger.commit(opened("a"), COUNTS, Map.of(), new CursorMove("id", null, "10"));
    ledger.commit(opened("b"), COUNTS, Map.of(), new CursorMove("id", "10", "20"));
    BatchId late = opened("c");

    assertThatThrownBy(() -> ledger.commit(late, COUNTS, Map.of(), new CursorMove("id", "10", "30"))).satisfies(LedgerContract::isConflict);
    assertThatThrownBy(() -> ledger.commit(late, COUNTS, Map.of(), new CursorMove("id", null, "30"))).satisfies(LedgerContract::isConflict);
    assertThatThrownBy(() -> ledger.commit(late, COUNTS, Map.of(), new CursorMove("other", "10", "30"))).satisfies(LedgerContract::isConflict);
    assertThat(ledger.cursor(flow, "id")).contains("20");
    assertThat(ledger.cursor(flow, "other")).isEmpty();
    assertThat(ledger.batch(late).orElseThrow().state()).isEqualTo(BatchState.OPEN);
  }

  @Test
  void oneOfManyThatMoveTheSameCursorAtOnceWins() throws Exception {
    ledger.commit(opened("start"), COUNTS, Map.of(), new CursorMove("id", null, "0"));
    List<BatchId> batches = new ArrayList<>();
    for (int index = 0; index < 12; index++) {
      batches.add(opened("race-" + index));
    }

    List<Boolean> won = atOnce(12, index -> wins(batches.get(index), new CursorMove("id", "0", "1")));

    assertThat(won).containsOnlyOnce(true);
    assertThat(batches.stream().map(id -> ledger.batch(id).orElseThrow().state())).containsOnlyOnce(BatchState.COMMITTED);
  }

  @Test
  void oneOfManyThatSetACursorFirstWins() throws Exception {
    List<BatchId> batches = new ArrayList<>();
    for (int index = 0; index < 12; index++) {
      batches.add(opened("first-" + index));
    }

    List<Boolean> won = atOnce(12, index -> wins(batches.get(index), new CursorMove("id", null, "v" + index)));

    assertThat(won).containsOnlyOnce(true);
    assertThat(ledger.cursor(flow, "id")).contains("v" + won.indexOf(true));
  }

  private boolean wins(BatchId id, CursorMove move) {
    try {
      ledger.commit(id, COUNTS, Map.of(), move);
      return true;
    } catch (CaravanException e) {
      isConflict(e);
      return false;
    }
  }

  @Test
  void openingAtOnceCountsEachAttempt() throws Exception {
    BatchId id = BatchId.of(flow, "inbox", "same", 0);
    List<Integer> attempts =
        atOnce(10, index -> ledger.open(ledger.startRun(flow), id, flow, "inbox", "same", 0, "/s").attempts());

    assertThat(attempts).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void aFailedBatchIsTakenUpAgainByALaterRun() {
    BatchId id = opened("a");
    ledger.fail(id, ErrorCode.SINK_TARGET, "The bucket does not answer");
    assertThat(ledger.unfinished(flow)).singleElement().satisfies(batch -> {
      assertThat(batch.state()).isEqualTo(BatchState.FAILED);
      assertThat(batch.problem()).isEqualTo("sink.target-unavailable: The bucket does not answer");
    });
    long run = ledger.startRun(flow);

    var again = ledger.open(run, id, flow, "inbox", "a", 0, "/elsewhere");

    assertThat(again.state()).isEqualTo(BatchState.OPEN);
    assertThat(again.run()).isEqualTo(run);
    assertThat(again.attempts()).isEqualTo(2);
    assertThat(again.segment()).isEqualTo("/elsewhere");
  }

  @Test
  void aCommittedBatchStaysAsItIsWhenOpenedOrFailed() {
    BatchId id = opened("a");
    ledger.commit(id, COUNTS, Map.of(), null);
    var before = ledger.batch(id).orElseThrow();

    assertThat(ledger.open(ledger.startRun(flow), id, flow, "inbox", "a", 0, "/other")).isEqualTo(before);
    ledger.fail(id, ErrorCode.SINK_TARGET, "late");

    assertThat(ledger.batch(id)).contains(before);
  }

  @Test
  void anIdThatIsKnownAsOtherInputIsAConflict() {
    BatchId id = opened("a");

    assertThatThrownBy(() -> ledger.open(ledger.startRun(flow), id, flow, "inbox", "b", 0, "/s")).satisfies(LedgerContract::isConflict);
  }

  private BatchId claim(String range, CursorMove... claims) {
    BatchId id = BatchId.of(flow, "topics", range, 0);
    ledger.open(ledger.startRun(flow), id, flow, "topics", range, 0, "/s", List.of(claims));
    return id;
  }

  @Test
  void whatABatchHasClaimedNoOtherBeginsBeforeItIsCommitted() {
    CursorMove one = new CursorMove("a", null, "5");
    CursorMove other = new CursorMove("b", null, "7");
    BatchId first = claim("first", one, other);

    assertThatThrownBy(() -> claim("second", new CursorMove("b", null, "9"), new CursorMove("c", null, "1"))).satisfies(LedgerContract::isConflict);
    assertThat(ledger.batch(BatchId.of(flow, "topics", "second", 0))).as("nothing of it was begun").isEmpty();
    assertThat(ledger.cursorStands(flow)).isEqualTo(Map.of("a", new Ledger.CursorStand(null, first), "b", new Ledger.CursorStand(null, first)));
    assertThat(claim("first", one, other)).as("it may be opened again").isEqualTo(first);

    ledger.commitMoving(first, COUNTS, Map.of(), List.of(one, other));

    assertThat(ledger.cursorStands(flow)).isEqualTo(Map.of("a", new Ledger.CursorStand("5", null), "b", new Ledger.CursorStand("7", null)));
    assertThatThrownBy(() -> claim("second", new CursorMove("b", null, "9"))).as("it was moved meanwhile").satisfies(LedgerContract::isConflict);
    BatchId next = claim("next", new CursorMove("b", "7", "9"));
    assertThat(ledger.cursorStands(flow)).containsEntry("b", new Ledger.CursorStand("7", next));
  }

  @Test
  void cursorsMoveTogetherOrNotAtAll() {
    BatchId first = claim("first", new CursorMove("a", null, "5"));
    ledger.commitMoving(first, COUNTS, Map.of(), List.of(new CursorMove("a", null, "5")));
    BatchId next = opened("next");

    assertThatThrownBy(() -> ledger.commitMoving(next, COUNTS, Map.of(), List.of(new CursorMove("b", null, "1"), new CursorMove("a", "4", "6"))))
        .satisfies(LedgerContract::isConflict);

    assertThat(ledger.cursors(flow)).isEqualTo(Map.of("a", "5"));
    assertThat(ledger.batch(next).orElseThrow().state()).isEqualTo(BatchState.OPEN);
  }

  @Test
  void ofManyThatClaimTheSameAtOnceOneGetsIt() throws Exception {
    ledger.startRun(flow);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Boolean>> claims = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String range = "range-" + i;
        boolean turned = i % 2 == 0;
        Callable<Boolean> work =
            () -> {
              start.await();
              try {
                claim(range, new CursorMove(turned ? "a" : "b", null, "1"), new CursorMove(turned ? "b" : "a", null, "1"));
                return true;
              } catch (CaravanException e) {
                isConflict(e);
                return false;
              }
            };
        claims.add(threads.submit(work));
      }
      start.countDown();
      int got = 0;
      for (Future<Boolean> claim : claims) {
        got += claim.get() ? 1 : 0;
      }
      assertThat(got).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void unfinishedBatchesComeOldestFirst() {
    BatchId first = opened("z");
    clock.move(MINUTE);
    BatchId second = opened("a");

    assertThat(ledger.unfinished(flow)).extracting(Ledger.BatchRecord::id).containsExactly(first, second);
  }

  @Test
  void whatASinkSaysTwiceIsNotedOnce() {
    BatchId id = opened("a");
    ledger.landed(id, "lake", "orders", 7);
    ledger.landed(id, "lake", "orders", 7);
    ledger.landed(id, "jdbc", "orders", 7);

    assertThat(ledger.landings(id)).extracting(JdbcLedger.LandingRecord::sink).containsExactly("jdbc", "lake");
  }

  @Test
  void aRunShowsTheSumOfItsCommittedBatches() {
    long run = ledger.startRun(flow);
    for (String range : List.of("a", "b", "c")) {
      BatchId id = BatchId.of(flow, "inbox", range, 0);
      ledger.open(run, id, flow, "inbox", range, 0, "/s");
      if (!range.equals("c")) {
        ledger.commit(id, COUNTS, Map.of(), null);
      }
    }
    clock.move(MINUTE);
    ledger.finishRun(run, RunState.FAILED, ErrorCode.FLOW_STOPPED, "stopped");
    ledger.finishRun(run, RunState.DONE, null, null);

    var summary = ledger.runs(flow, 1).get(0);
    assertThat(summary.run()).isEqualTo(run);
    assertThat(summary.state()).isEqualTo(RunState.FAILED);
    assertThat(summary.batches()).isEqualTo(2);
    assertThat(summary.counts()).isEqualTo(COUNTS.plus(COUNTS));
    assertThat(summary.finished()).isEqualTo(clock.instant());
    assertThat(summary.code()).isEqualTo("flow.stopped");
    assertThat(ledger.batches(run)).hasSize(3);
  }

  @Test
  void aLeaseIsHeldByOneUntilItsTimeIsOver() {
    assertThat(ledger.lease(flow, "one", MINUTE)).isTrue();
    assertThat(ledger.lease(flow, "two", MINUTE)).isFalse();
    clock.move(Duration.ofSeconds(59));
    assertThat(ledger.lease(flow, "one", MINUTE)).isTrue();
    clock.move(Duration.ofSeconds(59));
    assertThat(ledger.lease(flow, "two", MINUTE)).isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(ledger.lease(flow, "two", MINUTE)).isTrue();
  }

  @Test
  void aLeaseTakenBeforeTheClockWasPutBackIsHeldNoLongerThanAnyOther() {
    ledger.lease(flow, "one", MINUTE);
    clock.move(Duration.ofHours(-1));
    assertThat(ledger.lease(flow, "two", MINUTE)).isFalse();
    clock.move(MINUTE);
    assertThat(ledger.lease(flow, "two", MINUTE)).isTrue();
  }

  @Test
  void onlyItsOwnerGivesALeaseBack() {
    ledger.lease(flow, "one", MINUTE);
    ledger.release(flow, "two");
    assertThat(ledger.lease(flow, "two", MINUTE)).isFalse();
    ledger.release(flow, "one");
    assertThat(ledger.lease(flow, "two", MINUTE)).isTrue();
  }

  @Test
  void oneOfManyThatLeaseAtOnceWins() throws Exception {
    assertThat(atOnce(12, index -> ledger.lease(flow, "owner-" + index, MINUTE))).containsOnlyOnce(true);
    clock.move(MINUTE);
    assertThat(atOnce(12, index -> ledger.lease(flow, "later-" + index, MINUTE))).containsOnlyOnce(true);
  }

  @Test
  void runsOfAFlowAreFoundBehindThoseOfOthers() {
    long first = ledger.startRun(flow);
    long second = ledger.startRun(flow);
    long other = ledger.startRun(flow + "-other");
    List.of(first, second, other).forEach(run -> ledger.finishRun(run, RunState.DONE, null, null));

    assertThat(ledger.runs(1)).extracting(Ledger.RunSummary::run).containsExactly(other);
    assertThat(ledger.runs(flow, 1)).extracting(Ledger.RunSummary::run).containsExactly(second);
    assertThat(ledger.runs(flow, 10)).extracting(Ledger.RunSummary::run).containsExactly(second, first);
  }

  @Test
  void runsAndBatchesComePageByPage() {
    long first = ledger.startRun(flow);
    long failed = ledger.startRun(flow);
    long last = ledger.startRun(flow);
    ledger.open(first, BatchId.of(flow, "a", "1", 0), flow, "a", "1", 0, "segment");
    ledger.open(first, BatchId.of(flow, "a", "2", 0), flow, "a", "2", 0, "segment");
    ledger.finishRun(failed, RunState.FAILED, ErrorCode.FLOW_STOPPED, "stopped");
    ledger.finishRun(last, RunState.DONE, null, null);

    RunFinder finder = new RunFinder(ledger.database());
    assertThat(finder.list(new RunQuery(flow, null, null, 2))).extracting(Ledger.RunSummary::run).containsExactly(last, failed);
    assertThat(finder.list(new RunQuery(flow, null, failed, 2))).extracting(Ledger.RunSummary::run).containsExactly(first);
    assertThat(finder.list(new RunQuery(null, null, last, 1))).extracting(Ledger.RunSummary::run).containsExactly(failed);
    assertThat(finder.list(new RunQuery(flow, RunState.FAILED, null, 10))).extracting(Ledger.RunSummary::code).containsExactly("flow.stopped");
    assertThat(finder.list(new RunQuery(null, RunState.FAILED, last, 1))).extracting(Ledger.RunSummary::run).containsExactly(failed);
    assertThat(finder.run(failed)).map(Ledger.RunSummary::state).hasValue(RunState.FAILED);
    List<BatchId> page = ledger.batches(first, null, 1).stream().map(Ledger.BatchRecord::id).toList();
    assertThat(page).hasSize(1);
    assertThat(ledger.batches(first, page.get(0), 2)).extracting(Ledger.BatchRecord::id).hasSize(1).doesNotContainAnyElementsOf(page);
  }

  @Test
  void runsOfAProcessThatShowsNoLifeAreAbandonedAndOthersGoOn() {
    String elsewhere = "elsewhere-" + UUID.randomUUID();
    long dead = ledger.startRun(flow);
    ledger.database().write("move", statements -> statements.update("UPDATE runs SET owner = ? WHERE run = ?", elsewhere, dead));
    ledger.lease(Heartbeat.PREFIX + elsewhere, elsewhere, Heartbeat.TIME);
    assertThat(ledger.abandonDeadRuns()).isZero();
    clock.move(Heartbeat.TIME);
    long mine = ledger.startRun(flow);

    assertThat(ledger.abandonDeadRuns()).isEqualTo(1);

    assertThat(ledger.runs(flow, 2)).extracting(Ledger.RunSummary::run).containsExactly(mine, dead);
    assertThat(ledger.runs(flow, 2)).extracting(Ledger.RunSummary::state).containsExactly(RunState.RUNNING, RunState.ABANDONED);
    ledger.finishRun(mine, RunState.DONE, null, null);
  }

  @Test
  void textsNoDatabaseLikesAreKept() {
    BatchId id = opened("a");
    ledger.fail(id, ErrorCode.SINK_TARGET, "nul \u0000 and half \uD83D a pair, whole \uD83D\uDE00");

    assertThat(ledger.batch(id).orElseThrow().problem()).endsWith("nul \\u0000 and half \\ud83d a pair, whole \uD83D\uDE00");
  }

  private static void isConflict(Throwable thrown) {
    assertThat(thrown).isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_CONFLICT));
  }

  interface Turn<T> {
    T take(int index) throws Exception;
  }

  @Test
  void aProcessThatIsAloneHasAllCallsToASystemAndTwoShareThem() {
    CallPermits permits = ledger.callPermits();
    assertThat(permits.take(flow, "a", 5, 0, MINUTE).held()).isEqualTo(5);

    assertThat(permits.take(flow, "b", 5, 0, MINUTE).held()).as("all are taken").isZero();
    CallPermits.Division inUse = permits.take(flow, "a", 5, 4, MINUTE);
    assertThat(inUse.held()).as("calls under way keep their permits").isEqualTo(4);
    assertThat(inUse.fair()).isBetween(2, 3);
    assertThat(permits.take(flow, "b", 5, 0, MINUTE).held()).isEqualTo(1);

    int first = permits.take(flow, "a", 5, 0, MINUTE).held();
    int second = permits.take(flow, "b", 5, 1, MINUTE).held();
    assertThat(List.of(first, second)).containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void whatAProcessHeldGoesToTheOthersWhenItsTimeIsOverOrItGivesItBack() {
    CallPermits permits = ledger.callPermits();
    permits.take(flow, "dead", 5, 0, MINUTE);
    assertThat(permits.take(flow, "b", 5, 0, MINUTE.multipliedBy(9)).held()).isZero();

    clock.move(MINUTE);
    assertThat(permits.take(flow, "b", 5, 0, MINUTE.multipliedBy(9)).held()).isEqualTo(5);
    assertThat(permits.take(flow, "dead", 5, 5, MINUTE).held()).as("it comes back, and others have them now").isZero();

    permits.release(flow, "b");
    assertThat(permits.take(flow, "dead", 5, 0, MINUTE).held()).isEqualTo(5);
  }

  @Test
  void whatADeadProcessHeldByAClockAheadIsFreeAsSoonAsByAnyOther() {
    CallPermits permits = ledger.callPermits();
    clock.move(Duration.ofHours(1));
    permits.take(flow, "dead", 5, 0, MINUTE);
    clock.move(Duration.ofHours(-1));
    assertThat(permits.take(flow, "b", 5, 0, MINUTE).held()).isZero();

    clock.move(MINUTE);
    assertThat(permits.take(flow, "b", 5, 0, MINUTE).held()).isEqualTo(5);
  }

  @Test
  void ofMoreProcessesThanCallsEachHasItsTurn() {
    CallPermits permits = ledger.callPermits();
    List<String> owners = List.of("a", "b", "c");
    Map<String, Integer> turns = new java.util.TreeMap<>();
    for (int turn = 0; turn < 6; turn++) {
      owners.forEach(owner -> permits.take(flow, owner, 2, 0, MINUTE.multipliedBy(99)));
      int all = 0;
      for (String owner : owners) {
        int held = permits.take(flow, owner, 2, 0, MINUTE.multipliedBy(99)).held();
        turns.merge(owner, held, Integer::sum);
        all += held;
      }
      assertThat(all).isLessThanOrEqualTo(2);
      clock.move(CallPermits.TURN);
    }
    assertThat(turns.values()).allMatch(held -> held > 0);
  }

  @Test
  void processesThatAskAtOnceHoldNoMoreThanTheLimit() throws Exception {
    List<Integer> held = atOnce(8, index -> ledger.callPermits().take(flow, "process-" + index, 5, 0, MINUTE).held());

    assertThat(held.stream().mapToInt(each -> each).sum()).isEqualTo(5);
  }

  static <T> List<T> atOnce(int threads, Turn<T> turn) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<T>> turns = new ArrayList<>();
      for (int index = 0; index < threads; index++) {
        int mine = index;
        Callable<T> call =
            () -> {
              start.await();
              return turn.take(mine);
            };
        turns.add(pool.submit(call));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> each : turns) {
        results.add(each.get());
      }
      return results;
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void whatOthersAreToBeToldIsWrittenWithTheEntryAndStaysUntilItIsSent() {
    Outbox outbox = ledger.outbox();
    outbox.keep(EnumSet.allOf(EventType.class));
    try {
      BatchId id = opened("a");
      long run = ledger.batch(id).orElseThrow().run();
      ledger.landed(id, "lake", "shop/orders", 7);
      ledger.landed(id, "jdbc", "orders", 7);
      assertThat(told()).as("nothing is committed yet").isEmpty();
      assertThatThrownBy(() -> ledger.commit(id, COUNTS, Map.of(), new CursorMove("a", "not there", "1"))).isInstanceOf(CaravanException.class);
      assertThat(told()).as("the transaction was taken back").isEmpty();

      ledger.fail(id, ErrorCode.CONTRACT_DATASET_RULE, "too few rows");
      ledger.fail(id, ErrorCode.SINK_TARGET, "no such table");
      ledger.commit(id, COUNTS, Map.of(), null);
      ledger.commit(id, COUNTS, Map.of(), null);
      ledger.finishRun(run, RunState.DONE, null, null);
      ledger.finishRun(run, RunState.DONE, null, null);

      assertThat(told()).extracting(Outbox.Waiting::id)
          .containsExactly(id + "-violated-1-contract.dataset-rule-failed", id + "-landed-1", id + "-landed-2", "run-" + run);
      assertThat(told()).extracting(Outbox.Waiting::data).endsWith(
          "{\"flow\":\"" + flow + "\",\"run\":" + run + ",\"state\":\"DONE\",\"batches\":1,\"counts\":{\"read\":10,\"landed\":7,\"rejected\":2,\"deduplicated\":1,\"filtered\":0}}");
      outbox.sent(told().subList(0, 3));
      assertThat(told()).extracting(Outbox.Waiting::type).containsExactly(EventType.RUN_FINISHED);
      outbox.sent(told());
    } finally {
      outbox.keep(Set.of());
    }
  }

  private List<Outbox.Waiting> told() {
    return ledger.outbox().waiting(1000).stream().filter(event -> event.subject().equals(flow)).toList();
  }

  @Test
  void driftIsToldOnceAndNothingIsKeptThatNobodyWants() {
    DriftProposals proposals = new DriftProposals(ledger.database(), clock, ledger.outbox());
    List<DriftProposals.Noted> noted = List.of(new DriftProposals.Noted(tier(new Type.Text()).drift(), DriftPolicy.FREEZE));
    proposals.keep(compared("shop/unwanted-" + flow, "1.0.0", "one"), noted);
    assertThat(told()).isEmpty();

    ledger.outbox().keep(EnumSet.of(EventType.DRIFT_FOUND));
    try {
      String contract = "shop/" + flow;
      proposals.keep(compared(contract, "1.0.0", "one"), noted);
      proposals.keep(compared(contract, "1.0.0", "two"), noted);
      BatchId other = opened("a");
      ledger.commit(other, COUNTS, Map.of(), null);

      assertThat(told()).singleElement().satisfies(
          event -> assertThat(event.data()).contains("\"contract\":\"" + contract + "\"", "\"field\":\"tier\"", "\"kind\":\"new\"", "\"policy\":\"freeze\"").doesNotContain("gold"));
      ledger.outbox().sent(told());
    } finally {
      ledger.outbox().keep(Set.of());
    }
  }
}
