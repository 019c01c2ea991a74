package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks at routes beside each other: ids, error policies, and who reads what is written. */
final class FlowCheck {
  /** Components that hand over from another route, which has the source. */
  private static final Set<String> INNER = Set.of("direct", "seda");

  private final KameletCatalog kamelets;
  private final Findings findings;

  FlowCheck(KameletCatalog kamelets, Findings findings) {
    this.kamelets = kamelets;
    this.findings = findings;
  }

  /**
   * @param looked the files that are looked at
   * @param beside files that are not looked at but run with them
   */
  void check(List<RouteParts> looked, List<RouteParts> beside) {
    ids(looked);
    boolean covered = looked.stream().anyMatch(parts -> parts.policyForAll) || beside.stream().anyMatch(parts -> parts.policyForAll);
    for (RouteParts parts : looked) {
      for (RouteParts.Flow flow : parts.flows) {
        if (!flow.policy() && !covered && flow.source() != null && !INNER.contains(flow.source().scheme()) && !sourceHasPolicy(flow.source())) {
          findings.add(LintRule.ROUTE_NO_POLICY, flow.place(), "the route " + (flow.id() == null ? "here" : "'" + flow.id() + "'") + " has no error policy",
              "routeConfigurationId or errorHandler", "neither", null);
        }
      }
    }
    Set<String> read = new HashSet<>();
    looked.forEach(parts -> consumers(parts, read));
    beside.forEach(parts -> consumers(parts, read));
    looked.forEach(parts -> unread(parts, read));
  }

  /**
   * Looks for routeConfigurations that are named and not there.
   *
   * @param used files that are looked at, Kamelets too
   * @param beside files that are not looked at but run with them
   */
  void policies(List<RouteParts> used, List<RouteParts> beside) {
    Set<String> known = new TreeSet<>(LintContext.RUNTIME_POLICIES);
    used.forEach(parts -> known.addAll(parts.policies));
    beside.forEach(parts -> known.addAll(parts.policies));
    for (RouteParts parts : used) {
      for (Yaml.Scalar use : parts.policyUses) {
        for (String name : use.text().split(",")) {
          // Camel takes patterns too.
          boolean plain = name.strip().matches("[\\w-]+");
          if (plain && !known.contains(name.strip())) {
            findings.add(LintRule.ROUTE_POLICY_UNKNOWN, use.place(), "there is no routeConfiguration '" + name.strip() + "'", "the id of a routeConfiguration",
                "'" + name.strip() + "'", DslCheck.nearest(name.strip(), known));
          }
        }
      }
    }
  }

  // A source Kamelet whose own route has a policy stops for what fails behind it, too.
  private boolean sourceHasPolicy(EndpointUse source) {
    return source.isKamelet()
        && kamelets.find(source.kamelet()).map(KameletSpec::template).flatMap(template -> template.mapping("route"))
            .filter(route -> route.at("routeConfigurationId") != null || route.at("errorHandler") != null).isPresent();
  }

  private boolean namesBatches(RouteParts.Flow flow) {
    return flow.source() != null && flow.source().isKamelet() && kamelets.find(flow.source().kamelet()).map(KameletSpec::namesBatches).orElse(false);
  }

  private void ids(List<RouteParts> looked) {
    Map<String, Place> first = new HashMap<>();
    for (RouteParts parts : looked) {
      for (RouteParts.Flow flow : parts.flows) {
        if (flow.id() == null && namesBatches(flow)) {
          findings.add(LintRule.FLOW_NO_ID, flow.place(), "this route has no id", "an id, by which the batches of '" + flow.source().kamelet() + "' are named", "none", null);
        } else if (flow.id() == null) {
          findings.add(LintRule.ROUTE_NO_ID, flow.place(), "this route has no id", null, null, null);
        } else if (!flow.id().contains("{{")) {
          Place old = first.putIfAbsent(flow.id(), flow.idPlace());
          if (old != null) {
            findings.add(LintRule.ROUTE_DUPLICATE_ID, flow.idPlace(), "the id '" + flow.id() + "' stands for two routes", "each id once",
                "the first at " + old, null);
          }
        }
      }
    }
  }

  private static void consumers(RouteParts parts, Set<String> read) {
    parts.endpoints.stream().filter(use -> use.side() == EndpointUse.Side.READS).forEach(use -> read.add(use.scheme() + ":" + use.path()));
  }

  private void unread(RouteParts parts, Set<String> read) {
    for (EndpointUse use : parts.endpoints) {
      boolean inner = use.scheme().equals("direct") || use.scheme().equals("seda");
      String name = use.scheme() + ":" + use.path();
      if (!inner || use.side() != EndpointUse.Side.WRITES || name.contains("{{") || name.contains("${") || read.contains(name)) {
        continue;
      }
      Set<String> valid = new TreeSet<>(read);
      valid.removeIf(known -> !known.startsWith(use.scheme() + ":"));
      String near = dev.caravan.Nearest.to(name, valid).map(found -> "Did you mean '" + found + "'?").orElse(null);
      findings.add(LintRule.ENDPOINT_NO_CONSUMER, use.uri().place(), "no route reads from '" + name + "'", "a route from " + name, "none", near);
    }
  }
}
