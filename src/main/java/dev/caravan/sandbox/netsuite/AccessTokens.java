package dev.caravan.sandbox.netsuite;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The access tokens that were given out. Thread-safe. */
final class AccessTokens {
  private static final int BYTES = 32;

  private final NetSuiteBehaviour behaviour;
  private final Clock clock;
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger issued = new AtomicInteger();

  AccessTokens(NetSuiteBehaviour behaviour, Clock clock) {
    this.behaviour = behaviour;
    this.clock = clock;
  }

  /** A token that looks like a JWT, as the real ones do. */
  String issue() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String head = encoder.encodeToString("{\"typ\":\"JWT\",\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8));
    Instant end = clock.instant().plusSeconds(behaviour.count(NetSuiteSwitch.TOKEN_SECONDS));
    String claims = encoder.encodeToString(("{\"exp\":" + end.getEpochSecond() + "}").getBytes(StandardCharsets.UTF_8));
    String token = head + "." + claims + "." + encoder.encodeToString(bytes);
    ends.put(token, end);
    issued.incrementAndGet();
    return token;
  }

  boolean holds(String token) {
    Instant end = ends.get(token);
    return end != null && clock.instant().isBefore(end);
  }

  /** No token given out so far is taken any more. */
  void revokeAll() {
    ends.clear();
  }

  int issued() {
    return issued.get();
  }
}
