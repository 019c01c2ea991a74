package dev.caravan.source.http;

import dev.caravan.Credential;
import java.nio.charset.StandardCharsets;

/** OAuth 2.0 client credentials with a secret: exchanged for an access token, which all callers share. Thread-safe. */
public final class ClientSecretAuthorization extends TokenAuthorization {
  private final String tokenAddress;
  private final Credential id;
  private final Credential secret;
  private final String scope;
  private final Place place;

  /** Where the client is named: systems take one or the other, or both. */
  public enum Place {
    /** as basic authentication */
    BASIC,
    /** in the form itself */
    FORM
  }

  /** @param scope blank for what the system gives unasked */
  public ClientSecretAuthorization(String tokenAddress, Credential id, Credential secret, String scope, Place place, TokenCache tokens) {
    super(tokens);
    this.tokenAddress = tokenAddress;
    this.id = id;
    this.secret = secret;
    this.scope = scope;
    this.place = place;
  }

  @Override
  public boolean refused() {
    // A rotated secret is asked for when the next token is fetched.
    id.refused(id.get());
    secret.refused(secret.get());
    return super.refused();
  }

  @Override
  protected HttpRequest tokenRequest() {
    StringBuilder form = new StringBuilder("grant_type=client_credentials");
    if (!scope.isBlank()) {
      form.append("&scope=").append(PercentEncoding.encode(scope));
    }
    if (place == Place.FORM) {
      form.append("&client_id=").append(PercentEncoding.encode(id.get().reveal()));
      form.append("&client_secret=").append(PercentEncoding.encode(secret.get().reveal()));
    }
    HttpRequest request = HttpRequest.post(tokenAddress, "application/x-www-form-urlencoded", form.toString().getBytes(StandardCharsets.US_ASCII));
    return place == Place.FORM ? request : request.withHeader("Authorization", HeaderAuthorization.basic(id.get(), secret.get()));
  }
}
