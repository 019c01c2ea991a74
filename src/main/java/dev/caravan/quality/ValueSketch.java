package dev.caravan.quality;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * By what the values of a field are known again under another name: hashes of values, and how often each
 * shape of writing occurs. Values themselves are not in it. Immutable.
 *
 * @param hashes of values, 32 bits, distinct
 * @param shapes to their share of the values, 0 to 1
 */
public record ValueSketch(Set<String> hashes, Map<String, Double> shapes) {
  /** Fewer values than that say nothing by being equal: yes and no are everywhere. */
  private static final int TELLING = 3;

  private static final int MOST = 200;

  public static ValueSketch of(Collection<String> values) {
    Set<String> hashes = new LinkedHashSet<>();
    Map<String, Double> shapes = new TreeMap<>();
    List<String> present = values.stream().filter(value -> value != null && !value.isBlank()).limit(MOST).map(ValueSketch::plain).toList();
    for (String value : present) {
      hashes.add(Integer.toHexString(value.hashCode()));
      shapes.merge(shape(value), 1.0 / present.size(), Double::sum);
    }
    return new ValueSketch(hashes, shapes);
  }

  /** As {@link #text()} writes it. */
  public static ValueSketch parse(String text) {
    String[] lines = text.split("\n", 2);
    Set<String> hashes = new LinkedHashSet<>(Arrays.asList(lines[0].split(" ")));
    hashes.remove("");
    Map<String, Double> shapes = new TreeMap<>();
    if (lines.length > 1) {
      lines[1].lines().forEach(line -> shapes.put(line.substring(line.indexOf(' ') + 1), Double.valueOf(line.substring(0, line.indexOf(' ')))));
    }
    return new ValueSketch(hashes, shapes);
  }

  public String text() {
    List<String> lines = new ArrayList<>(List.of(String.join(" ", hashes)));
    shapes.forEach((shape, share) -> lines.add(share + " " + shape));
    return String.join("\n", lines);
  }

  /** How much the values of another field look like these, 0 to 1: the same values, or written in the same telling shapes. */
  public double likeness(ValueSketch other) {
    if (hashes.isEmpty() || other.hashes.isEmpty()) {
      return 0;
    }
    long common = other.hashes.stream().filter(hashes::contains).count();
    double overlap = other.hashes.size() < TELLING ? 0 : (double) common / other.hashes.size();
    double alike = shapes.entrySet().stream()
        .filter(shape -> telling(shape.getKey()))
        .mapToDouble(shape -> Math.min(shape.getValue(), other.shapes.getOrDefault(shape.getKey(), 0.0)))
        .sum();
    return Math.min(1, Math.max(overlap, alike));
  }

  // Digits alone, or letters alone, are how most fields of any meaning are written.
  private static boolean telling(String shape) {
    return shape.replaceAll("[.-]", "").chars().distinct().count() > 1 && !shape.matches("[Aa ]+");
  }

  private static String plain(String value) {
    String text = value.strip();
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1);
    }
    if (text.matches("-?\\d{1,30}(\\.\\d{1,30})?")) {
      return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** {@code c-10042} is {@code a-9}. */
  private static String shape(String value) {
    return value.codePoints()
        .mapToObj(point -> Character.isDigit(point) ? "9" : Character.isLetter(point) ? "a" : point < ' ' ? "?" : Character.toString(point))
        .collect(Collectors.joining())
        .replaceAll("9+", "9")
        .replaceAll("a+", "a");
  }
}
