package dev.caravan.api;

import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.contract.Contract;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.RejectMask;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is asked about contracts, and how data drifts from them. Examples of sensitive values are masked. Thread-safe. */
final class ContractCalls {
  private final JdbcLedger ledger;
  private final DriftProposals proposals;
  private final Supplier<Contracts> contracts;

  /** @param contracts as they are now */
  ContractCalls(JdbcLedger ledger, Supplier<Contracts> contracts, Clock clock) {
    this.ledger = ledger;
    this.proposals = new DriftProposals(ledger.database(), clock);
    this.contracts = contracts;
  }

  Answer list(Call call) {
    String after = call.text("after").orElse("");
    List<String> names = contracts.get().names().stream().filter(name -> name.compareTo(after) > 0).limit(call.limit() + 1L).toList();
    return Page.of(names, call.limit(), name -> name, name -> Map.of("contract", name));
  }

  Answer show(Call call) {
    String name = name(call);
    Contracts now = contracts.get();
    Contract contract = now.contract(name);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("contract", contract.reference());
    object.put("version", contract.version());
    object.put("datasets", contract.datasets().stream().map(Contract.Dataset::name).toList());
    object.put("text", now.source(name).text());
    return Answer.ok(object);
  }

  static String name(Call call) {
    return call.path("system") + "/" + call.path("entity");
  }

  /** Which drift is listed. */
  enum Decided {
    OPEN,
    ACCEPTED,
    DECLINED
  }

  Answer drift(Call call) {
    RejectMask mask = new RejectMask(ledger, contracts.get());
    Stream<Map<String, Object>> drift =
        switch (call.word("state", Decided.class).orElse(Decided.OPEN)) {
          case OPEN -> proposals.open().stream().filter(one -> of(call, one.contract())).map(mask::mask).map((DriftProposal one) -> DriftDocument.of(one));
          case ACCEPTED -> proposals.accepted().stream().filter(one -> of(call, one.contract())).map((DriftProposals.Accepted one) -> DriftDocument.of(one));
          case DECLINED -> proposals.declines().stream().filter(one -> of(call, one.contract())).map((DriftProposals.Declined one) -> DriftDocument.of(one));
        };
    return Answer.ok(Map.of("items", drift.limit(call.limit()).toList()));
  }

  private static boolean of(Call call, String contract) {
    return call.text("contract").map(contract::equals).orElse(true);
  }
}
