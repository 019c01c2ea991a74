package dev.caravan.source.rest;

import dev.caravan.Secrets;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.ClientSecretAuthorization;
import dev.caravan.source.http.HeaderAuthorization;
import dev.caravan.source.http.HttpSystems;
import java.util.Locale;

/**
 * Makes what signs the calls. The secrets stand below one name: {@code user} and {@code password}, {@code token},
 * {@code key}, or {@code client-id} and {@code client-secret}.
 */
final class RestLogin {
  private RestLogin() {}

  static Authorization of(RestConfig config, HttpSystems systems, Secrets secrets) {
    String prefix = config.credentials() + "/";
    return switch (config.login()) {
      case "basic" -> HeaderAuthorization.basic(secrets.credential(prefix + "user"), secrets.credential(prefix + "password"));
      case "bearer" -> HeaderAuthorization.bearer(secrets.credential(prefix + "token"));
      case "apiKey" ->
          config.keyParameter().isBlank()
              ? HeaderAuthorization.keyInHeader(config.keyHeader(), secrets.credential(prefix + "key"))
              : HeaderAuthorization.keyInQuery(config.keyParameter(), secrets.credential(prefix + "key"));
      case "oauth2" ->
          new ClientSecretAuthorization(
              config.tokenUrl(),
              secrets.credential(prefix + "client-id"),
              secrets.credential(prefix + "client-secret"),
              config.scope(),
              ClientSecretAuthorization.Place.valueOf(config.tokenLogin().toUpperCase(Locale.ROOT)),
              systems.tokens(String.join(" ", config.tokenUrl(), config.credentials(), config.scope())));
      default -> Authorization.NONE;
    };
  }
}
