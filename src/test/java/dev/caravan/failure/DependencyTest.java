package dev.caravan.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Permits and breakers of outside systems, without waiting for either. */
class DependencyTest {

  private static Dependencies dependencies(int concurrent, int reserved, String... critical) {
    DependencyPolicy policy = new DependencyPolicy(50, 2, Duration.ofMinutes(10), 1, concurrent, Duration.ZERO, reserved);
    return new Dependencies(name -> policy, Set.of(critical), failure -> failure instanceof ConnectException);
  }

  private static void fail(CircuitBreaker breaker, Exception failure) {
    assertThatThrownBy(() -> breaker.executeCallable(() -> { throw failure; })).isSameAs(failure);
  }

  @Test
  void flowsShareThePermitsOfASystem() {
    Dependencies dependencies = dependencies(2, 0);
    CircuitBreaker orders = dependencies.breaker("s3", "orders");
    CircuitBreaker customers = dependencies.breaker("s3", "customers");

    orders.acquirePermission();
    customers.acquirePermission();

    assertThatThrownBy(orders::acquirePermission).isInstanceOf(BulkheadFullException.class);
    assertThat(dependencies.dependency("s3").standing().underWay()).isEqualTo(2);
    customers.onSuccess(1, java.util.concurrent.TimeUnit.SECONDS);
    orders.acquirePermission();
    assertThat(dependencies.dependency("s3").standing().turnedAway()).isEqualTo(1);
  }

  @Test
  void oneFailureOpensABreakerWhenItsRowOfTheTableSaysSo() {
    FailureTable table =
        FailureTables.read(
            "failures.yaml", "rules: [{name: locked-out, exception: java.net.ConnectException, class: permanent, breaker: opens}, {name: rest, exception: java.lang.Exception, class: permanent}]");
    DependencyPolicy policy = new DependencyPolicy(50, 10, Duration.ofMinutes(10), 1, 0, Duration.ZERO, 0);
    CallFailures failures =
        new CallFailures() {
          @Override
          public boolean outside(Throwable failure) {
            return verdict(failure).outside();
          }

          @Override
          public boolean opens(Throwable failure) {
            return verdict(failure).opens();
          }

          private FailureTable.Verdict verdict(Throwable failure) {
            return table.verdict(FailureFacts.of(failure, cause -> java.util.Optional.empty()));
          }
        };
    Dependencies dependencies = new Dependencies(name -> policy, Set.of(), failures);
    CircuitBreaker orders = dependencies.breaker("shop", "orders");
    CircuitBreaker customers = dependencies.breaker("shop", "customers");

    fail(orders, new IllegalStateException("mine"));
    assertThat(dependencies.openedBy("shop")).isEmpty();
    customers.acquirePermission();
    fail(orders, new ConnectException("locked out"));

    assertThatThrownBy(orders::acquirePermission).isInstanceOf(CallNotPermittedException.class);
    assertThat(dependencies.openedBy("shop")).contains("locked out");
    assertThat(dependencies.openedBy("another")).isEmpty();
    // A call that was under way ends later, and the breaker is open already.
    customers.onError(1, java.util.concurrent.TimeUnit.SECONDS, new ConnectException("locked out too"));
    assertThat(dependencies.dependency("shop").standing().opened()).isEqualTo(1);
    assertThat(dependencies.openedBy("shop")).contains("locked out");
  }

  @Test
  void whatOpenedABreakerIsRememberedWhenItsFailuresWereCounted() {
    Dependencies dependencies = dependencies(0, 0);
    CircuitBreaker breaker = dependencies.breaker("s3", "orders");

    fail(breaker, new ConnectException("first"));
    assertThat(dependencies.openedBy("s3")).isEmpty();
    fail(breaker, new ConnectException("second"));

    assertThat(dependencies.openedBy("s3")).contains("second");
  }

  @Test
  void aBreakerMeasuresByAClockThatNobodySets() {
    assertThat(dependencies(2, 0).breaker("s3", "orders").getCircuitBreakerConfig().getClock()).isInstanceOf(SteadyClock.class);
  }

