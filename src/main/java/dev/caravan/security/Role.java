package dev.caravan.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who somebody is to Caravan; each may do what the one before may, and more. What that is stands in {@link Permission}. */
public enum Role {
  /** looks */
  VIEWER,
  /** keeps flows running and mends what they refused */
  OPERATOR,
  /** decides what contracts say, and sees what is masked for others */
  ADMIN;

  /** As users and issuers spell it: {@code viewer}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
