package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.contract.ContractDiff;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.RejectStatus;
import dev.caravan.quality.AcceptedDrift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Carries out what a person decides about proposals of a contract: it follows the data, or stays as it is. Thread-safe. */
public final class ContractDecisions {
  private final LedgerDatabase ledger;
  private final Path contracts;
  private final Clock clock;
  private final String actor;

  /**
   * @param contracts folder that gets contracts of which only a packaged one is there
   * @param actor who decides
   */
  public ContractDecisions(LedgerDatabase ledger, Path contracts, Clock clock, String actor) {
    this.ledger = ledger;
    this.contracts = contracts;
    this.clock = clock;
    this.actor = actor;
  }

  /**
   * What became of a contract.
   *
   * @param file that has been written; null when the contract followed already what was proposed
   * @param changes in the order of the contract; none when nothing was written
   * @param replayable open rejects that can land now
   */
  public record Acceptance(String contract, String before, String after, Path file, List<ContractDiff.Change> changes, List<Replayable> replayable) {
    public Acceptance {
      changes = List.copyOf(changes);
      replayable = List.copyOf(replayable);
    }
  }

  /** Rejects that wait for what was accepted. @param query that finds them */
  public record Replayable(RejectQuery query, long rejects) {}

  /**
   * Writes what is proposed into the contract, under its next version.
   *
   * @param version to write, or null for the next one
   * @param seen the version that a person has looked at since it was changed, or null
   * @throws CaravanException CONTRACT_PROPOSAL, CONTRACT_CHANGED, CONTRACT_EDIT; then nothing is written
   */
  public Acceptance accept(ProposedContract proposed, String version, String seen) {
    String before = proposed.dataset().contractVersion();
    if (proposed.proposals().isEmpty() && !proposed.settled().isEmpty()) {
      note(proposed, before, proposed.dataset());
      return new Acceptance(proposed.dataset().contract(), before, before, null, List.of(), replayable(proposed));
    }
    proposed.open().compareVersions(seen);
    AcceptedDrift accepted = proposed.accepted(version);
    // A packaged contract is not changed; the folder's own comes before it from now on.
    Path file = proposed.source().path() == null ? contracts.resolve(accepted.contract().reference() + ".odcs.yaml") : proposed.source().path();
    write(file, proposed.source(), accepted.text());
    String after = accepted.contract().version();
    note(proposed, after, accepted.contract().dataset(proposed.dataset().name()).orElseThrow());
    return new Acceptance(proposed.dataset().contract(), before, after, file, accepted.diff().changes(), replayable(proposed));
  }

  private void note(ProposedContract proposed, String after, Contract.Dataset dataset) {
    DriftProposals.Change change =
        new DriftProposals.Change(proposed.dataset().contract(), proposed.dataset().contractVersion(), after, ContractCompiler.drift(dataset).fingerprint(), actor);
    new DriftProposals(ledger, clock).accept(change, decided(proposed).map(DriftProposal::drift).toList());
  }

  private static Stream<DriftProposal> decided(ProposedContract proposed) {
    return Stream.concat(proposed.proposals().stream(), proposed.settled().stream());
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

  private List<Replayable> replayable(ProposedContract proposed) {
    RejectFinder finder = new RejectFinder(ledger);
    return decided(proposed)
        .flatMap(ContractDecisions::refused)
        .map(query -> new Replayable(query, finder.count(query)))
        .filter(one -> one.rejects() > 0)
        .toList();
  }

  private static Stream<RejectQuery> refused(DriftProposal proposal) {
    DriftProposal.Drift drift = proposal.drift();
    return proposal.evidence().flows().stream()
        .map(flow -> RejectQuery.ALL.flow(flow).status(RejectStatus.OPEN))
        .flatMap(query -> switch (drift.kind()) {
          case NEW -> Stream.of(query.rule("drift").field(drift.field()));
          case RENAMED -> Stream.of(query.rule("drift").field(drift.field()), query.rule("required").field(drift.column()));
          case GONE -> Stream.of(query.rule("drift").field(drift.column()), query.rule("required").field(drift.column()));
          case WIDENED, NARROWED -> Stream.of(query.rule("type").field(drift.column()));
        });
  }

  /**
   * Leaves the contract as it is.
   *
   * @param reason in the person's words, or null
   * @return what was open and is declined now
   * @throws CaravanException CONTRACT_PROPOSAL when nothing is proposed
   */
  public List<DriftProposal> decline(ProposedContract proposed, String reason) {
    List<DriftProposal> open = proposed.open().proposals().stream().filter(proposal -> proposal.state() == DriftProposal.State.OPEN).toList();
    new DriftProposals(ledger, clock).decline(open, reason, actor);
    return open;
  }
}
