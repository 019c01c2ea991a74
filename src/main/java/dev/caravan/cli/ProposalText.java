package dev.caravan.cli;

import dev.caravan.api.ProposedContract;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Prints what data asks of contracts. */
final class ProposalText {
  private ProposalText() {}

  static void print(ProposedContract proposed, PrintWriter out) {
    if (!proposed.proposals().isEmpty()) {
      print(proposed.proposals(), out);
    }
    for (DriftProposals.Declined one : proposed.declined()) {
      String why = one.reason() == null ? "" : ": " + shown(one.reason());
      out.println("declined: " + shown(one.field()) + ", " + one.kind().word() + ", by " + one.actor() + " on " + Json.time(one.at()) + why);
    }
  }

  static void print(List<DriftProposal> proposals, PrintWriter out) {
    Table table = new Table("contract", "field", "is", "column", "type", "records", "batches", "last batch", "policy", "for example");
    for (DriftProposal proposal : proposals) {
      DriftProposal.Drift drift = proposal.drift();
      String kind = drift.kind() == DriftProposal.Kind.RENAMED ? "renamed (%.0f %% alike)".formatted(drift.likeness() * 100) : drift.kind().word();
      table.add(
          proposal.contract(), shown(drift.field()), kind, shown(drift.column()), drift.type() == null ? "" : drift.type().sql(),
          proposal.evidence().records(), proposal.evidence().batches(), proposal.evidence().lastBatch(), proposal.policy().word(),
          drift.examples().stream().limit(1).map(ProposalText::shown).collect(Collectors.joining()));
    }
    table.print(out);
  }

  static String shown(String text) {
    String plain = text.replaceAll("\\p{C}", "�");
    return plain.length() <= 40 ? plain : plain.substring(0, 39) + "…";
  }
}
