package dev.caravan.source.rest;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a Link header after RFC 8288. */
final class LinkHeader {
  private static final Pattern LINK = Pattern.compile("<([^>]*)>((?:\\s*;\\s*[^\\s=;,]+\\s*(?:=\\s*(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s;,\"]*))?)*)");
  private static final Pattern RELATION = Pattern.compile(";\\s*rel\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;,\"]+))", Pattern.CASE_INSENSITIVE);

  private LinkHeader() {}

  /**
   * The target of the link with a relation.
   *
   * @param header null for none
   */
  static Optional<String> target(String header, String relation) {
    Matcher link = LINK.matcher(header == null ? "" : header);
    while (link.find()) {
      Matcher found = RELATION.matcher(link.group(2));
      if (found.find()) {
        String relations = found.group(1) == null ? found.group(2) : found.group(1);
        if (Arrays.stream(relations.split("\\s+")).anyMatch(relation::equalsIgnoreCase)) {
          return Optional.of(link.group(1).strip());
        }
      }
    }
    return Optional.empty();
  }
}
