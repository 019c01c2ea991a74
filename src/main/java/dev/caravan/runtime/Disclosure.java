package dev.caravan.runtime;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What settings say, as far as others may see it.
 *
 * @param settings by key, sorted
 * @param secrets texts that must be seen nowhere
 */
public record Disclosure(Map<String, Shown> settings, Set<String> secrets) {
  public Disclosure {
    settings = new TreeMap<>(settings);
    secrets = Set.copyOf(secrets);
  }

  /**
   * One setting.
   *
   * @param text with {@code ****} in the place of what may be a secret
   * @param origin where it was said
   */
  public record Shown(String text, String origin) {}
}
