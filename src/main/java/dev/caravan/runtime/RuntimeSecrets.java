package dev.caravan.runtime;

import dev.caravan.Secret;
import dev.caravan.Secrets;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.failure.Dependencies;
import dev.caravan.failure.SteadyClock;
import dev.caravan.runtime.vault.AzureKeyVault;
import dev.caravan.runtime.vault.HashicorpVault;
import dev.caravan.security.CachedSecrets;
import dev.caravan.security.EncryptedFile;
import dev.caravan.security.EnvironmentVariables;
import dev.caravan.security.KeptAccesses;
import dev.caravan.security.SecretFolder;
import dev.caravan.security.SecretStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The secrets of one process, over all stores. Nothing is opened before the first use. Until {@link #audit}
 * only the ledger's own password can be had. Thread-safe.
 */
public final class RuntimeSecrets implements Secrets, AutoCloseable {
  private final SecretsConfig config;
  private final KeptAccesses accesses = new KeptAccesses();
  private final EncryptedFile file;
  private final CachedSecrets secrets;
  private final List<GuardedStore> outside;

  RuntimeSecrets(SecretsConfig config, Clock clock) {
    this.config = config;
    this.file = new EncryptedFile(config.file(), config.key(), clock);
    this.outside =
        Stream.of(
                Optional.ofNullable(config.vault()).<SecretStore>map(HashicorpVault::new), Optional.ofNullable(config.azure()).<SecretStore>map(AzureKeyVault::new))
            .flatMap(Optional::stream)
            .map(GuardedStore::new)
            .toList();
    Map<String, SecretStore> stores =
        Stream.concat(Stream.of(file, new EnvironmentVariables(config.environment()), new SecretFolder(config.folder())), outside.stream())
            .collect(Collectors.toMap(SecretStore::name, Function.identity()));
    this.secrets = new CachedSecrets(stores, config.store(), config.lifetime(), accesses, clock, new SteadyClock());
  }

  /** From now on uses are written to this ledger. */
  public void audit(JdbcLedger ledger) {
    accesses.open(ledger.database());
  }

  /** From now on stores outside are asked by the rules of their dependencies. */
  void guard(Dependencies dependencies) {
    outside.forEach(store -> store.guard(dependencies));
  }

  /** Where accesses are written. */
  public KeptAccesses accesses() {
    return accesses;
  }

  /** The store that Caravan itself can write. */
  public EncryptedFile file() {
    return file;
  }

  public SecretsConfig config() {
    return config;
  }

  @Override
  public Secret secret(String name) {
    return secrets.secret(name);
  }

  @Override
  public boolean refused(String name, Secret value) {
    return secrets.refused(name, value);
  }

  @Override
  public Secrets usedBy(String user) {
    return secrets.usedBy(user);
  }

  /** To be called before the ledger closes. */
  @Override
  public void close() {
    try {
      secrets.close();
    } finally {
      accesses.close();
    }
  }
}
