package dev.caravan.batch;

import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.List;
import java.util.Locale;

/** Reads dates and times by an integrator's patterns, in the order given, strictly: 31 February is no date. */
final class TemporalPatterns {
  private final List<String> patterns;
  private final List<DateTimeFormatter> formatters;

  /** @throws IllegalArgumentException when a pattern is none */
  TemporalPatterns(List<String> patterns) {
    this.patterns = patterns;
    this.formatters = patterns.stream().map(TemporalPatterns::formatter).toList();
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(plainYears(pattern))
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** A strict reading of "y" asks for an era as well; "u" is the year people mean. */
  private static String plainYears(String pattern) {
    StringBuilder plain = new StringBuilder();
    boolean quoted = false;
    for (char c : pattern.toCharArray()) {
      quoted ^= c == '\'';
      plain.append(c == 'y' && !quoted && !pattern.contains("G") ? 'u' : c);
    }
    return plain.toString();
  }

  boolean isEmpty() {
    return formatters.isEmpty();
  }

  /** @return what the first fitting pattern reads, as the first fitting of the queries; null when none fits */
  TemporalAccessor parse(String text, TemporalQuery<?>... queries) {
    for (DateTimeFormatter formatter : formatters) {
      try {
        return queries.length == 1
            ? (TemporalAccessor) formatter.parse(text, queries[0])
            : formatter.parseBest(text, queries);
      } catch (DateTimeException e) {
        continue;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return String.join(" or ", patterns);
  }
}
