package dev.caravan.contract;

import dev.caravan.Place;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code logicalTypeOptions} of a property. Immutable.
 *
 * @param values option to String, Boolean, BigDecimal or List
 * @param places where each value stands
 */
public record TypeOptions(Map<String, Object> values, Map<String, Place> places) {
  public static final TypeOptions NONE = new TypeOptions(Map.of(), Map.of());

  public TypeOptions {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    places = Map.copyOf(places);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(TypeOptions::plain);
  }

  public Optional<BigDecimal> number(String name) {
    return values.get(name) instanceof BigDecimal number ? Optional.of(number) : Optional.empty();
  }

  public boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  public Optional<Boolean> choice(String name) {
    return values.get(name) instanceof Boolean choice ? Optional.of(choice) : Optional.empty();
  }

  public List<String> texts(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(TypeOptions::plain).toList()
        : List.of();
  }

  /** Where the option's value stands; null when the option is not there. */
  public Place place(String name) {
    return places.get(name);
  }

  private static String plain(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }
}
