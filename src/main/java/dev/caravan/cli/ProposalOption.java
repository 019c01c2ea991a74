package dev.caravan.cli;

import dev.caravan.api.ProposedContract;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.contract.Contracts;
import dev.caravan.runtime.CaravanConfig;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
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
    return proposed(config, name, fields);
  }

  /**
   * @param fields only these; empty for all that are open
   * @throws dev.caravan.CaravanException as above, and LEDGER_ABSENT
   */
  static ProposedContract proposed(CaravanConfig config, String name, Set<String> fields) {
    Contracts contracts = new Contracts(List.of(config.contracts()));
    // A name that is spelled wrongly is told before a ledger that is missing.
    contracts.dataset(name);
    try (JdbcLedger ledger = Ledgers.openReadOnly(config.ledger(), Clock.systemUTC())) {
      return ProposedContract.of(ledger, contracts, name, fields);
    }
  }
}
