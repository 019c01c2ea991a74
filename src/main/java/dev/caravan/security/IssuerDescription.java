package dev.caravan.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** What an issuer says of itself: read when it is first needed, so that no start waits for it. Thread-safe. */
final class IssuerDescription {
  static final int TIME_MILLIS = 5_000;
  static final int REPLY_BYTES = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI issuer;
  /** null until it could be read; guarded by this */
  private JsonNode told;

  /** @param issuer exactly as it calls itself */
  IssuerDescription(URI issuer) {
    this.issuer = issuer;
  }

  URI issuer() {
    return issuer;
  }

  /** Where its public keys are. */
  URI keys() {
    return address("jwks_uri");
  }

  /** Where people log in. */
  URI authorization() {
    return address("authorization_endpoint");
  }

  /** Where codes become tokens. */
  URI tokens() {
    return address("token_endpoint");
  }

  /** Where people log out; empty when the issuer has no such place. */
  Optional<URI> endOfSession() {
    return read().path("end_session_endpoint").isTextual() ? Optional.of(address("end_session_endpoint")) : Optional.empty();
  }

  private URI address(String name) {
    try {
      if (!read().path(name).isTextual()) {
        throw new IOException("it names no " + name);
      }
      return URI.create(read().path(name).textValue());
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable("The description of the issuer " + issuer + " cannot be had", e);
    }
  }

  private synchronized JsonNode read() {
    if (told == null) {
      String address = issuer.toString();
      URI description = URI.create((address.endsWith("/") ? address : address + "/") + ".well-known/openid-configuration");
      try {
        JsonNode read = JSON.readTree(new DefaultResourceRetriever(TIME_MILLIS, TIME_MILLIS, REPLY_BYTES).retrieveResource(description.toURL()).getContent());
        if (!read.path("issuer").asText().equals(address)) {
          throw new IOException("it calls itself '" + read.path("issuer").asText() + "'");
        }
        told = read;
      } catch (IOException e) {
        throw unreachable("The description of the issuer " + issuer + " cannot be had", e);
      }
    }
    return told;
  }

  static CaravanException unreachable(String message, Exception cause) {
    return new CaravanException(Problem.of(ErrorCode.ACCESS_ISSUER, null, message + ": " + cause.getMessage()), cause);
  }
}
