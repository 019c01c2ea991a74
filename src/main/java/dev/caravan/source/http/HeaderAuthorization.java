package dev.caravan.source.http;

import dev.caravan.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

/** Proofs that are one header, or one parameter, made of one secret. */
public final class HeaderAuthorization {
  private HeaderAuthorization() {}

  public static Authorization bearer(Supplier<Secret> token) {
    return request -> request.withHeader("Authorization", "Bearer " + token.get().reveal());
  }

  public static Authorization basic(String user, Supplier<Secret> password) {
    return request -> {
      byte[] pair = (user + ":" + password.get().reveal()).getBytes(StandardCharsets.UTF_8);
      return request.withHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    };
  }

  /** @param header the name of the header that carries the key */
  public static Authorization apiKey(String header, Supplier<Secret> key) {
    return request -> request.withHeader(header, key.get().reveal());
  }
}
