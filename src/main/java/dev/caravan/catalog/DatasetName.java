package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a dataset, {@code retail/orders}: safe as a folder below the lake and as an object key
 * (I7).
 *
 * @param value names of letters, digits, {@code _}, {@code -} and {@code .}, separated by slashes
 */
public record DatasetName(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*");
  private static final int LENGTH_MAX = 200;
  // A dataset below another one must not be mistaken for the other's own folders.
  private static final Set<String> RESERVED = Set.of("data", "manifests");

  /** @throws CaravanException CONFIG_BAD_VALUE when the name could lead anywhere else */
  public DatasetName {
    if (!isName(value)) {
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "A dataset cannot have this name")
              .required(
                  "names of letters, digits, _, - and . that start with none of - and ., separated by /, up to " + LENGTH_MAX
                      + " characters, none of them data or manifests",
                  value == null ? "none" : "'" + value + "'")
              .next("Name the dataset like its contract: retail/orders"));
    }
  }

  /** Whether a text is the name of a dataset; null is none. */
  public static boolean isName(String text) {
    return text != null && text.length() <= LENGTH_MAX && FORM.matcher(text).matches() && Arrays.stream(text.split("/")).noneMatch(RESERVED::contains);
  }

  @Override
  public String toString() {
    return value;
  }
}
