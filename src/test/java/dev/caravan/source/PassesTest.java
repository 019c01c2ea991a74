package dev.caravan.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Scanned;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Milestones;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PassesTest {
  private static final Counts COUNTS = new Counts(3, 3, 0, 0, 0);

  private static final BatchId BATCH = BatchId.of("orders", "inbox", "digest", 0);
  private static final Problem FULL = Problem.of(ErrorCode.DISK_FULL, null, "The disk is full");

  @TempDir Path folder;
  private final AtomicBoolean down = new AtomicBoolean();

  @Test
  void aCommitThatTheLedgerDidNotTakeMayBeRepeated() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Landings landings = new Landings();
      Passes passes = new Passes(mayBeDown(ledger), landings, new HeldLeases(ledger, "me", Duration.ofMinutes(1)), Passes.Work.ONCE);
      BatchId batch = BatchId.of("orders", "inbox", "digest", 0);
      assertThat(passes.begin("orders", List.of())).isTrue();
      passes.open("orders", batch, "inbox", "digest", 0, "segment", "orders.csv", 10);
      landings.add(batch, COUNTS, Map.of(), null, "lake", "lake/orders");

      down.set(true);
      assertThatThrownBy(() -> passes.commit("orders", batch, null)).hasMessageContaining("[ledger.unavailable]");
      down.set(false);
      passes.commit("orders", batch, null);

      assertThat(ledger.batch(batch).orElseThrow().counts()).isEqualTo(COUNTS);
      assertThatThrownBy(() -> landings.outcome(batch)).as("forgotten when it is committed").hasMessageContaining("[route.no-sink]");
    }
  }

  @Test
  void aFlowThatIsHeldOrStoppedEndsItsPassAndBeginsNoneUntilItMay() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Passes passes = new Passes(ledger, new Landings(), new HeldLeases(ledger, "me", Duration.ofMinutes(1)), Passes.Work.AGAIN_AND_AGAIN);
      for (Runnable[] ends : List.of(
          new Runnable[] {() -> passes.hold("orders"), () -> passes.letGo("orders")}, new Runnable[] {() -> passes.stop(Set.of("orders")), () -> passes.stop(Set.of())})) {
        assertThat(passes.begin("orders", List.of())).isTrue();
        assertThat(passes.goesOn("orders")).isTrue();
        ends[0].run();
        assertThat(passes.goesOn("orders")).isFalse();
        passes.finish("orders");
        assertThat(passes.begin("orders", List.of())).isFalse();
        assertThat(passes.waits("orders")).as("it may go on later").isTrue();
        assertThat(passes.begin("others", List.of())).as("others are not concerned").isTrue();
        passes.finish("others");
        passes.renew("orders");
        assertThat(passes.stopped("orders")).as("a later version does not start it").isEqualTo(!passes.begin("orders", List.of()));
        passes.finish("orders");
        ends[1].run();
      }
    }
  }

  @Test
  @Timeout(60)
  void aFlowThatIsStoppedGivesItsLeaseToOthersAndKeepsNobodyWaiting() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Passes passes = new Passes(ledger, new Landings(), new HeldLeases(ledger, "me", Duration.ofMinutes(1)), Passes.Work.ONCE);
      List.of("orders", "totals").forEach(passes::expect);
      assertThat(passes.begin("orders", List.of())).isTrue();
      passes.stop(Set.of("orders"));
      passes.giveUpStopped();
      assertThat(ledger.lease(Ledger.leaseOf("orders"), "another", Duration.ofMinutes(1))).as("it has something in hand").isFalse();
      passes.finish("orders");
      passes.giveUpStopped();
      assertThat(ledger.lease(Ledger.leaseOf("orders"), "another", Duration.ofMinutes(1))).isTrue();

      assertThat(passes.begin("orders", List.of())).isFalse();
      assertThat(passes.waits("orders")).as("of one pass none is left").isFalse();
      passes.stop(Set.of("orders", "late"));
      passes.expect("late");
      assertThat(passes.begin("totals", List.of("late"))).as("what comes after it").isTrue();
      passes.finish("totals");
      assertThat(passes.begin("late", List.of())).isFalse();
      assertThat(passes.waits("late")).isFalse();
      assertThat(passes.awaitAll()).isTrue();
    }
  }

  @Test
  void aThreadThatIsInterruptedEndsItsOwnPassAndNoOther() throws InterruptedException {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Passes passes = new Passes(ledger, new Landings(), new HeldLeases(ledger, "me", Duration.ofMinutes(1)), Passes.Work.AGAIN_AND_AGAIN);
      assertThat(passes.begin("orders", List.of())).isTrue();
      AtomicBoolean goesOn = new AtomicBoolean(true);
      AtomicBoolean waits = new AtomicBoolean(true);
      Thread stopped =
          new Thread(
              () -> {
                passes.pause(Duration.ofMinutes(5));
                goesOn.set(passes.goesOn("orders"));
                waits.set(passes.waits("others"));
              });
      stopped.start();
      stopped.interrupt();
      stopped.join();

      assertThat(goesOn).isFalse();
      assertThat(waits).isFalse();
      assertThat(passes.goesOn("orders")).as("the pass as its own thread sees it").isTrue();
      assertThat(passes.waits("others")).isTrue();
      passes.finish("orders");
      assertThat(passes.progress().get(0).state()).as("what becomes of a pass whose helper was interrupted").isEqualTo(FlowProgress.State.IDLE);
    }
  }

  @Test
  void aPassThatAnInterruptEndedIsNoWholeOne() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Landings landings = new Landings();
      Passes passes = new Passes(ledger, landings, new HeldLeases(ledger, "me", Duration.ofMinutes(1)), Passes.Work.AGAIN_AND_AGAIN);
      assertThat(passes.begin("orders", List.of())).isTrue();
      open(passes);
      landings.add(BATCH, COUNTS, Map.of(), null, "lake", "lake/orders");
      passes.commit("orders", BATCH, null);

      Thread.currentThread().interrupt();
      assertThat(passes.goesOn("orders")).isFalse();
      passes.finish("orders");
      assertThat(Thread.interrupted()).isTrue();

      assertThat(passes.progress().get(0).state()).isEqualTo(FlowProgress.State.WAITING);
      assertThat(passes.begin("lines", List.of("orders"))).as("a flow that comes after the whole of orders").isFalse();
      assertThat(passes.begin("orders", List.of())).isTrue();
      passes.finish("orders");
      assertThat(passes.begin("lines", List.of("orders"))).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void aFlowPausesWhileThereIsNoRoomAndBeginsWhenThereIs() {
    AtomicReference<Problem> shortage = new AtomicReference<>(FULL);
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Passes passes = passes(ledger, new Landings(), Duration.ofMinutes(1), () -> Optional.ofNullable(shortage.get()));

      assertThat(passes.begin("orders", List.of())).isFalse();
      assertThat(passes.progress().get(0).problem()).isEqualTo(FULL);
      shortage.set(null);
      assertThat(passes.begin("orders", List.of())).isTrue();
      assertThat(passes.progress().get(0).problem()).isNull();
      shortage.set(FULL);
      assertThatThrownBy(() -> open(passes)).hasMessageContaining("[disk.full]");
      assertThat(ledger.batch(BATCH)).isEmpty();
    }
  }

  @Test
  void aFullDiskEndsThePassAndNotTheFlow() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Passes passes = passes(ledger, new Landings(), Duration.ofMinutes(1), Room.ENOUGH);
      assertThat(passes.begin("orders", List.of())).isTrue();
      open(passes);

      assertThat(passes.fail("orders", FULL)).as("failed for good").isFalse();

      assertThat(passes.progress().get(0).state()).isEqualTo(FlowProgress.State.WAITING);
      assertThat(ledger.runs(1).get(0).code()).isEqualTo("disk.full");
      assertThat(passes.begin("orders", List.of())).isTrue();
      assertThat(ledger.unfinished("orders")).extracting(Ledger.BatchRecord::id).containsExactly(BATCH);
    }
  }

  @Test
  void aFlowThatWasTakenOverBeginsNoBatchHereEvenWhenTheOtherIsDone() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Passes passes = passes(ledger, new Landings(), Duration.ofMillis(1), Room.ENOUGH);
      assertThat(passes.begin("orders", List.of())).isTrue();
      await().until(() -> ledger.lease("flow:orders", "other", Duration.ofMinutes(1)));

      assertThatThrownBy(() -> open(passes)).hasMessageContaining("[ledger.conflict]");
      ledger.release("flow:orders", "other");
      assertThatThrownBy(() -> open(passes)).hasMessageContaining("[ledger.conflict]");

      assertThat(ledger.batch(BATCH)).isEmpty();
      assertThat(passes.goesOn("orders")).isFalse();
      passes.finish("orders");
      assertThat(passes.begin("orders", List.of())).as("a new pass, which looks where the other has come to").isTrue();
    }
  }

  @Test
  void aBatchInHandIsLeftToTheProcessThatHasTakenTheFlowOver() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Landings landings = new Landings();
      Passes passes = passes(ledger, landings, Duration.ofMillis(1), Room.ENOUGH);
      assertThat(passes.begin("orders", List.of())).isTrue();
      open(passes);
      landings.add(BATCH, COUNTS, Map.of(), null, "lake", "lake/orders");
      await().until(() -> ledger.lease("flow:orders", "other", Duration.ofMinutes(1)));

      assertThat(passes.commit("orders", BATCH, null)).isFalse();

      assertThat(ledger.unfinished("orders")).extracting(Ledger.BatchRecord::state).containsExactly(Ledger.BatchState.OPEN);
      assertThat(passes.goesOn("orders")).isFalse();
    }
  }

  @Test
  void aFlowThatIsSharedHoldsWhatItHasInHandAndNothingElse() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      Landings landings = new Landings();
      Passes one = passes(ledger, landings, "one");
      Passes other = passes(ledger, landings, "other");
      assertThat(one.beginShared("orders", List.of())).isTrue();
      assertThat(other.beginShared("orders", List.of())).as("both may read").isTrue();
      open(one);

      assertThatThrownBy(() -> open(other)).hasMessageContaining("[ledger.conflict]");
      assertThat(other.goesOn("orders")).as("there may be something else to read").isTrue();
      one.fail("orders", FULL);
      open(other);
      landings.add(BATCH, COUNTS, Map.of(), null, "lake", "lake/orders");

      assertThat(other.commit("orders", BATCH, null)).isTrue();
      assertThat(ledger.batch(BATCH).orElseThrow().state()).isEqualTo(Ledger.BatchState.COMMITTED);
    }
  }

  private static Passes passes(JdbcLedger ledger, Landings landings, String owner) {
    HeldLeases leases = new HeldLeases(ledger, owner, Duration.ofMinutes(1));
    return new Passes(ledger, landings, leases, Passes.Work.AGAIN_AND_AGAIN, batch -> Scanned.NOTHING, Milestones.NONE, Room.ENOUGH);
  }

  private static Passes passes(JdbcLedger ledger, Landings landings, Duration lease, Room room) {
    return new Passes(ledger, landings, new HeldLeases(ledger, "me", lease), Passes.Work.AGAIN_AND_AGAIN, batch -> Scanned.NOTHING, Milestones.NONE, room);
  }

  private static void open(Passes passes) {
    passes.open("orders", BATCH, "inbox", "digest", 0, "segment", "orders.csv", 10);
  }

  private Ledger mayBeDown(Ledger ledger) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> {
              if (down.get()) {
                throw new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "The ledger is down");
              }
              try {
                return method.invoke(ledger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
