package dev.caravan.security;

import dev.caravan.security.Caller.Proof;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets users of the file in by name and password, and locks a name out for a while after too many wrong ones. Names that
 * nobody has are treated alike, so that an answer tells nobody who is a user. Thread-safe: passwords are checked one after
 * the other, for each costs a processor a good part of a second.
 */
public final class Logins {
  /** Names that are remembered at once, for wrong passwords and for right ones. */
  private static final int REMEMBERED = 10_000;
  /** A right password is not derived again within it: a program sends it with each call. */
  private static final Duration STILL_RIGHT = Duration.ofMinutes(5);
  private static final int PASSWORD_MOST = 4096;
  private static final String FINGERPRINT = "HmacSHA256";

  private final UserFile users;
  private final int attempts;
  private final Duration lockout;
  private final Clock clock;
  private final SecretKeySpec key = new SecretKeySpec(SealedText.Derivation.fresh().salt(), FINGERPRINT);
  private final PasswordHash nobody;
  private final Map<String, Wrong> wrong = remembering();
  private final Map<String, Right> right = remembering();

  /**
   * @param attempts wrong passwords in a row, after which a name is locked out
   * @param clock that nobody sets while the process runs
   */
  public Logins(UserFile users, int attempts, Duration lockout, Clock clock) {
    this.users = users;
    this.attempts = attempts;
    this.lockout = lockout;
    this.clock = clock;
    this.nobody = users.nobody();
  }

  /** What came of a login. */
  public sealed interface Outcome {
    record In(Caller caller) implements Outcome {}

    /** @param known whether there is such a user: to be written down, never to be told */
    record Wrong(boolean known) implements Outcome {}

    /** @param rest of the time, at least a second */
    record Locked(Duration rest) implements Outcome {}
  }

  private record Wrong(int times, Instant last) {}

  private record Right(PasswordHash hash, byte[] fingerprint, Instant until) {}

  private static <T> Map<String, T> remembering() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** @throws dev.caravan.CaravanException USERS_FILE */
  public synchronized Outcome login(String name, String password) {
    Instant now = clock.instant();
    Wrong before = wrong.get(name);
    if (before != null && !now.isBefore(before.last().plus(lockout))) {
      wrong.remove(name);
      before = null;
    }
    if (before != null && before.times() >= attempts) {
      return new Outcome.Locked(Duration.between(now, before.last().plus(lockout)).plusSeconds(1));
    }
    Optional<UserFile.User> user = users.user(name);
    if (matches(name, user, password, now)) {
      wrong.remove(name);
      return new Outcome.In(new Caller(name, user.orElseThrow().role(), Proof.PASSWORD));
    }
    wrong.put(name, new Wrong(before == null ? 1 : before.times() + 1, now));
    return new Outcome.Wrong(user.isPresent());
  }

  /** Who a user is now; empty when they are none any more. */
  public Optional<Caller> now(Caller caller) {
    return users.user(caller.name()).map(user -> new Caller(caller.name(), user.role(), Proof.PASSWORD));
  }

  private boolean matches(String name, Optional<UserFile.User> user, String password, Instant now) {
    if (password.length() > PASSWORD_MOST) {
      return false;
    }
    PasswordHash hash = user.map(UserFile.User::password).orElse(nobody);
    byte[] fingerprint = fingerprint(password);
    Right known = right.get(name);
    if (known != null && known.hash().equals(hash) && now.isBefore(known.until()) && MessageDigest.isEqual(known.fingerprint(), fingerprint)) {
      return true;
    }
    boolean matches = hash.matches(password) && user.isPresent();
    if (matches) {
      right.put(name, new Right(hash, fingerprint, now.plus(STILL_RIGHT)));
    }
    return matches;
  }

  // By a key of this process: nothing that stays in memory tells a password.
  private byte[] fingerprint(String password) {
    try {
      Mac mac = Mac.getInstance(FINGERPRINT);
      mac.init(key);
      return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + FINGERPRINT, e);
    }
  }
}
