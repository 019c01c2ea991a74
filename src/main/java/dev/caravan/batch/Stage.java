package dev.caravan.batch;

import java.util.List;
import java.util.Map;

/**
 * One step of the lazy relation over a segment. Steps only describe; a sink's {@code Landing} runs
 * them fused. A row is decided once, by the first step that decides it: rejected, filtered or
 * deduplicated rows are not looked at by later steps (I1).
 */
public sealed interface Stage {

  /**
   * Records may say of a row that it is gone. Such a record, a tombstone, has {@value #COLUMN} true and the
   * row's key, and lands as it is: no rule is asked for what a deleted row no longer has, and no filter
   * holds it back. All rows of the batch have that column then. Stands before all other stages.
   */
  record Tombstones() implements Stage {
    public static final String COLUMN = "_deleted";
  }

  /**
   * Reads the columns as these types; what cannot be is rejected with field and reason. Must be the
   * first stage that does anything; without one, columns are found in the data and kept exactly as they stand.
   *
   * @param drift what becomes of fields that come otherwise than expected
   * @param watch who remembers them
   */
  record Typed(List<ColumnRead> columns, DriftRules drift, DriftWatch watch) implements Stage {
    public Typed {
      columns = List.copyOf(columns);
    }

    /** Columns without a contract: what else there is does not land. */
    public Typed(List<ColumnRead> columns) {
      this(columns, DriftRules.NONE, DriftWatch.FORGETFUL);
    }
  }

  /**
   * A calculated column, or a new value for an existing one.
   *
   * @param sql an expression over the columns so far, written by the integrator
   * @param type what the result is cast to; null keeps the type the expression has
   */
  record Derived(String column, String sql, Type type) implements Stage {}

  /**
   * Columns looked up in reference data; at most one match a row.
   *
   * @param on column of this relation to column of the reference
   * @param take column of the reference to its name here
   */
  record Joined(Reference reference, Map<String, String> on, Map<String, String> take, MissingKey missing)
      implements Stage {
    public Joined {
      on = Map.copyOf(on);
      take = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(take));
    }
  }

  /** What happens to a row whose key is not in the reference data. A null key is a missing key. */
  enum MissingKey {
    /** land it with nulls */
    KEEP,
    /** reject it */
    REJECT,
    /** drop it, counted as filtered */
    FILTER
  }

  /** Keeps the rows for which the condition is true; the others are counted as filtered. */
  record Filtered(String where) implements Stage {}

  /**
   * Keeps the first row (in source order) of each key; the others are counted as deduplicated.
   *
   * @param landed keys that have landed before, or null to compare within the batch only; its
   *     columns are named like {@code keys}
   */
  record Deduplicated(List<String> keys, Reference landed) implements Stage {
    public Deduplicated {
      keys = List.copyOf(keys);
    }
  }

  /** Checks of one contract. */
  record Checked(Checks checks, OnReject onReject) implements Stage {
    /** Rejects are set aside. */
    public Checked(Checks checks) {
      this(checks, OnReject.QUARANTINE);
    }
  }

  /** What a rejected row, whichever step rejects it, means for its batch. */
  enum OnReject {
    /** it is kept apart, the others land */
    QUARANTINE,
    /** the batch fails; its rejects are kept all the same, to be looked at */
    FAIL
  }

  /** Rows that their target refused when they were to land; every row before them is as it was then. The last step. */
  record Refused(List<Row> rows) implements Stage {
    public Refused {
      rows = List.copyOf(rows);
    }

    /**
     * @param ordinal of the record in its segment
     * @param field that is to blame; null when that is not known
     * @param required where it was to land
     * @param got what the target says, without values
     */
    public record Row(long ordinal, String field, String required, String got) {}
  }

  /** Looks at what lands, once it lies in files; changes nothing. */
  record Inspected(Inspection inspection) implements Stage {}
}
