package dev.caravan.runtime;

import dev.caravan.Credential;
import dev.caravan.Secrets;
import dev.caravan.runtime.vault.HashicorpVault;
import dev.caravan.runtime.vault.VaultConfig;
import dev.caravan.runtime.vault.VaultLogin;
import java.net.URI;
import java.nio.file.Path;

/** Reads the settings of HashiCorp Vault. Not thread-safe. */
final class VaultSettings {
  private final SettingValues said;
  private final Secrets others;

  /** @param others asked at each login; the login of a store may lie in another one */
  VaultSettings(SettingValues said, Secrets others) {
    this.said = said;
    this.others = others;
  }

  /** Null when there is none. */
  VaultConfig read() {
    String address = said.text(Setting.VAULT_ADDRESS);
    if (address.isEmpty()) {
      return said.text(Setting.SECRETS_STORE).equals(HashicorpVault.STORE)
          ? said.bad(Setting.SECRETS_STORE, "caravan.vault.address, where the store is", null)
          : null;
    }
    if (!address.matches("https?://[A-Za-z0-9.-]+(:\\d{1,5})?/?|https?://\\[[0-9a-fA-F:.]+](:\\d{1,5})?/?")) {
      return said.bad(Setting.VAULT_ADDRESS, "an address such as https://vault:8200", null);
    }
    String engine = said.text(Setting.VAULT_ENGINE);
    if (!engine.matches("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*")) {
      return said.bad(Setting.VAULT_ENGINE, "the path of a mount such as secret", null);
    }
    String namespace = said.text(Setting.VAULT_NAMESPACE);
    return new VaultConfig(URI.create(address), namespace.isEmpty() ? null : namespace, engine, login(), said.duration(Setting.SECRETS_PATIENCE));
  }

  private VaultLogin login() {
    String method = said.text(Setting.VAULT_LOGIN);
    String role = said.text(Setting.VAULT_ROLE);
    String mount = said.text(Setting.VAULT_MOUNT).isEmpty() ? method : said.text(Setting.VAULT_MOUNT);
    return switch (method) {
      case "token" -> {
        Credential token = said.opening(HashicorpVault.STORE, Setting.VAULT_TOKEN, Setting.VAULT_TOKEN_FROM, others);
        yield token == null ? said.bad(Setting.VAULT_LOGIN, "caravan.vault.token or caravan.vault.token-from", null) : new VaultLogin.Token(token);
      }
      case "approle" -> {
        Credential secretId = said.opening(HashicorpVault.STORE, Setting.VAULT_SECRET_ID, Setting.VAULT_SECRET_ID_FROM, others);
        yield role.isEmpty() || secretId == null
            ? said.bad(Setting.VAULT_LOGIN, "caravan.vault.role and caravan.vault.secret-id or caravan.vault.secret-id-from", null)
            : new VaultLogin.AppRole(mount, role, secretId);
      }
      case "kubernetes" -> {
        Path jwt = said.path(Setting.VAULT_JWT_FILE);
        yield role.isEmpty() ? said.bad(Setting.VAULT_LOGIN, "caravan.vault.role", null) : new VaultLogin.Kubernetes(mount, role, jwt);
      }
      default -> said.bad(Setting.VAULT_LOGIN, "token, approle or kubernetes", null);
    };
  }
}
