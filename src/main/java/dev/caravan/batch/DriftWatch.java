package dev.caravan.batch;

import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers how fields drift from batch to batch, and decides what is done with them. Implementations are thread-safe. */
public interface DriftWatch {

  /** What is decided before a batch is read, from what drifted before it. */
  DriftPlan before(DriftRules rules, List<ColumnRead> columns);

  /**
   * Takes note of how a batch came; again when it is landed again. What it decides is durable when it returns.
   *
   * @param plan it was read by
   * @return the plan it has to be read by; another one makes a second pass
   */
  DriftPlan seen(Batch batch, DriftRules rules, List<ColumnRead> columns, DriftPlan plan, DriftSights sights);

  /**
   * Looks at the rows about to land, to know the columns again under other names.
   *
   * @param relation what to write behind FROM to read the rows
   */
  void landing(Batch batch, DriftRules rules, List<ColumnRead> columns, DriftSights sights, Connection engine, String relation);

  /** Decides by the policy alone and remembers nothing: for trials. */
  DriftWatch FORGETFUL =
      new DriftWatch() {
        @Override
        public DriftPlan before(DriftRules rules, List<ColumnRead> columns) {
          return DriftPlan.NOTHING;
        }

        @Override
        public DriftPlan seen(Batch batch, DriftRules rules, List<ColumnRead> columns, DriftPlan plan, DriftSights sights) {
          if (rules.unknown() != DriftPolicy.EVOLVE) {
            return plan;
          }
          Map<String, Type> fields = new LinkedHashMap<>();
          sights.unknown().forEach((name, field) -> fields.put(name, field.type()));
          return plan.evolving(columns, fields);
        }

        @Override
        public void landing(Batch batch, DriftRules rules, List<ColumnRead> columns, DriftSights sights, Connection engine, String relation) {
          // what is not remembered needs no look
        }
      };
}
