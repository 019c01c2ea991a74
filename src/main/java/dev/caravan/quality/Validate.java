package dev.caravan.quality;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.References;
import dev.caravan.batch.Stage;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.contract.Contracts;
import java.util.List;
import java.util.Locale;

/**
 * Checks a batch against a contract. Immutable; the contract is compiled, and every mistake told, when
 * it is built.
 */
public final class Validate {
  private static final List<String> ON_REJECT = List.of("quarantine", "fail");

  private final String contract;
  private final Stage.Typed typed;
  private final Stage.Checked checked;

  /** @throws CaravanException with every mistake in the parameters or in the contract */
  public Validate(ValidateConfig config, Contracts contracts, References references, DriftWatch watch) {
    String onReject = config.onReject() == null ? "" : config.onReject().strip().toLowerCase(Locale.ROOT);
    if (!ON_REJECT.contains(onReject)) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter onReject cannot be used")
              .required("quarantine or fail", config.onReject())
              .next(Nearest.hint(onReject, ON_REJECT)));
    }
    this.contract = config.contract();
    Contract.Dataset dataset = contracts.dataset(contract);
    this.typed = new Stage.Typed(ContractCompiler.reads(dataset), ContractCompiler.drift(dataset), watch);
    this.checked =
        new Stage.Checked(
            ContractCompiler.checks(contracts.contract(contract), dataset, references::find),
            onReject.equals("fail") ? Stage.OnReject.FAIL : Stage.OnReject.QUARANTINE);
  }

  /**
   * As the first step it reads the columns too, strictly by the contract.
   *
   * @throws CaravanException ROUTE_INVALID when steps came before that read no types
   */
  public Batch apply(Batch batch) {
    if (batch.untouched()) {
      return batch.with(typed).with(checked);
    }
    if (batch.stages().stream().noneMatch(Stage.Typed.class::isInstance)) {
      throw new CaravanException(
          Problem.of(ErrorCode.ROUTE_INVALID, null, "validate-action follows steps over untyped columns in flow " + batch.flow())
              .required("columns of contract " + contract, "columns as they stand in the data")
              .next("Put normalize-action with the same contract first in the route."));
    }
    return batch.with(checked);
  }
}
