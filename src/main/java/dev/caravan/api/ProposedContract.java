package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.RejectMask;
import dev.caravan.quality.AcceptedDrift;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A contract and what data asks of it.
 *
 * @param proposals open ones that the contract does not follow yet
 * @param settled open ones that it follows already, since somebody has changed it by hand
 * @param declined what somebody has declined, newest first
 */
public record ProposedContract(
    Contract.Dataset dataset, Contracts.Source source, List<DriftProposal> proposals, List<DriftProposal> settled, List<DriftProposals.Declined> declined) {

  /**
   * @param name of the dataset
   * @param fields only these, also when they were declined; empty for all that are open
   * @throws CaravanException CONTRACT_PROPOSAL when one of the fields has none, CONTRACT_NOT_FOUND
   */
  public static ProposedContract of(JdbcLedger ledger, Contracts contracts, String name, Set<String> fields) {
    Contract.Dataset dataset = contracts.dataset(name);
    DriftProposals proposals = new DriftProposals(ledger.database(), Clock.systemUTC());
    RejectMask mask = new RejectMask(ledger, contracts);
    List<DriftProposal> known = proposals.all(dataset.contract()).stream().filter(proposal -> proposal.state() != DriftProposal.State.ACCEPTED).map(mask::mask).toList();
    List<DriftProposals.Declined> declined =
        proposals.declines().stream().filter(one -> one.contract().equals(dataset.contract())).filter(one -> stands(one, known)).toList();
    List<DriftProposal> settled = known.stream().filter(proposal -> AcceptedDrift.settled(dataset, proposal.drift())).toList();
    List<DriftProposal> waiting = known.stream().filter(proposal -> !settled.contains(proposal)).toList();
    Set<String> names = waiting.stream().map(proposal -> proposal.drift().field()).collect(Collectors.toCollection(TreeSet::new));
    for (String field : fields) {
      if (!names.contains(field)) {
        throw new CaravanException(
            Problem.of(ErrorCode.CONTRACT_PROPOSAL, null, "no proposal of " + dataset.contract() + " is about the field '" + field + "'")
                .required("one of the fields that drifted", "'" + field + "'")
                .next(names.isEmpty() ? null : Nearest.advice(field, names)));
      }
    }
    List<DriftProposal> chosen =
        waiting.stream().filter(proposal -> fields.isEmpty() ? proposal.state() == DriftProposal.State.OPEN : fields.contains(proposal.drift().field())).toList();
    return new ProposedContract(dataset, contracts.source(name), chosen, settled, declined);
  }

  public ProposedContract {
    proposals = List.copyOf(proposals);
    settled = List.copyOf(settled);
    declined = List.copyOf(declined);
  }

  // What came otherwise since then is open again, and what was accepted after all is neither.
  private static boolean stands(DriftProposals.Declined declined, List<DriftProposal> known) {
    return known.stream().anyMatch(
        proposal -> proposal.state() == DriftProposal.State.DECLINED && proposal.drift().field().equals(declined.field()) && proposal.drift().kind() == declined.kind());
  }

  /** @throws CaravanException CONTRACT_PROPOSAL when nothing is proposed that the contract does not follow */
  public ProposedContract open() {
    if (proposals.isEmpty()) {
      Problem problem = Problem.of(ErrorCode.CONTRACT_PROPOSAL, null, "nothing is proposed for " + dataset.contract() + ": what came is what its contract says, or was declined");
      throw new CaravanException(declined.isEmpty() ? problem : problem.next("`caravan contract diff " + dataset.contract() + "` shows what was declined; accept it after all with --field."));
    }
    return this;
  }

  /**
   * Sees that the contract is the one that data was compared with.
   *
   * @param seen the version that a person has looked at since, or null
   * @throws CaravanException CONTRACT_CHANGED
   */
  public void compareVersions(String seen) {
    String now = dataset.contractVersion();
    String columns = ContractCompiler.drift(dataset).fingerprint();
    for (DriftProposal proposal : proposals) {
      boolean same = seen == null ? proposal.fingerprint().equals(columns) : seen.equals(now);
      if (!same) {
        String version = seen == null ? proposal.version() : seen;
        throw new CaravanException(
            Problem.of(ErrorCode.CONTRACT_CHANGED, dataset.place(), "the columns of " + dataset.contract() + " are not those that data was compared with when '"
                    + proposal.drift().field() + "' was proposed")
                .required("version " + version, "version " + now + (version.equals(now) ? ", edited since" : ""))
                .next("Look at `caravan contract diff " + dataset.contract() + "`, and if that is what you want, accept with --seen " + now + "."));
      }
    }
  }

  /** @param version to write, or null for the next one */
  public AcceptedDrift accepted(String version) {
    String contract = dataset.contract();
    int mark = contract.indexOf('#');
    return AcceptedDrift.of(
        mark < 0 ? contract : contract.substring(0, mark), source.file(), source.text(), dataset.name(), proposals.stream().map(DriftProposal::drift).toList(), version);
  }
}
