package dev.caravan.security;

import dev.caravan.Secret;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class EncryptedFileContractTest extends SecretStoreContract {
  @TempDir private Path folder;

  @Override
  protected EncryptedFile store() {
    return new EncryptedFile(folder.resolve("secrets.enc"), new StoreKey.InFile(folder.resolve("secrets.key")), Clock.systemUTC());
  }

  @Override
  protected void put(String path, String value) {
    if (store().list().isEmpty()) {
      store().set(path, new Secret(value));
    } else {
      store().rotate(path, new Secret(value));
    }
  }
}
