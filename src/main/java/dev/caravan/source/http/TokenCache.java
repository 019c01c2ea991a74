package dev.caravan.source.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secret;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One access token for all callers. It is fetched by one of them: the others wait when there is none,
 * and go on with the old one while it still holds. Thread-safe.
 */
public final class TokenCache {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration USUAL_LIFE = Duration.ofHours(1);
  /** a token is renewed when less than this part of its life is left */
  private static final int LAST_PART = 10;

  private final Clock clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile AccessToken token;
  /** one that the system refused; it stays in use until there is another */
  private volatile AccessToken refused;

  public TokenCache(Clock clock) {
    this.clock = clock;
  }

  /**
   * Sees to it that {@link #current} has a token that holds for a while.
   *
   * @param request asks for a token, with everything that proves the right to one
   * @throws CaravanException HTTP_LOGIN when it is refused
   */
  public void ensure(HttpExchange exchange, Supplier<HttpRequest> request) {
    AccessToken held = token;
    if (held != null && held != refused && !ending(held)) {
      return;
    }
    if (held != null && held != refused && clock.instant().isBefore(held.ends().minusSeconds(2))) {
      if (fetching.tryLock()) {
        try {
          fetchUnlessDone(held, exchange, request);
        } finally {
          fetching.unlock();
        }
      }
      return;
    }
    fetching.lock();
    try {
      fetchUnlessDone(held, exchange, request);
    } finally {
      fetching.unlock();
    }
  }

  private boolean ending(AccessToken held) {
    Duration life = Duration.between(held.issued(), held.ends());
    return !clock.instant().isBefore(held.ends().minus(life.dividedBy(LAST_PART)));
  }

  private void fetchUnlessDone(AccessToken held, HttpExchange exchange, Supplier<HttpRequest> request) {
    if (token != held && token != refused && !ending(token)) {
      return;
    }
    Instant asked = clock.instant();
    HttpRequest asking = request.get();
    token = read(asking, exchange.send(new HttpCall(asking, Authorization.NONE)), asked);
  }

  private static AccessToken read(HttpRequest request, HttpReply reply, Instant asked) {
    if (reply.throttled()) {
      throw new CaravanException(ErrorCode.HTTP_BUSY, "No access token is given now: " + request + ": " + reply.status());
    }
    if (!reply.ok()) {
      throw new CaravanException(
          Problem.of(ErrorCode.HTTP_LOGIN, null, "No access token was given: " + request)
              .required("status 200", reply.status() + " " + reply.excerpt())
              .next(
                  Logins.clockAdvice(reply, asked)
                      .orElse("Compare client, key and scope with what the system has; an expired or wrong key is answered like this.")));
    }
    try {
      JsonNode json = JSON.readTree(reply.body());
      String value = json.path("access_token").asText("");
      if (value.isEmpty()) {
        throw new CaravanException(
            Problem.of(ErrorCode.HTTP_LOGIN, null, "The reply to a request for a token has none: " + request).required("access_token", "a body without it"));
      }
      // Some send the number as a text.
      long seconds = json.path("expires_in").asLong(USUAL_LIFE.toSeconds());
      return new AccessToken(new Secret(value), asked, asked.plusSeconds(seconds));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.HTTP_REPLY, "The reply to a request for a token is no JSON: " + request, e);
    }
  }

  /** The token; {@link #ensure} comes before. */
  public Secret current() {
    AccessToken held = token;
    if (held == null) {
      throw new IllegalStateException("a token is used before it was fetched");
    }
    return held.value();
  }

  /**
   * Tells that the system refused the token.
   *
   * @return whether another one will be used: always, since it is fetched anew
   */
  public boolean refused() {
    refused = token;
    return token != null;
  }
}
