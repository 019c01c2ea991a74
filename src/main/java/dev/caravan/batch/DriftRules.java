package dev.caravan.batch;

import java.util.Map;
import java.util.Set;

/**
 * What a contract says about fields that come otherwise than it expects. Immutable.
 *
 * @param contract its dataset: {@code retail/order}; null when no contract is behind the columns
 * @param version of the contract, or null
 * @param fingerprint of the columns as the contract writes them: another one is another contract, whatever its version; or null
 * @param unknown for fields the contract does not have
 * @param columns for those it has, where it says something else
 * @param required columns that no row may lack
 */
public record DriftRules(String contract, String version, String fingerprint, DriftPolicy unknown, Map<String, DriftPolicy> columns, Set<String> required) {
  /** The column of fields and values that have no place of their own, as a JSON object. */
  public static final String VARIANT_COLUMN = "drifted_fields";

  /** Columns without a contract. */
  public static final DriftRules NONE = new DriftRules(null, null, null, DriftPolicy.FREEZE, Map.of(), Set.of());

  public DriftRules {
    columns = Map.copyOf(columns);
    required = Set.copyOf(required);
  }

  public DriftPolicy of(String column) {
    return columns.getOrDefault(column, unknown);
  }

  /** Whether rows have the {@link #VARIANT_COLUMN}. */
  public boolean variants() {
    return unknown == DriftPolicy.VARIANT || columns.containsValue(DriftPolicy.VARIANT);
  }

  /** Whether a batch must know what drifted before it, to be read the same way. */
  public boolean remembers() {
    return unknown != DriftPolicy.FREEZE || !columns.isEmpty();
  }
}
