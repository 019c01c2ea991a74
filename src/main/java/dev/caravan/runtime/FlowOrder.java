package dev.caravan.runtime;

import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the parameter {@code after} of sources: each names a flow, and nobody waits for himself. */
final class FlowOrder {
  private final Map<String, KameletUse> flows;
  private final Problems problems;

  /** @param flows id to the source it begins with */
  FlowOrder(Map<String, KameletUse> flows, Problems problems) {
    this.flows = flows;
    this.problems = problems;
  }

  void check() {
    flows.forEach(
        (flow, source) -> {
          for (String name : after(flow)) {
            if (!flows.containsKey(name)) {
              problems.add(
                  Problem.of(ErrorCode.KAMELET_PARAMETER, source.parameters().get("after").place(), "Flow " + flow + " comes after '" + name + "', which is no flow of this run")
                      .next(Nearest.advice(name, flows.keySet())));
            } else if (reaches(name, flow, new LinkedHashSet<>())) {
              problems.add(
                  Problem.of(ErrorCode.KAMELET_PARAMETER, source.parameters().get("after").place(), "Flow " + flow + " waits for " + name + ", which waits for it")
                      .next("Remove one of the two from `after`."));
            }
          }
        });
  }

  private boolean reaches(String from, String to, Set<String> seen) {
    return from.equals(to) || seen.add(from) && after(from).stream().filter(flows::containsKey).anyMatch(next -> reaches(next, to, seen));
  }

  private List<String> after(String flow) {
    KameletUse.Value value = flows.get(flow).parameters().get("after");
    if (value == null || value.text().contains("{{")) {
      return List.of();
    }
    return Arrays.stream(value.text().split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
  }
}
