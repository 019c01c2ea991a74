package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;

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

  /**
   * @param contract types the columns of a file; the data of every other reference has types
   * @throws dev.caravan.CaravanException as {@link #find(String)} does, or when a contract has no use there
   */
  default Reference find(String name, String contract) {
    throw new CaravanException(
        Problem.of(ErrorCode.KAMELET_PARAMETER, null, "reference " + name + " takes no contract").required("a reference file, file:path", name));
  }
}
