package dev.caravan.batch;

import java.util.List;
import java.util.Map;

/**
 * How the fields of a batch came. Immutable.
 *
 * @param records that were read
 * @param unknown fields that no column reads, by name; at most {@link #MOST_FIELDS}
 * @param columns by name
 */
public record DriftSights(long records, Map<String, NewField> unknown, Map<String, SeenColumn> columns) {
  /** More different names than that are keys of a map, not fields. */
  public static final int MOST_FIELDS = 200;

  public DriftSights {
    unknown = Map.copyOf(unknown);
    columns = Map.copyOf(columns);
  }

  /**
   * A field that no column reads.
   *
   * @param records in which it has a value
   * @param type that holds the values looked at
   * @param examples of values, as written
   */
  public record NewField(long records, Type type, List<String> examples) {
    public NewField {
      examples = List.copyOf(examples);
    }
  }

  /**
   * A column of the contract.
   *
   * @param present records that have its field, with a value or null
   * @param misfits records whose value does not fit its type
   * @param examples of those values, as written
   */
  public record SeenColumn(long present, long misfits, List<String> examples) {
    public SeenColumn {
      examples = List.copyOf(examples);
    }
  }
}
