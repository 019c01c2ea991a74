package dev.caravan.transform;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Batch;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.DriftRules;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Stage;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.contract.Contracts;
import java.util.List;

/**
 * Reads a batch's records as the typed columns of a contract, cleaned as the route says. Immutable;
 * every mistake in the configuration is told when it is built.
 */
public final class Normalize {
  private final Stage.Typed stage;

  /** @throws CaravanException with every mistake in the parameters or in the contract */
  public Normalize(NormalizeConfig config, Contracts contracts, DriftWatch watch) {
    this(config, contracts.dataset(config.contract()), watch);
  }

  private Normalize(NormalizeConfig config, Contract.Dataset dataset, DriftWatch watch) {
    this(config, ContractCompiler.reads(dataset), ContractCompiler.drift(dataset), watch);
  }

  /** @param reads of the contract, in the order the columns land */
  Normalize(NormalizeConfig config, List<ColumnRead> reads, DriftRules drift, DriftWatch watch) {
    Problems problems = new Problems();
    List<ColumnRead> normalized = new NormalizedReads(reads, config, problems).list();
    problems.throwIfAny();
    this.stage = new Stage.Typed(normalized, drift, watch);
  }

  /** @throws CaravanException ROUTE_INVALID when another step came before: types are read first */
  public Batch apply(Batch batch) {
    if (!batch.untouched()) {
      throw new CaravanException(
          Problem.of(ErrorCode.ROUTE_INVALID, null, "normalize-action comes after another step in flow " + batch.flow())
              .required("normalize-action as the first step", batch.stages().size() + " step(s) before it")
              .next("Put it first in the route."));
    }
    return batch.with(stage);
  }
}
