package dev.caravan.api;

import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Placed;
import dev.caravan.contract.ContractDiff;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.RejectMask;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** How data drifts from contracts, and what people decide about it. Examples of sensitive values are masked. Thread-safe. */
final class DriftCalls {
  private final JdbcLedger ledger;
  private final DriftProposals proposals;
  private final Supplier<Contracts> contracts;
  private final Path folder;
  private final Clock clock;

  /**
   * @param contracts as they are now
   * @param folder that gets contracts of which only a packaged one is there
   */
  DriftCalls(JdbcLedger ledger, Supplier<Contracts> contracts, Path folder, Clock clock) {
    this.ledger = ledger;
    this.proposals = new DriftProposals(ledger.database(), clock);
    this.contracts = contracts;
    this.folder = folder;
    this.clock = clock;
  }

  /** Which drift is listed. */
  enum Decided {
    OPEN,
    ACCEPTED,
    DECLINED
  }

  Answer list(Call call) {
    int limit = call.limit();
    String contract = call.text("contract").orElse(null);
    Decided state = call.word("state", Decided.class).orElse(Decided.OPEN);
    Long number = state == Decided.OPEN ? null : call.after(Long::valueOf).orElse(null);
    return switch (state) {
      case OPEN -> {
        RejectMask mask = new RejectMask(ledger, contracts.get());
        yield Page.of(proposals.open(contract, call.text("after").orElse(null), limit + 1), limit, Placed::position, one -> DriftDocument.of(mask.mask(one.item())));
      }
      case ACCEPTED -> Page.of(proposals.accepted(contract, number, limit + 1), limit, Placed::position, one -> DriftDocument.of(one.item()));
      case DECLINED -> Page.of(proposals.declines(contract, number, limit + 1), limit, Placed::position, one -> DriftDocument.of(one.item()));
    };
  }

  /** By one at a time: the second one sees what the first has written. */
  synchronized Answer accept(Call call) {
    ContractDecisions.Acceptance acceptance = decisions(call).accept(proposed(call), call.said("version"), call.said("seen"));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("contract", acceptance.contract());
    object.put("from", acceptance.before());
    object.put("to", acceptance.after());
    object.put("changes", acceptance.changes().stream().map(DriftCalls::document).toList());
    object.put("replayable", acceptance.replayable().stream().map(DriftCalls::document).toList());
    return Answer.ok(object);
  }

  Answer decline(Call call) {
    List<String> declined = decisions(call).decline(proposed(call), call.said("reason")).stream().map(DriftProposal::drift).map(DriftProposal.Drift::field).toList();
    return Answer.ok(Map.of("contract", ContractCalls.name(call), "declined", declined));
  }

  private ContractDecisions decisions(Call call) {
    return new ContractDecisions(ledger.database(), folder, clock, call.caller().name());
  }

  private ProposedContract proposed(Call call) {
    return ProposedContract.of(ledger, contracts.get(), ContractCalls.name(call), call.list("fields"));
  }

  private static Map<String, Object> document(ContractDiff.Change change) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("where", change.where());
    object.put("what", change.what());
    object.put("compatibility", change.compatibility().name().toLowerCase(Locale.ROOT));
    object.put("why", change.why());
    return object;
  }

  private static Map<String, Object> document(ContractDecisions.Replayable one) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", one.query().flow());
    object.put("rule", one.query().rule());
    object.put("field", one.query().field());
    object.put("rejects", one.rejects());
    return object;
  }
}