  @Test
  void aSystemWithoutPermitsLeavesThoseOfOthersAlone() throws Exception {
    Dependencies dependencies = dependencies(1, 0);
    dependencies.breaker("slow", "orders").acquirePermission();

    assertThatThrownBy(() -> dependencies.call("slow", () -> 1)).isInstanceOf(BulkheadFullException.class);
    assertThat(dependencies.call("quick", () -> 1)).isEqualTo(1);
  }

  @Test
  void aCriticalFlowFindsPermitsWhenTheOthersHaveTakenTheirs() {
    Dependencies dependencies = dependencies(4, 1, "orders");
    CircuitBreaker others = dependencies.breaker("s3", "customers");
    CircuitBreaker orders = dependencies.breaker("s3", "orders");
    for (int call = 0; call < 3; call++) {
      others.acquirePermission();
    }

    assertThatThrownBy(others::acquirePermission).isInstanceOf(BulkheadFullException.class);
    orders.acquirePermission();
    assertThatThrownBy(orders::acquirePermission).isInstanceOf(BulkheadFullException.class);
  }

  @Test
  void withoutACriticalFlowNoPermitIsHeldBack() {
    CircuitBreaker breaker = dependencies(2, 1).breaker("s3", "customers");
    breaker.acquirePermission();
    breaker.acquirePermission();
    assertThat(breaker.tryAcquirePermission()).isFalse();
  }

  @Test
  void everyEndOfACallGivesItsPermitBack() throws Exception {
    Dependencies dependencies = dependencies(1, 0);
    CircuitBreaker breaker = dependencies.breaker("s3", "orders");

    breaker.executeCallable(() -> "done");
    fail(breaker, new IllegalStateException("mine"));
    breaker.acquirePermission();
    breaker.releasePermission();
    fail(breaker, new ConnectException("refused"));
    breaker.transitionToOpenState();
    assertThatThrownBy(() -> breaker.executeCallable(() -> "never")).isInstanceOf(CallNotPermittedException.class);

    assertThat(dependencies.dependency("s3").standing())
        .isEqualTo(new Dependency.Standing("s3", Dependency.State.OPEN, 50, 0, 1, 1, 2, 1, 0, 1));
  }

  @Test
  void onlyWhatSpeaksOfAnIllSystemOpensItsBreaker() {
    Dependencies dependencies = dependencies(0, 0);
    CircuitBreaker breaker = dependencies.breaker("s3", "orders");
    for (int call = 0; call < 10; call++) {
      fail(breaker, new IllegalStateException("mine"));
    }
    assertThat(dependencies.dependency("s3").standing().state()).isEqualTo(Dependency.State.CLOSED);

    fail(breaker, new ConnectException("refused"));
    fail(breaker, new ConnectException("refused"));

    assertThat(dependencies.dependency("s3").standing().state()).isEqualTo(Dependency.State.OPEN);
    assertThat(dependencies.breaker("s3", "customers").tryAcquirePermission()).as("for all flows").isFalse();
    assertThat(dependencies.breaker("jdbc-shop", "orders").tryAcquirePermission()).as("and for no other system").isTrue();
  }

  @Test
  void aBreakerThatSomebodyHasMadeIsUsed() {
    Dependencies dependencies = dependencies(1, 0);
    CircuitBreaker own = CircuitBreaker.ofDefaults("own");
    own.transitionToForcedOpenState();

    dependencies.use("http-shop", own);

    assertThat(dependencies.breaker("http-shop", "orders").tryAcquirePermission()).isFalse();
    assertThat(dependencies.dependency("http-shop").standing().underWay()).isZero();
  }

  @Test
  void zeroMeansAnyNumberOfCalls() {
    Dependencies dependencies = dependencies(0, 0);
    CircuitBreaker breaker = dependencies.breaker("ledger", "");
    for (int call = 0; call < 1000; call++) {
      breaker.acquirePermission();
    }
    assertThat(dependencies.dependency("ledger").standing().limit()).isZero();
  }

  @Test
  void whoeverListensHearsOfEachSystemOnce() {
    Dependencies dependencies = dependencies(1, 0);
    dependencies.dependency("before");
    List<String> heard = new ArrayList<>();

    dependencies.onMade(dependency -> heard.add(dependency.name()));
    dependencies.breaker("after", "orders");
    dependencies.breaker("after", "customers");

    assertThat(heard).containsExactly("before", "after");
    assertThat(dependencies.all()).extracting(Dependency::name).containsExactly("after", "before");
  }
}
