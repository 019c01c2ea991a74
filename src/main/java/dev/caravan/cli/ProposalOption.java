package dev.caravan.cli;

import dev.caravan.runtime.CaravanConfig;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which proposals of a contract a person decides about. */
final class ProposalOption {
  @Parameters(paramLabel = "NAME", description = "Name of the contract: system/entity.")
  private String name;

  @Option(names = "--field", paramLabel = "FIELD", description = "Only what is proposed about this field; may be given more than once.")
  private Set<String> fields = new LinkedHashSet<>();

  /** @throws dev.caravan.CaravanException CONTRACT_NOT_FOUND, and what else keeps the contract from being read */
  ProposedContract proposed(CaravanConfig config) {
    return ProposedContract.of(config, name, fields);
  }
}
