package dev.caravan.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code customProperties} of one element. Values are String, Boolean, BigDecimal, List, Map or
 * null. Immutable.
 */
public record CustomProperties(Map<String, Object> values) {
  public static final CustomProperties NONE = new CustomProperties(Map.of());

  public CustomProperties {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public Optional<Object> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The value as text, whatever it is; empty when absent or null. */
  public Optional<String> text(String name) {
    return value(name).map(Object::toString);
  }

  /** True for the value true or the text "true". */
  public boolean flag(String name) {
    return text(name).map("true"::equalsIgnoreCase).orElse(false);
  }

  /** The texts of a list, or of a single value; empty when absent. */
  public List<String> texts(String name) {
    return value(name)
        .map(
            value ->
                value instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of(value.toString()))
        .orElse(List.of());
  }
}
