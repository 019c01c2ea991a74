package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.RejectStatus;
import dev.caravan.quality.AcceptedDrift;
import dev.caravan.runtime.CaravanConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
    if (proposed.proposals().isEmpty() && !proposed.settled().isEmpty()) {
      note(config, proposed, proposed.dataset().contractVersion(), ContractCompiler.drift(proposed.dataset()).fingerprint(), out);
      out.println("The contract follows already what was proposed; nothing is left to accept.");
      return ExitCode.DONE;
    }
    proposed.open().compareVersions(seen);
    AcceptedDrift accepted = proposed.accepted(version);
    // A packaged contract is not changed; the folder's own comes before it from now on.
    Path file = proposed.source().path() == null ? config.contracts().resolve(accepted.contract().reference() + ".odcs.yaml") : proposed.source().path();
    write(file, proposed.source(), accepted.text());
    out.println("Version " + proposed.dataset().contractVersion() + " of " + proposed.dataset().contract() + " becomes " + accepted.contract().version() + ": " + file);
    accepted.diff().changes().forEach(change -> out.println("  " + change.where() + ": " + change.what()));
    Contract.Dataset dataset = accepted.contract().dataset(proposed.dataset().name()).orElseThrow();
    note(config, proposed, accepted.contract().version(), ContractCompiler.drift(dataset).fingerprint(), out);
    out.println("A process that is running keeps the old version until it is started again.");
    return ExitCode.DONE;
  }

  private static void note(CaravanConfig config, ProposedContract proposed, String after, String fingerprint, PrintWriter out) {
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      List<DriftProposal.Drift> decided = Stream.concat(proposed.proposals().stream(), proposed.settled().stream()).map(DriftProposal::drift).toList();
      DriftProposals.Change change =
          new DriftProposals.Change(
              proposed.dataset().contract(), proposed.dataset().contractVersion(), after, fingerprint, System.getProperty("user.name", "unknown"));
      new DriftProposals(ledger.database(), Clock.systemUTC()).accept(change, decided);
      replays(new RejectFinder(ledger.database()), Stream.concat(proposed.proposals().stream(), proposed.settled().stream()).toList(), out);
    }
  }

  private static void write(Path file, Contracts.Source read, String text) {
    try {
      boolean fresh = read.path() == null;
      Path target = fresh ? file.toAbsolutePath() : file.toRealPath();
      Files.createDirectories(target.getParent());
      Path whole = target.resolveSibling("." + target.getFileName() + ".new");
      if (!fresh) {
        Files.copy(target, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      }
      Files.writeString(whole, text);
      boolean unchanged = fresh ? Files.notExists(target) : Files.readString(target).equals(read.text());
      if (!unchanged) {
        Files.delete(whole);
        throw new CaravanException(
            Problem.of(ErrorCode.CONTRACT_CHANGED, Place.of(file.toString()), "somebody has changed the contract while it was being accepted; nothing is written")
                .next("Accept again; `caravan contract diff` shows what it comes to now."));
      }
      Files.move(whole, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.CONTRACT_EDIT, "the contract " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static void replays(RejectFinder finder, List<DriftProposal> proposals, PrintWriter out) {
    boolean any = false;
    for (DriftProposal proposal : proposals) {
      for (RejectQuery query : refused(proposal)) {
        long rejects = finder.count(query);
        if (rejects > 0) {
          any = true;
          out.println(rejects + (rejects == 1 ? " reject" : " rejects") + " can be replayed: ./caravan rejects replay --flow " + word(query.flow()) + " --rule " + query.rule()
              + " --field " + word(query.field()));
        }
      }
    }
    out.println(any ? "First look what would become of them: the same with --dry-run. Flows that are not packaged also need --routes." : "No open reject waits for this.");
  }

  private static List<RejectQuery> refused(DriftProposal proposal) {
    DriftProposal.Drift drift = proposal.drift();
    return proposal.evidence().flows().stream()
        .map(flow -> RejectQuery.ALL.flow(flow).status(RejectStatus.OPEN))
        .flatMap(query -> switch (drift.kind()) {
          case NEW -> Stream.of(query.rule("drift").field(drift.field()));
          case RENAMED -> Stream.of(query.rule("drift").field(drift.field()), query.rule("required").field(drift.column()));
          case GONE -> Stream.of(query.rule("drift").field(drift.column()), query.rule("required").field(drift.column()));
          case WIDENED, NARROWED -> Stream.of(query.rule("type").field(drift.column()));
        })
        .toList();
  }

  /** As a shell takes it for one word. */
  private static String word(String text) {
    return text.matches("[A-Za-z0-9_./:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
