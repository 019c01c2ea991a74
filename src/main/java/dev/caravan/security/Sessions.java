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
 * Browsers that are in. One comes in by the token that only the user who started the process can read, which lets in one, or
 * because a user has logged in there; it is known by its session from then on. Thread-safe.
 */
public final class Sessions {
  private static final int BYTES = 32;
  /** Whoever can read the token is the user who runs the process, and may do what the process may. */
  private static final Caller OWNER = new Caller(System.getProperty("user.name", "unknown"), Role.ADMIN, Caller.Proof.TOKEN);

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new HashMap<>();
  private final Clock clock;
  private final Duration lifetime;
  private String token = secret();

  private record Session(Caller caller, Instant end) {}

  /** @param lifetime of a session, from when it began */
  public Sessions(Clock clock, Duration lifetime) {
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
    return Optional.of(open(OWNER));
  }

  /** @return a new session of somebody who was recognised */
  public synchronized String open(Caller caller) {
    Instant now = clock.instant();
    sessions.values().removeIf(session -> now.isAfter(session.end()));
    String session = secret();
    sessions.put(session, new Session(caller, now.plus(lifetime)));
    return session;
  }

  /** @param session null for none */
  public synchronized Optional<Caller> caller(String session) {
    return Optional.ofNullable(session).map(sessions::get).filter(one -> clock.instant().isBefore(one.end())).map(Session::caller);
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
