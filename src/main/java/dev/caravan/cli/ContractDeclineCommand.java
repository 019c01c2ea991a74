package dev.caravan.cli;

import dev.caravan.api.ContractDecisions;
import dev.caravan.api.ProposedContract;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan contract decline}: a person's word that the contract is right and the data is not. */
@Command(name = "decline", description = {
      "Leave a contract as it is, whatever data asks for: the same drift is not proposed again.",
      "Records are treated by the contract's policy as before. When a field comes in yet another way, that is proposed anew."
    })
final class ContractDeclineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private ProposalOption wanted;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who look at the audit.")
  private String reason;

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    PrintWriter out = spec.commandLine().getOut();
    ProposedContract proposed = wanted.proposed(config).open();
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      new ContractDecisions(ledger.database(), config.contracts(), Clock.systemUTC(), System.getProperty("user.name", "unknown")).decline(proposed, reason);
    }
    for (DriftProposal proposal : proposed.proposals()) {
      DriftProposal.Drift drift = proposal.drift();
      String what = ProposalText.shown(drift.field()) + ", " + drift.kind().word();
      out.println(proposal.state() == DriftProposal.State.OPEN ? "Declined: " + what + "; its records are treated by the policy " + proposal.policy().word() + " as before." : "Declined before: " + what + ".");
    }
    return ExitCode.DONE;
  }
}
