package dev.caravan.runtime;

import dev.caravan.Credential;
import dev.caravan.Secrets;
import dev.caravan.runtime.vault.AzureKeyVault;
import dev.caravan.runtime.vault.KeyVaultConfig;
import dev.caravan.runtime.vault.KeyVaultLogin;
import java.net.URI;

/** Reads the settings of Azure Key Vault. Not thread-safe. */
final class KeyVaultSettings {
  private static final String HOST = "https://[A-Za-z0-9.-]+(:\\d{1,5})?/?";

  private final SettingValues said;
  private final Secrets others;

  /** @param others asked at each login; the login of a store may lie in another one */
  KeyVaultSettings(SettingValues said, Secrets others) {
    this.said = said;
    this.others = others;
  }

  /** Null when there is none. */
  KeyVaultConfig read() {
    String address = said.text(Setting.AZURE_ADDRESS);
    if (address.isEmpty()) {
      return said.text(Setting.SECRETS_STORE).equals(AzureKeyVault.STORE)
          ? said.bad(Setting.SECRETS_STORE, "caravan.azure.address, where the store is", null)
          : null;
    }
    if (!address.matches(HOST)) {
      return said.bad(Setting.AZURE_ADDRESS, "an address such as https://shop.vault.azure.net", null);
    }
    String authority = said.text(Setting.AZURE_AUTHORITY);
    if (!authority.matches(HOST)) {
      return said.bad(Setting.AZURE_AUTHORITY, "an address such as https://login.microsoftonline.com", null);
    }
    KeyVaultLogin login = login();
    return login == null ? null : new KeyVaultConfig(URI.create(address), URI.create(authority), login, said.duration(Setting.SECRETS_PATIENCE));
  }

  private KeyVaultLogin login() {
    String tenant = said.text(Setting.AZURE_TENANT);
    String client = said.text(Setting.AZURE_CLIENT_ID);
    boolean named = !tenant.isEmpty() && !client.isEmpty();
    return switch (said.text(Setting.AZURE_LOGIN)) {
      case "client-secret" -> {
        Credential secret = said.opening(AzureKeyVault.STORE, Setting.AZURE_CLIENT_SECRET, Setting.AZURE_CLIENT_SECRET_FROM, others);
        yield named && secret != null
            ? new KeyVaultLogin.ClientSecret(tenant, client, secret)
            : said.bad(Setting.AZURE_LOGIN, "caravan.azure.tenant, caravan.azure.client-id and caravan.azure.client-secret or caravan.azure.client-secret-from", null);
      }
      case "workload-identity" ->
          named
              ? new KeyVaultLogin.WorkloadIdentity(tenant, client, said.path(Setting.AZURE_TOKEN_FILE))
              : said.bad(Setting.AZURE_LOGIN, "caravan.azure.tenant and caravan.azure.client-id", null);
      case "managed-identity" -> new KeyVaultLogin.ManagedIdentity(client.isEmpty() ? null : client);
      default -> said.bad(Setting.AZURE_LOGIN, "client-secret, workload-identity or managed-identity", null);
    };
  }
}
