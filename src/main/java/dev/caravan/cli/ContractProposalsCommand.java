package dev.caravan.cli;

import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      case JSON -> out.println(Json.print(accepted.stream().map(ContractProposalsCommand::json).toList()));
      case TEXT -> {
        Table table = new Table("at", "by", "contract", "from", "to", "field", "is", "column");
        accepted.forEach(one -> table.add(
            Json.time(one.at()), one.actor(), one.contract(), one.before(), one.after(), ProposedContract.shown(one.field()), one.kind().word(), ProposedContract.shown(one.column())));
        table.print(out);
      }
    }
  }

  private static Map<String, Object> json(DriftProposals.Accepted accepted) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Json.time(accepted.at()));
    object.put("by", accepted.actor());
    object.put("contract", accepted.contract());
    object.put("from", accepted.before());
    object.put("to", accepted.after());
    object.put("field", accepted.field());
    object.put("kind", accepted.kind().word());
    object.put("column", accepted.column());
    return object;
  }

  private void declined(List<DriftProposals.Declined> declined, PrintWriter out) {
    switch (format) {
      case JSON -> out.println(Json.print(declined.stream().map(ContractProposalsCommand::json).toList()));
      case TEXT -> {
        Table table = new Table("at", "by", "contract", "version", "field", "is", "column", "why");
        declined.forEach(one -> table.add(
            Json.time(one.at()), one.actor(), one.contract(), one.version(), ProposedContract.shown(one.field()), one.kind().word(), ProposedContract.shown(one.column()),
            one.reason() == null ? "" : ProposedContract.shown(one.reason())));
        table.print(out);
      }
    }
  }

  private static Map<String, Object> json(DriftProposals.Declined declined) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Json.time(declined.at()));
    object.put("by", declined.actor());
    object.put("contract", declined.contract());
    object.put("version", declined.version());
    object.put("field", declined.field());
    object.put("kind", declined.kind().word());
    object.put("column", declined.column());
    object.put("why", declined.reason());
    return object;
  }

  private void open(List<DriftProposal> open, PrintWriter out) {
    switch (format) {
      case JSON -> out.println(Json.print(open.stream().map(ContractProposalsCommand::json).toList()));
      case TEXT -> text(open, out);
    }
  }

  private static void text(List<DriftProposal> open, PrintWriter out) {
    if (open.isEmpty()) {
      out.println("No proposals: what came is what the contracts say, or was declined.");
      return;
    }
    ProposedContract.print(open, out);
    out.println("`caravan contract diff <contract>` shows what they would change, `caravan contract accept <contract>` changes it, `caravan contract decline <contract>` leaves it.");
  }

  private static Map<String, Object> json(DriftProposal proposal) {
    DriftProposal.Drift drift = proposal.drift();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("contract", proposal.contract());
    object.put("version", proposal.version());
    object.put("field", drift.field());
    object.put("kind", drift.kind().word());
    object.put("column", drift.column());
    object.put("type", drift.type() == null ? null : drift.type().sql());
    object.put("likeness", drift.likeness());
    object.put("policy", proposal.policy().word());
    object.put("records", proposal.evidence().records());
    object.put("batches", proposal.evidence().batches());
    object.put("lastBatch", proposal.evidence().lastBatch().value());
    object.put("flows", proposal.evidence().flows());
    object.put("firstSeen", Json.time(proposal.evidence().first()));
    object.put("lastSeen", Json.time(proposal.evidence().last()));
    object.put("examples", drift.examples());
    return object;
  }
}
