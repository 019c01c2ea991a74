package dev.caravan.source.http;

import dev.caravan.Credential;
import dev.caravan.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** Proofs that are one header, or one parameter of the query, made of secrets that do not end by themselves. Thread-safe. */
public final class HeaderAuthorization implements Authorization {
  private final List<Credential> credentials;
  private final UnaryOperator<HttpRequest> proof;

  private HeaderAuthorization(List<Credential> credentials, UnaryOperator<HttpRequest> proof) {
    this.credentials = credentials;
    this.proof = proof;
  }

  public static Authorization bearer(Credential token) {
    return new HeaderAuthorization(List.of(token), request -> request.withHeader("Authorization", "Bearer " + token.get().reveal()));
  }

  public static Authorization basic(Credential user, Credential password) {
    return new HeaderAuthorization(List.of(user, password), request -> request.withHeader("Authorization", basic(user.get(), password.get())));
  }

  /** The value of an Authorization header. */
  static String basic(Secret user, Secret password) {
    byte[] pair = (user.reveal() + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** @param header the name of the header that carries the key */
  public static Authorization keyInHeader(String header, Credential key) {
    return new HeaderAuthorization(List.of(key), request -> request.withHeader(header, key.get().reveal()));
  }

  /** @param parameter the name of the parameter of the query that carries the key; one of that name gives way */
  public static Authorization keyInQuery(String parameter, Credential key) {
    return new HeaderAuthorization(List.of(key), request -> request.without(parameter).with(parameter, key.get().reveal()));
  }

  @Override
  public HttpRequest signed(HttpRequest request) {
    return proof.apply(request);
  }

  @Override
  public boolean refused() {
    boolean another = false;
    for (Credential credential : credentials) {
      another |= credential.refused(credential.get());
    }
    return another;
  }
}
