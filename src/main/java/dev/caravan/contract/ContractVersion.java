package dev.caravan.contract;

import dev.caravan.contract.ContractDiff.Compatibility;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of contracts by semantic versioning, seen by those who read the data. Stateless. */
public final class ContractVersion {
  private static final Pattern SEMANTIC = Pattern.compile("(v?)(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?");

  private ContractVersion() {}

  /**
   * The version after a change: a major one when readers of the old contract cannot live with it, else a
   * minor one; empty when the version is not a semantic one.
   */
  public static Optional<String> after(String version, Compatibility change) {
    Matcher matcher = SEMANTIC.matcher(version);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long major = Long.parseLong(matcher.group(2));
    long minor = Long.parseLong(matcher.group(3));
    boolean breaks = change == Compatibility.BREAKING || change == Compatibility.BACKWARD;
    return Optional.of(matcher.group(1) + (breaks ? major + 1 + ".0.0" : major + "." + (minor + 1) + ".0"));
  }
}
