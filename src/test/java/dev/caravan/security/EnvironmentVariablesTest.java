package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentVariablesTest extends SecretStoreContract {
  private final Map<String, String> environment = new HashMap<>(Map.of("PATH", VALUE));

  @Override
  protected SecretStore store() {
    return new EnvironmentVariables(environment);
  }

  @Override
  protected void put(String path, String value) {
    environment.put("CARAVAN_SECRET_SHOP_PASSWORD", value);
  }

  @Test
  void readsOnlyVariablesThatWereMeantAsSecrets() {
    refuses(() -> store().read("PATH"), ErrorCode.SECRET_MISSING, "CARAVAN_SECRET_PATH");
    refuses(() -> store().read("../PATH x"), ErrorCode.SECRET_NAME, "letters");
  }

  @Test
  void slashesDotsAndDashesAreUnderscores() {
    environment.put("CARAVAN_SECRET_SHOP_DB_V2_PASSWORD", "tiger");

    assertThat(store().read("shop/db.v2-password").reveal()).isEqualTo("tiger");
  }
}
