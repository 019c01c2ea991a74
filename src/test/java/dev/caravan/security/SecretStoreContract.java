package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every store of secrets does alike. */
public abstract class SecretStoreContract {
  protected static final String VALUE = "s3cr3t-€-\"with\"-\\quotes";

  protected abstract SecretStore store();

  /** Puts a value where the store keeps it, in place of what there is. */
  protected abstract void put(String path, String value) throws IOException;

  @Test
  void readsWhatIsThereToTheLastCharacter() throws IOException {
    put("shop-password", VALUE);

    assertThat(store().read("shop-password").reveal()).isEqualTo(VALUE);
  }

  @Test
  void readsTheNewValueAfterARotation() throws IOException {
    put("shop-password", "old");
    assertThat(store().read("shop-password").reveal()).isEqualTo("old");

    put("shop-password", "new");

    assertThat(store().read("shop-password").reveal()).isEqualTo("new");
  }

  @Test
  void tellsOfAMissingSecretByNameAndWhatToDo() {
    refuses(() -> store().read("no-such-secret"), ErrorCode.SECRET_MISSING, "no-such-secret", "next: ");
  }

  protected static void refuses(ThrowingCallable call, ErrorCode code, String... said) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> {
          assertThat(e.getMessage()).contains(said).doesNotContain(VALUE);
        });
  }
}
