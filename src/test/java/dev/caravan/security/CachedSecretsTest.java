package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Secret;
import dev.caravan.Secrets;
import dev.caravan.catalog.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How long a value is remembered, when it is asked for anew, and what is written down of it. */
class CachedSecretsTest {
  private final SettableClock clock = new SettableClock();
  private final StoredValues store = new StoredValues();
  private final List<Access> log = new CopyOnWriteArrayList<>();
  private final CachedSecrets secrets = secrets(log::add);

  CachedSecretsTest() {
    store.values.put("token", "old");
  }

  private CachedSecrets secrets(AccessLog accesses) {
    return new CachedSecrets(Map.of("stored", store), "stored", Duration.ofMinutes(5), accesses, clock, clock);
  }

  @Test
  void asksTheStoreOnceALifetime() {
    assertThat(secrets.secret("token").reveal()).isEqualTo("old");
    store.values.put("token", "new");
    clock.move(Duration.ofSeconds(299));
    assertThat(secrets.secret("stored:token").reveal()).isEqualTo("old");
    assertThat(store.asked).hasValue(1);

    clock.move(Duration.ofSeconds(1));

    assertThat(secrets.secret("token").reveal()).isEqualTo("new");
    assertThat(store.asked).hasValue(2);
  }

  @Test
  void aClockThatIsPutBackKeepsNoValueLonger() {
    SettableClock timeOfDay = new SettableClock();
    CachedSecrets secrets = new CachedSecrets(Map.of("stored", store), "stored", Duration.ofMinutes(5), log::add, timeOfDay, clock);
    secrets.secret("token");
    store.values.put("token", "new");

    timeOfDay.move(Duration.ofHours(-1));
    clock.move(Duration.ofMinutes(5));

    assertThat(secrets.secret("token").reveal()).isEqualTo("new");
    assertThat(log).last().extracting(Access::at).as("what is written down is the time of day").isEqualTo(timeOfDay.instant());
  }

  @Test
  void aRefusedValueIsAskedForAnewAtOnce() {
    Credential token = secrets.credential("token");
    Secret old = token.get();
    store.values.put("token", "new");

    assertThat(token.refused(old)).as("another value is there").isTrue();

    assertThat(token.get().reveal()).isEqualTo("new");
    assertThat(store.asked).hasValue(2);
  }

  @Test
  void aValueRefusedByManyThreadsIsAskedForOnceMoreAndNotTenTimes() throws Exception {
    Secret old = secrets.secret("token");
    store.values.put("token", "new");
    ExecutorService threads = Executors.newFixedThreadPool(10);
    List<Callable<Boolean>> refusals = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      refusals.add(() -> secrets.refused("token", old));
    }
    for (Future<Boolean> refusal : threads.invokeAll(refusals)) {
      assertThat(refusal.get()).isTrue();
    }
    threads.shutdown();

    assertThat(store.asked).hasValue(2);
  }

  @Test
  void aValueThatIsStillTheSameIsNotWorthAnotherTry() {
    Secret old = secrets.secret("token");

    assertThat(secrets.refused("token", old)).isFalse();
  }

  @Test
  void aSecretThatWasTakenAwayIsNotServedFromMemory() {
    Secret old = secrets.secret("token");
    store.failure = ErrorCode.SECRET_DENIED;

    assertThatThrownBy(() -> secrets.refused("token", old)).hasMessageContaining("[secret.denied]");
    assertThatThrownBy(() -> secrets.secret("token")).hasMessageContaining("[secret.denied]");
  }

  @Test
  void writesDownWhoAskedAndWhatCameOfIt() {
    Secrets shop = secrets.usedBy("data source shop");
    shop.secret("token");
    store.failure = ErrorCode.SECRET_DENIED;
    assertThatThrownBy(() -> secrets.usedBy("flow orders").secret("other")).isInstanceOf(CaravanException.class);

    assertThat(log).containsExactly(
        new Access(clock.instant(), "stored:token", "data source shop", Access.Action.READ, "done", 1),
        new Access(clock.instant(), "stored:other", "flow orders", Access.Action.READ, "secret.denied", 1));
  }

  @Test
  void everyUseIsCountedThoughManyAreToldTogether() {
    Secrets shop = secrets.usedBy("shop");
    for (int use = 0; use < 100; use++) {
      shop.secret("token");
    }
    assertThat(log).as("the reading, and the first use at once").hasSize(2);
    secrets.usedBy("somebody else").secret("token");
    assertThat(log).as("another user is told at once").hasSize(3);

    clock.move(Duration.ofMinutes(1));
    shop.secret("token");
    shop.secret("token");
    secrets.close();

    assertThat(log.stream().filter(access -> access.user().equals("shop")).mapToLong(Access::uses).sum()).isEqualTo(102);
  }

  @Test
  void handsNothingOutThatCannotBeWrittenDown() {
    CachedSecrets unaudited = secrets(access -> {
      throw new CaravanException(ErrorCode.SECRET_UNAUDITED, "the disk is full");
    });

    assertThatThrownBy(() -> unaudited.secret("token")).hasMessageContaining("[secret.unaudited]");
    assertThatThrownBy(() -> unaudited.secret("token")).as("not from memory either").hasMessageContaining("[secret.unaudited]");
  }

  @Test
  void anUnknownStoreIsToldWithTheNearestOne() {
    assertThatThrownBy(() -> secrets.secret("stred:token")).hasMessageContaining("[secret.name]").hasMessageContaining("you mean 'stored'?");
    assertThatThrownBy(() -> secrets.secret("stored:")).hasMessageContaining("[secret.name]");
  }
}
