package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.Counts;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Stage;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.LakeReference;
import dev.caravan.catalog.LocalStore;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractCompiler;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;

/** A contract as the steps of a trial, and its threshold. */
final class ContractCheck {
  private ContractCheck() {}

  /** The schema object meant: the only one, or the one behind a {@code #}. */
  static Contract.Dataset dataset(Contract contract, String named) {
    List<String> names = contract.datasets().stream().map(Contract.Dataset::name).toList();
    int mark = named.indexOf('#');
    if (mark < 0 && names.size() == 1) {
      return contract.datasets().get(0);
    }
    String object = mark < 0 ? "" : named.substring(mark + 1);
    return contract.dataset(object).orElseThrow(() -> new CaravanException(
        Problem.of(ErrorCode.CONTRACT_NOT_FOUND, null, "the contract '" + contract.reference() + "' does not say which schema object is meant")
            .required("one of " + String.join(", ", names), mark < 0 ? "none" : "'" + object + "'")
            .next(mark < 0 ? "Write " + named + "#" + (names.isEmpty() ? "name" : names.get(0)) + ", for instance." : Nearest.hint(object, names))));
  }

  /** Foreign keys are held against what landed in the data folder. */
  static List<Stage> stages(Contract contract, Contract.Dataset dataset, Path data) {
    Datasets lake = new Datasets(new LocalStore(data.resolve("lake")), data.resolve("lake-cache"));
    return List.of(
        new Stage.Typed(ContractCompiler.reads(dataset), ContractCompiler.drift(dataset), DriftWatch.FORGETFUL),
        new Stage.Checked(ContractCompiler.checks(contract, dataset, name -> new LakeReference(new DatasetName(name.replace('#', '/')), lake))));
  }

  /** Whether more records were rejected than the contract allows; without a threshold one is too many. */
  static boolean overThreshold(Contract.Dataset dataset, Counts counts) {
    if (counts.rejected() == 0) {
      return false;
    }
    BigDecimal most = dataset.maxRejectPercent() == null ? BigDecimal.ZERO : dataset.maxRejectPercent();
    return BigDecimal.valueOf(counts.rejected()).multiply(BigDecimal.valueOf(100)).compareTo(most.multiply(BigDecimal.valueOf(counts.read()))) > 0;
  }
}
