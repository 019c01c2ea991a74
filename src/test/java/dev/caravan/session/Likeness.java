package dev.caravan.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares what is shown with what was printed: times, durations, identifiers, ports and the width of columns may
 * differ, and whether a flow has failed before it is told that it runs; {@code …} stands for any text of a line, and
 * alone on a line for any number of lines.
 */
public final class Likeness {
  private record Mask(Pattern pattern, String name) {}

  private static final List<Mask> MASKS =
      List.of(
          mask("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d(:\\d\\d)?)?", "<time>"),
          mask("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (WARN|INFO|ERROR)\\s+", "<clock> $1 "),
          mask("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "<id>"),
          mask("\\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\\b", "<id>"),
          mask("\\b\\d+(\\.\\d+)? ms\\b|\\b\\d+\\.\\d+ ?s\\b", "<duration>"),
          mask("\\b127\\.0\\.0\\.1:\\d+", "<address>"),
          mask("\\b[0-9A-F]{15}-[0-9A-F]{16}\\b", "<id>"),
          // Which allocation fails first is chance, and with it what the engine says.
          mask("Out of Memory Error: [^\\[\n]+", "Out of Memory Error: <what> "),
          mask("[-─━]{3,}", "---"),
          mask("\r", ""),
          mask("(?m)[ \\t]+$", ""),
          mask(" {2,}", " "));

  private Likeness() {}

  private static Mask mask(String pattern, String name) {
    return new Mask(Pattern.compile(pattern), name);
  }

  /** The text with a name in the place of whatever differs from run to run. */
  public static String masked(String text) {
    String masked = text;
    for (Mask mask : MASKS) {
      masked = mask.pattern().matcher(masked).replaceAll(mask.name());
    }
    return runsFirst(masked.strip());
  }

  /** With what {@code run} says of itself before the lines of the log that were quicker. */
  private static String runsFirst(String text) {
    List<String> lines = new ArrayList<>();
    int place = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      boolean logged = line.startsWith("<clock> ") || line.startsWith(" next: ");
      boolean ofRun = line.startsWith("Caravan runs ") || line.startsWith(" http ") || line.startsWith(" console ") || line.startsWith(" data ");
      lines.add(ofRun ? place : lines.size(), line);
      place = ofRun ? place + 1 : logged ? place : lines.size();
    }
    return String.join("\n", lines);
  }

  public static boolean alike(String shown, String printed) {
    String pattern = masked(shown).lines().map(Likeness::line).collect(Collectors.joining());
    return Pattern.compile(pattern).matcher(masked(printed) + "\n").matches();
  }

  private static String line(String line) {
    if (line.strip().equals("…")) {
      return "(?:.*\n)*?";
    }
    return Arrays.stream(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")) + "\n";
  }
}
