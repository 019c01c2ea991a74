package dev.caravan.runtime;

import dev.caravan.runtime.vault.KeyVaultConfig;
import dev.caravan.runtime.vault.VaultConfig;
import dev.caravan.security.StoreKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where secrets are kept.
 *
 * @param store of names that say none
 * @param lifetime of a value in memory
 * @param file the encrypted file; need not exist
 * @param folder of one file a secret; need not exist
 * @param vault null for none
 * @param azure null for none
 * @param environment the variables of this process
 */
public record SecretsConfig(String store, Duration lifetime, Path file, StoreKey key, Path folder, VaultConfig vault, KeyVaultConfig azure, Map<String, String> environment) {
  public SecretsConfig {
    environment = Map.copyOf(environment);
  }

  /** Without the environment, which holds more than it should show. */
  @Override
  public String toString() {
    return "SecretsConfig[store=" + store + ", lifetime=" + lifetime + ", file=" + file + "]";
  }
}
