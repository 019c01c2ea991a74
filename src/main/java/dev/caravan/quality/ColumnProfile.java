package dev.caravan.quality;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one column looks like. Statistics are of the values that are present: neither null, nor empty,
 * nor a token for "not available".
 *
 * @param type as the engine spells it
 * @param count rows
 * @param nulls rows without a value
 * @param empties texts of length zero
 * @param notAvailable texts that are one of the tokens the reader named
 * @param tokens those of the tokens that were seen, sorted
 * @param distinct different values
 * @param distinctExact false: estimated, within a few percent
 * @param sampled rows that quantiles, histogram, top values, shapes and kinds of a column with many
 *     distinct values were taken from; 0 means all
 * @param minimum by number or time when the column is one or all its texts read as one, else by
 *     Unicode order; null without a value, or for nested values
 * @param maximum likewise
 * @param mean null unless numbers
 * @param deviation sample standard deviation (n - 1); null unless two numbers at least
 * @param lengths null unless text
 * @param kinds how many present values read as each kind; empty unless text
 * @param forms how many present values read as each written form of a date; empty unless there are any
 * @param wholeDigits most digits before the point, when all values are decimals, else 0
 * @param fractionDigits most digits behind the point, when all values are decimals, else 0
 */
public record ColumnProfile(
    String name,
    String type,
    long count,
    long nulls,
    long empties,
    long notAvailable,
    List<String> tokens,
    long distinct,
    boolean distinctExact,
    long sampled,
    String minimum,
    String maximum,
    Double mean,
    Double deviation,
    List<Quantile> quantiles,
    Lengths lengths,
    List<Bin> histogram,
    List<Frequency> top,
    List<Frequency> shapes,
    Map<Kind, Long> kinds,
    Map<DateForm, Long> forms,
    int wholeDigits,
    int fractionDigits) {
  public ColumnProfile {
    tokens = List.copyOf(tokens);
    quantiles = List.copyOf(quantiles);
    histogram = List.copyOf(histogram);
    top = List.copyOf(top);
    shapes = List.copyOf(shapes);
    kinds = kinds.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(kinds));
    forms = forms.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(forms));
  }

  /**
   * @param quantile between 0 and 1
   * @param value the smallest that at least this share of the values does not exceed
   */
  public record Quantile(double quantile, String value) {}

  /** In characters. */
  public record Lengths(long minimum, long maximum, double mean) {}

  /** One of equally wide parts of the range; the last holds the maximum, the others not their upper end. */
  public record Bin(String from, String to, long count) {}

  public record Frequency(String value, long count) {}

  /** What can be told of it without repeating a value, or what some of them would follow from. */
  public ColumnProfile withoutValues() {
    return new ColumnProfile(
        name, type, count, nulls, empties, notAvailable, List.of(), distinct, distinctExact, sampled, null, null, null, null, List.of(), lengths, List.of(), List.of(), List.of(),
        kinds, forms, wholeDigits, fractionDigits);
  }

  /** Rows without a usable value. */
  public long missing() {
    return nulls + empties + notAvailable;
  }

  public long present() {
    return count - missing();
  }

  /** Share of the rows that have a usable value, 0 to 1; 1 without rows. */
  public double completeness() {
    return count == 0 ? 1 : (double) present() / count;
  }

  /** Whether there is a value, and each reads as this kind. */
  public boolean all(Kind kind) {
    return present() > 0 && kinds.getOrDefault(kind, 0L) == present() && sampled == 0;
  }

  /** Whether there is a value, and each is a date or time in this written form. */
  public boolean all(DateForm form) {
    return present() > 0 && forms.getOrDefault(form, 0L) == present() && sampled == 0;
  }
}
