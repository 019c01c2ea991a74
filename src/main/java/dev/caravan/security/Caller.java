package dev.caravan.security;

import java.util.Locale;

/**
 * Somebody whom a door has recognised.
 *
 * @param name as it is written down
 * @param proof by what they were recognised
 */
public record Caller(String name, Role role, Proof proof) {
  /** What tells who somebody is. */
  public enum Proof {
    /** the one-time token that only the user who runs the process can read */
    TOKEN,
    /** name and password of the file of users */
    PASSWORD,
    /** a token of an OpenID Connect issuer */
    BEARER;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean may(Permission permission) {
    return permission.grantedTo(role);
  }
}
