package dev.caravan.source;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the parameters of a Kamelet, which arrive as text. Immutable. */
public record Parameters(String kamelet) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  /** A duration with its unit: {@code 2s}. */
  public Duration duration(String parameter, String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw bad(parameter, "a duration with its unit, such as 2s", text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  public int count(String parameter, String text, int least, int most) {
    if (text.strip().matches("\\d{1,9}")) {
      int count = Integer.parseInt(text.strip());
      if (count >= least && count <= most) {
        return count;
      }
    }
    throw bad(parameter, "a whole number from " + least + " to " + most, text);
  }

  /** What is separated by commas; blanks do not count. */
  public static List<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty()).toList();
  }

  public String choice(String parameter, String text, List<String> choices) {
    if (!choices.contains(text.strip())) {
      throw bad(parameter, "one of " + String.join(", ", choices), text);
    }
    return text.strip();
  }

  public CaravanException bad(String parameter, String required, String got) {
    return new CaravanException(
        Problem.of(ErrorCode.KAMELET_PARAMETER, null, "Parameter '" + parameter + "' of " + kamelet + " cannot be read").required(required, "'" + got + "'"));
  }
}
