package dev.caravan.cli;

import dev.caravan.api.ContractDecisions;
import dev.caravan.api.ProposedContract;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan contract accept}: a person's word that the contract is to follow the data. */
@Command(name = "accept", description = "Write what data asks for into a contract, under its next version, and tell which rejects can land then.")
final class ContractAcceptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private ProposalOption wanted;

  @Option(names = "--version", paramLabel = "V", description = "The contract's new version (default: the next one by semantic versioning).")
  private String version;

  @Option(names = "--seen", paramLabel = "V", description = "The contract's version you have looked at, when it was changed after the proposal.")
  private String seen;

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    PrintWriter out = spec.commandLine().getOut();
    ProposedContract proposed = wanted.proposed(config);
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      print(new ContractDecisions(ledger.database(), config.contracts(), Clock.systemUTC(), System.getProperty("user.name", "unknown")).accept(proposed, version, seen), out);
    }
    return ExitCode.DONE;
  }

  private static void print(ContractDecisions.Acceptance acceptance, PrintWriter out) {
    if (acceptance.file() != null) {
      out.println("Version " + acceptance.before() + " of " + acceptance.contract() + " becomes " + acceptance.after() + ": " + acceptance.file());
      acceptance.changes().forEach(change -> out.println("  " + change.where() + ": " + change.what()));
    }
    for (ContractDecisions.Replayable one : acceptance.replayable()) {
      RejectQuery query = one.query();
      out.println(one.rejects() + (one.rejects() == 1 ? " reject" : " rejects") + " can be replayed: ./caravan rejects replay --flow " + word(query.flow()) + " --rule " + query.rule()
          + " --field " + word(query.field()));
    }
    out.println(
        acceptance.replayable().isEmpty()
            ? "No open reject waits for this."
            : "First look what would become of them: the same with --dry-run. Flows that are not packaged also need --routes.");
    out.println(
        acceptance.file() == null
            ? "The contract follows already what was proposed; nothing is left to accept."
            : "A process that is running keeps the old version until it is started again.");
  }

  /** As a shell takes it for one word. */
  private static String word(String text) {
    return text.matches("[A-Za-z0-9_./:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
