package dev.caravan.runtime.lint;

import dev.caravan.CaravanException;
import dev.caravan.catalog.DatasetName;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the text of a Kamelet's parameter has to look like, beyond its type.
 *
 * @param format a word of {@link #required(String)}, or null
 * @param pattern of the whole text, or null
 * @param example of such a text, or null
 * @param minimum of a number, or null
 * @param maximum of a number, or null
 */
record TextForm(String format, Pattern pattern, String example, Double minimum, Double maximum) {
  private static final Pattern SIZE = Pattern.compile("\\d{1,12}\\s*(B|KB|MB|GB)?");

  /** By the keys of JSON Schema; what cannot be read there demands nothing. */
  static TextForm of(Yaml.Mapping declared) {
    return new TextForm(
        declared.text("format"), pattern(declared.text("pattern")), declared.text("example"), number(declared.text("minimum")), number(declared.text("maximum")));
  }

  private static Pattern pattern(String text) {
    try {
      return text == null ? null : Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  private static Double number(String text) {
    return text == null || !DslTypes.isNumber(text) ? null : Double.valueOf(text);
  }

  /** What the text lacks, in words; empty when all is well. The empty text says nothing and is well. */
  Optional<String> lacks(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (format != null && !hasFormat(text)) {
      return Optional.of(required(format));
    }
    if ("dataset".equals(format)) {
      return dataset(text);
    }
    if (pattern != null && !pattern.matcher(text).matches()) {
      return Optional.of(example != null ? "text such as " + example : words(pattern.pattern()));
    }
    if (DslTypes.isNumber(text) && (minimum != null && Double.parseDouble(text) < minimum || maximum != null && Double.parseDouble(text) > maximum)) {
      return Optional.of("a number" + (minimum == null ? "" : " from " + plain(minimum)) + (maximum == null ? "" : " to " + plain(maximum)));
    }
    return Optional.empty();
  }

  private static String words(String pattern) {
    return pattern.matches("[\\w-]+(\\|[\\w-]+)+") ? "one of " + pattern.replace("|", ", ") : "text of the form " + pattern;
  }

  private static String plain(Double number) {
    return number % 1 == 0 ? Long.toString(number.longValue()) : number.toString();
  }

  private boolean hasFormat(String text) {
    return switch (format) {
      case "duration" -> DslTypes.isDuration(text);
      case "size" -> SIZE.matcher(text.strip()).matches();
      case "zone" -> isZone(text.strip());
      case "charset" -> isCharset(text.strip());
      default -> true;
    };
  }

  private static String required(String format) {
    return switch (format) {
      case "duration" -> "a duration such as 5s or 1m30s";
      case "size" -> "a size such as 256MB";
      case "zone" -> "a time zone such as Europe/Berlin";
      case "charset" -> "the name of a charset such as UTF-8";
      default -> format;
    };
  }

  private static Optional<String> dataset(String text) {
    try {
      new DatasetName(text);
      return Optional.empty();
    } catch (CaravanException e) {
      return Optional.of(e.problems().get(0).required());
    }
  }

  private static boolean isZone(String text) {
    try {
      ZoneId.of(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isCharset(String text) {
    try {
      return Charset.isSupported(text);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }
}
