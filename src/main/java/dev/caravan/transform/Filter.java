package dev.caravan.transform;

import dev.caravan.Problems;
import dev.caravan.batch.Batch;
import dev.caravan.batch.Stage;

/** Keeps the rows a condition is true for; the others are counted as filtered. Immutable. */
public final class Filter {
  private final Stage.Filtered stage;

  /** @throws dev.caravan.CaravanException EXPRESSION_INVALID when the condition is not one SQL expression */
  public Filter(FilterConfig config) {
    Problems problems = new Problems();
    SqlExpression.check("where", config.where(), problems);
    problems.throwIfAny();
    this.stage = new Stage.Filtered(config.where());
  }

  public Batch apply(Batch batch) {
    return batch.with(stage);
  }
}
