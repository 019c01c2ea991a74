package dev.caravan.batch;

import java.util.ArrayList;
import java.util.List;

/** The columns a segment is read as, and what becomes of all that is none. Immutable. */
record FieldPlan(List<ColumnRead> columns, DriftRules rules, DriftPlan drift) {
  static FieldPlan of(List<ColumnRead> columns) {
    return new FieldPlan(List.copyOf(columns), DriftRules.NONE, DriftPlan.NOTHING);
  }

  static FieldPlan of(Stage.Typed typed, DriftPlan drift) {
    List<ColumnRead> columns = new ArrayList<>(typed.columns());
    columns.addAll(drift.evolved());
    return new FieldPlan(List.copyOf(columns), typed.drift(), drift);
  }

  /** Index of the column of what has no place of its own, or -1. */
  int variant() {
    for (int i = 0; rules.variants() && i < columns.size(); i++) {
      if (columns.get(i).column().name().equals(DriftRules.VARIANT_COLUMN)) {
        return i;
      }
    }
    return -1;
  }

  DriftPolicy unknown(String field) {
    boolean refused = drift.quarantined().contains(field) || drift.full() && rules.unknown() == DriftPolicy.EVOLVE;
    return refused ? DriftPolicy.QUARANTINE : rules.unknown();
  }
}
