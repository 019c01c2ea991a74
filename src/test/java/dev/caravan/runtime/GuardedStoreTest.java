package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Secret;
import dev.caravan.security.SecretStore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A store of secrets that is down is not asked again and again; one that merely refuses is. */
class GuardedStoreTest {
  private final AtomicInteger asked = new AtomicInteger();

  private GuardedStore store(ErrorCode code) {
    return new GuardedStore(
        new SecretStore() {
          @Override
          public String name() {
            return "vault";
          }

          @Override
          public Secret read(String path) {
            asked.incrementAndGet();
            throw new CaravanException(code, "no " + path);
          }
        });
  }

  private void ask(GuardedStore store, int times) {
    for (int time = 0; time < times; time++) {
      assertThatThrownBy(() -> store.read("shop/db")).isInstanceOf(CaravanException.class);
    }
  }

  private static void guard(GuardedStore store) {
    CaravanConfig config = new ConfigSources().classPath().read();
    store.guard(Breakers.dependencies(config, new Failures(config.failures())));
  }

  @Test
  void aStoreThatIsDownIsLeftAlone() {
    GuardedStore store = store(ErrorCode.SECRET_STORE);
    guard(store);

    ask(store, 10);
    assertThatThrownBy(() -> store.read("shop/db")).hasMessageContaining("The store vault is not asked for 'shop/db'").hasMessageContaining("[secret.store-unavailable]");

    assertThat(asked).hasValue(10);
  }

  @Test
  void aStoreThatRefusesIsAskedAgain() {
    GuardedStore store = store(ErrorCode.SECRET_DENIED);
    guard(store);
    ask(store, 15);
    assertThat(asked).hasValue(15);
  }

  @Test
  void beforeThereAreRulesEveryCallIsMade() {
    ask(store(ErrorCode.SECRET_STORE), 15);
    assertThat(asked).hasValue(15);
  }
}
