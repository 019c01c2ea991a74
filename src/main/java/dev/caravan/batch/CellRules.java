package dev.caravan.batch;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How the text of one cell is cleaned before it is read as its type. Immutable.
 *
 * @param trim white space around the text goes (Unicode white space)
 * @param letters what happens to letter case
 * @param nullTokens texts that mean "no value"; for untyped sources (CSV) an unquoted empty cell
 *     always does, unless the column is read {@link #VERBATIM}
 * @param trueTokens texts that mean true, besides JSON true; compared without case
 * @param falseTokens texts that mean false, besides JSON false; compared without case
 * @param formats {@link java.time.format.DateTimeFormatter} patterns tried in order, for dates,
 *     times and timestamps; empty means ISO-8601
 * @param zone the zone a timestamp without offset is read in; null means UTC
 * @param minorUnits digits by which a whole number is shifted right: 2 reads cents as 12.34
 * @param coerce a JSON string may be read as number or boolean, 1.0 as integer, a number as text;
 *     false: such a value is a reject. Digits are never dropped, whatever this says.
 * @param verbatim the text is kept as it stands, an empty cell as an empty text
 */
public record CellRules(
    boolean trim,
    Letters letters,
    Set<String> nullTokens,
    Set<String> trueTokens,
    Set<String> falseTokens,
    List<String> formats,
    ZoneId zone,
    int minorUnits,
    boolean coerce,
    boolean verbatim) {

  /** Nothing cleaned, nothing coerced. */
  public static final CellRules STRICT =
      new CellRules(false, Letters.KEEP, Set.of(), Set.of("true"), Set.of("false"), List.of(), null, 0, false, false);

  /** As it stands in the file: for text without a contract. */
  public static final CellRules VERBATIM =
      new CellRules(false, Letters.KEEP, Set.of(), Set.of("true"), Set.of("false"), List.of(), null, 0, false, true);

  public enum Letters {
    KEEP,
    UPPER,
    LOWER
  }

  public CellRules {
    Objects.requireNonNull(letters, "letters is null");
    nullTokens = Set.copyOf(nullTokens);
    trueTokens = Set.copyOf(trueTokens);
    falseTokens = Set.copyOf(falseTokens);
    formats = List.copyOf(formats);
  }
}
