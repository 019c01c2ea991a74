package dev.caravan.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** What is kept of a password: PBKDF2 with HMAC-SHA-256 and a salt of its own. Immutable. */
final class PasswordHash {
  private static final int BYTES = 32;

  private final SealedText.Derivation derivation;
  private final byte[] hash;

  PasswordHash(SealedText.Derivation derivation, byte[] hash) {
    this.derivation = derivation;
    this.hash = hash.clone();
  }

  /** @param iterations what a guess costs */
  static PasswordHash of(String password, int iterations) {
    SealedText.Derivation derivation = new SealedText.Derivation(SealedText.Derivation.fresh().salt(), iterations);
    return new PasswordHash(derivation, derived(derivation, password));
  }

  /**
   * No password has it, and to compare one takes as long as with a user's. Made at each start, so nothing is derived.
   *
   * @param iterations what a guess costs
   */
  static PasswordHash ofNobody(int iterations) {
    byte[] hash = new byte[BYTES];
    new SecureRandom().nextBytes(hash);
    return new PasswordHash(new SealedText.Derivation(SealedText.Derivation.fresh().salt(), iterations), hash);
  }

  /** Takes as long for a wrong password as for the right one. */
  boolean matches(String password) {
    return MessageDigest.isEqual(hash, derived(derivation, password));
  }

  private static byte[] derived(SealedText.Derivation derivation, String password) {
    try {
      return derivation.key(password.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-256", e);
    }
  }

  byte[] salt() {
    return derivation.salt().clone();
  }

  int iterations() {
    return derivation.iterations();
  }

  byte[] hash() {
    return hash.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PasswordHash that && Arrays.equals(hash, that.hash) && Arrays.equals(salt(), that.salt());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }
}
