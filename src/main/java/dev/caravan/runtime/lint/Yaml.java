package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A YAML value that remembers where it stands. Immutable. */
sealed interface Yaml {

  Place place();

  /** How a message calls what was found. */
  String kind();

  /** A mapping, in the order of the file; when a key stands twice, the first one counts. */
  record Mapping(Place place, Map<String, Entry> entries) implements Yaml {
    public Mapping {
      entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The value of a key, or null. */
    Yaml at(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    Optional<Mapping> mapping(String key) {
      return at(key) instanceof Mapping mapping ? Optional.of(mapping) : Optional.empty();
    }

    List<Yaml> items(String key) {
      return at(key) instanceof Sequence sequence ? sequence.items() : List.of();
    }

    /** The scalar of a key when there is one with a value. */
    Optional<Scalar> scalar(String key) {
      return at(key) instanceof Scalar scalar && !scalar.isNull() ? Optional.of(scalar) : Optional.empty();
    }

    /** The text of a key's scalar, or null. */
    String text(String key) {
      return scalar(key).map(Scalar::text).orElse(null);
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  record Entry(String key, Place keyPlace, Yaml value) {}

  record Sequence(Place place, List<Yaml> items) implements Yaml {
    public Sequence {
      items = List.copyOf(new ArrayList<>(items));
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * Text, number, boolean or nothing.
   *
   * @param text as written, without quotes
   * @param textPlace where the text's first character stands when each character of it stands in the
   *     file as it is, on one line; null otherwise
   */
  record Scalar(Place place, String text, boolean isNull, Place textPlace) implements Yaml {

    /** Where the character at this index stands, as exactly as can be told. */
    Place at(int index) {
      return textPlace == null ? place : new Place(textPlace.file(), textPlace.line(), textPlace.column() + index);
    }

    @Override
    public String kind() {
      return isNull ? "nothing" : "'" + text + "'";
    }
  }
}
