package dev.caravan.cli.doctor;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts that others wrote: those that are known, and whatever stands where secrets stand.
 * Immutable.
 */
final class Scrubber {
  private static final String HIDDEN = "****";
  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile("(?i)((?:password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|signature|assertion)[\\w.-]*\"?\\s*[=:]\\s*\"?)[^\\s\"',;&)}\\]]+"),
          Pattern.compile("(?i)((?:authorization|cookie)\"?\\s*[=:]\\s*\"?)[^\\r\\n\"]+"),
          Pattern.compile("(?i)(\\b(?:bearer|basic)\\s+)[\\w.~+/=-]{8,}"),
          Pattern.compile("(//)[^/@\\s]+(?=@)"),
          Pattern.compile("()\\beyJ[\\w-]{5,}\\.[\\w-]+\\.[\\w-]*"));

  private final List<String> known;

  /** @param known texts that must be seen nowhere */
  Scrubber(Collection<String> known) {
    // The longest first: a part of it may be known by itself.
    this.known = known.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  String scrub(String text) {
    String clean = text;
    for (String secret : known) {
      clean = clean.replace(secret, HIDDEN);
    }
    for (Pattern form : FORMS) {
      clean = form.matcher(clean).replaceAll("$1" + HIDDEN);
    }
    return clean;
  }
}
