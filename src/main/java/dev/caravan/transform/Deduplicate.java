package dev.caravan.transform;

import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Batch;
import dev.caravan.batch.Reference;
import dev.caravan.batch.References;
import dev.caravan.batch.Stage;
import java.util.List;
import java.util.Locale;

/**
 * Keeps the first record of each key. Immutable; every mistake in the configuration is told when it is
 * built.
 */
public final class Deduplicate {
  private static final List<String> AGAINST = List.of("batch", "landed");

  private final List<String> keys;
  private final Reference landed;

  /** @throws dev.caravan.CaravanException with every mistake in the parameters */
  public Deduplicate(DeduplicateConfig config, References references) {
    Problems problems = new Problems();
    this.keys = CompactText.words(config.keys());
    if (keys.isEmpty()) {
      problems.add(Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter keys names no column").required("one column or more", "none"));
    }
    String against = config.against() == null ? "" : config.against().strip().toLowerCase(Locale.ROOT);
    if (!AGAINST.contains(against)) {
      problems.add(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter against cannot be used")
              .required("batch or landed", config.against())
              .next(Nearest.hint(against, AGAINST)));
    }
    boolean dataset = config.dataset() != null && !config.dataset().isBlank();
    if (against.equals("landed") != dataset && AGAINST.contains(against)) {
      problems.add(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameters against and dataset do not go together")
              .required("a dataset exactly when against is landed", "against " + against + ", dataset " + (dataset ? config.dataset() : "none")));
    }
    problems.throwIfAny();
    this.landed = dataset ? references.find(config.dataset().strip()) : null;
  }

  public Batch apply(Batch batch) {
    Reference before = landed == null ? null : new LandedKeys(landed.without(batch.id()), keys);
    return batch.with(new Stage.Deduplicated(keys, before));
  }
}
