package dev.caravan.batch;

/** Finds reference data by the name that a route or contract gives it. Thread-safe. */
public interface References {

  /**
   * @param name {@code retail/currency} for a dataset of the lake, {@code file:path.csv}, {@code
   *     jdbc:datasource/table}
   * @return not yet opened: a dataset may still be empty or absent
   * @throws dev.caravan.CaravanException when no reference can ever have this name: unknown scheme,
   *     file or data source
   */
  Reference find(String name);
}
