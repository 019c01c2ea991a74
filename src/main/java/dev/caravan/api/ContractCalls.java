package dev.caravan.api;

import dev.caravan.contract.Contract;
import dev.caravan.contract.Contracts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is asked about contracts. Thread-safe. */
final class ContractCalls {
  private final Supplier<Contracts> contracts;

  /** @param contracts as they are now */
  ContractCalls(Supplier<Contracts> contracts) {
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
}
