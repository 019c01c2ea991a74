package dev.caravan.runtime.vault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.caravan.Credential;
import dev.caravan.Secret;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Tokens of an application whose secret may be rotated: the library keeps the one it was built with. Thread-safe. */
final class ClientSecretTokens implements TokenCredential {
  private final Credential secret;
  private final Function<Secret, TokenCredential> login;
  private String known;
  private TokenCredential current;

  ClientSecretTokens(Credential secret, Function<Secret, TokenCredential> login) {
    this.secret = secret;
    this.login = login;
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    return Mono.fromCallable(() -> getTokenSync(request));
  }

  @Override
  public AccessToken getTokenSync(TokenRequestContext request) {
    return current().getTokenSync(request);
  }

  private synchronized TokenCredential current() {
    Secret now = secret.get();
    if (!now.reveal().equals(known)) {
      current = login.apply(now);
      known = now.reveal();
    }
    return current;
  }
}
