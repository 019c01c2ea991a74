package dev.caravan.source.netsuite;

import dev.caravan.Secrets;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpSystem;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * Makes what signs the calls to an account. The secrets stand below one name: {@code client-id},
 * {@code certificate-id} and {@code private-key} for OAuth 2.0; {@code consumer-key}, {@code
 * consumer-secret}, {@code token-id} and {@code token-secret} for token-based authentication.
 */
public final class NetSuiteLogin {
  static final String TOKEN_PATH = "/services/rest/auth/oauth2/v1/token";

  private NetSuiteLogin() {}

  /** Names of the secrets that a login takes. */
  static List<String> names(NetSuiteConfig config) {
    List<String> below =
        config.login().equals("tba")
            ? List.of("consumer-key", "consumer-secret", "token-id", "token-secret")
            : List.of("client-id", "certificate-id", "private-key");
    return below.stream().map(name -> config.credentials() + "/" + name).toList();
  }

  public static Authorization of(NetSuiteConfig config, NetSuiteAccount account, HttpSystem system, Secrets secrets, Clock clock) {
    String prefix = config.credentials() + "/";
    if (config.login().equals("tba")) {
      TokenBasedAuthorization.Keys keys =
          new TokenBasedAuthorization.Keys(
              secrets.credential(prefix + "consumer-key"),
              secrets.credential(prefix + "consumer-secret"),
              secrets.credential(prefix + "token-id"),
              secrets.credential(prefix + "token-secret"));
      return new TokenBasedAuthorization(account.realm(), keys, () -> UUID.randomUUID().toString().replace("-", ""), clock);
    }
    return new ClientAssertionAuthorization(
        account.address(TOKEN_PATH),
        secrets.credential(prefix + "client-id"),
        secrets.credential(prefix + "certificate-id"),
        secrets.credential(prefix + "private-key"),
        config.algorithm(),
        system.tokens(),
        clock);
  }
}
