package dev.caravan.cli;

import dev.caravan.api.DriftDocument;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan contract proposals}: how data differs from its contracts. */
@Command(name = "proposals", description = "List how fields came otherwise than their contracts say, and what that asks for.")
final class ContractProposalsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Mixin private UnmaskedOption unmasked;

  @ArgGroup private Decided decided = new Decided();

  /** Which decisions to list in place of what is open. */
  static final class Decided {
    @Option(names = "--accepted", description = "List instead who accepted what, and when, newest first.")
    private boolean accepted;

    @Option(names = "--declined", description = "List instead who declined what, when and why, newest first.")
    private boolean declined;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    CaravanConfig config = data.config();
    try (JdbcLedger ledger = unmasked.open(config, "contract proposals", "examples of all proposals")) {
      DriftProposals proposals = new DriftProposals(ledger.database(), Clock.systemUTC());
      if (decided.accepted) {
        accepted(proposals.accepted(), out);
      } else if (decided.declined) {
        declined(proposals.declines(), out);
      } else {
        UnmaskedOption.View view = unmasked.view(config, ledger);
        open(proposals.open().stream().map(view::proposal).toList(), out);
      }
    }
    return ExitCode.DONE;
  }

  private void accepted(List<DriftProposals.Accepted> accepted, PrintWriter out) {
    switch (format) {
      case JSON -> out.println(Json.print(accepted.stream().map(DriftDocument::of).toList()));
      case TEXT -> {
        Table table = new Table("at", "by", "contract", "from", "to", "field", "is", "column");
        accepted.forEach(one -> table.add(
            Json.time(one.at()), one.actor(), one.contract(), one.before(), one.after(), ProposalText.shown(one.field()), one.kind().word(), ProposalText.shown(one.column())));
        table.print(out);
      }
    }
  }

  private void declined(List<DriftProposals.Declined> declined, PrintWriter out) {
    switch (format) {
      case JSON -> out.println(Json.print(declined.stream().map(DriftDocument::of).toList()));
      case TEXT -> {
        Table table = new Table("at", "by", "contract", "version", "field", "is", "column", "why");
        declined.forEach(one -> table.add(
            Json.time(one.at()), one.actor(), one.contract(), one.version(), ProposalText.shown(one.field()), one.kind().word(), ProposalText.shown(one.column()),
            one.reason() == null ? "" : ProposalText.shown(one.reason())));
        table.print(out);
      }
    }
  }

  private void open(List<DriftProposal> open, PrintWriter out) {
    switch (format) {
      case JSON -> out.println(Json.print(open.stream().map(DriftDocument::of).toList()));
      case TEXT -> text(open, out);
    }
  }

  private static void text(List<DriftProposal> open, PrintWriter out) {
    if (open.isEmpty()) {
      out.println("No proposals: what came is what the contracts say, or was declined.");
      return;
    }
    ProposalText.print(open, out);
    out.println("`caravan contract diff <contract>` shows what they would change, `caravan contract accept <contract>` changes it, `caravan contract decline <contract>` leaves it.");
  }
}
