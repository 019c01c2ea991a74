package dev.caravan.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is let into the console: whoever brings the token that only the user who started the process can read. It lets in one
 * browser, which is known by its session from then on; the next browser needs the next token. Thread-safe.
 */
public final class ConsoleSessions {
  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Instant> sessions = new HashMap<>();
  private final Clock clock;
  private final Duration lifetime;
  private String token = secret();

  /** @param lifetime of a session, from when it began */
  public ConsoleSessions(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /** What lets the next browser in, once. */
  public synchronized String token() {
    return token;
  }

  /** @return a new session; empty when this is not the token, or not any more */
  public synchronized Optional<String> open(String shown) {
    if (!MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
      return Optional.empty();
    }
    token = secret();
    Instant now = clock.instant();
    sessions.values().removeIf(now::isAfter);
    String session = secret();
    sessions.put(session, now.plus(lifetime));
    return Optional.of(session);
  }

  /** @param session null for none */
  public synchronized boolean knows(String session) {
    Instant end = session == null ? null : sessions.get(session);
    return end != null && clock.instant().isBefore(end);
  }

  /** @param session null for none */
  public synchronized void close(String session) {
    sessions.remove(session);
  }

  private String secret() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
