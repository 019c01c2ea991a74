package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.source.FlowProgress;
import java.util.Comparator;
import java.util.List;

/** What a command tells the shell. The numbers are a promise to scripts. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  /** the command line, a route, a Kamelet, a contract or a property has to be mended first */
  static final int INVALID = 2;
  /** more rejects than the contract allows */
  static final int REJECTS = 3;

  private ExitCode() {}

  static int of(CaravanException failure) {
    return of(failure.code());
  }

  /** @param complete whether every flow has made its pass */
  static int of(List<FlowProgress> flows, boolean complete) {
    return flows.stream()
        .filter(flow -> flow.problem() != null)
        .map(flow -> of(flow.problem().code()))
        .min(Comparator.naturalOrder())
        .orElse(complete ? DONE : FAILED);
  }

  static int of(ErrorCode code) {
    return switch (code) {
      case CONTRACT_DATASET_RULE, REJECTS_OVER_LIMIT, REJECTS_REFUSED -> REJECTS;
      default -> code.failureClass() == FailureClass.CONFIGURATION ? INVALID : FAILED;
    };
  }
}
