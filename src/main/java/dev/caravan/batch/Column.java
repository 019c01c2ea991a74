package dev.caravan.batch;

import java.util.Objects;

/** A named, typed column of a relation. */
public record Column(String name, Type type) {
  public Column {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(type, "type is null");
  }

  /** Whether Caravan computes with a column of this name itself, so that no data can have it. */
  public static boolean reserved(String name) {
    return RelationSql.reserves(name);
  }
}
