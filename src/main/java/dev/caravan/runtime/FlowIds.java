package dev.caravan.runtime;

import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Wants an id of its own for every route that begins with one of Caravan's sources: batch ids are made
 * from it, so it must not depend on the order in which routes load (I3). What else may be wrong in a file
 * is lint's affair, which looks before. One thread at a time.
 */
final class FlowIds {
  private final KameletCatalog catalog;
  private final Problems problems;
  private final Map<String, KameletUse> flows = new LinkedHashMap<>();

  FlowIds(KameletCatalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  void check(List<RouteFile> files) {
    for (RouteFile file : files) {
      if (file.yaml()) {
        Yaml.read(file.name(), file.text(), problems).ifPresent(root -> Yaml.items(root).forEach(item -> entry(file, item)));
      }
    }
    // A Java route may be the one that another waits for.
    if (files.stream().allMatch(RouteFile::yaml)) {
      new FlowOrder(flows, problems).check();
    }
  }

  // A route may also stand as `- from:`, with its id inside.
  private void entry(RouteFile file, Node item) {
    Yaml.at(item, "route").ifPresent(route -> Yaml.at(route, "from").ifPresent(from -> route(file, item, from, Yaml.at(route, "id"))));
    Yaml.at(item, "from").ifPresent(from -> route(file, item, from, Yaml.at(from, "id")));
  }

  private void route(RouteFile file, Node item, Node from, Optional<Node> id) {
    Optional<KameletUse> source =
        Yaml.at(from, "uri")
            .or(() -> Optional.of(from))
            .flatMap(uri -> KameletUse.of(file, uri, Yaml.at(from, "parameters")))
            .filter(use -> catalog.isOwnSource(use.kamelet(), problems));
    if (source.isEmpty()) {
      return;
    }
    if (id.isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.ROUTE_INVALID, Yaml.place(file.name(), item), "A route that begins with kamelet:" + source.get().kamelet() + " has no id")
              .required("an id, by which its batches are named", "none")
              .next("Add `id: <name>` to the route and never change it."));
      return;
    }
    String flow = Yaml.text(id.get()).orElse("");
    KameletUse before = flows.putIfAbsent(flow, source.get());
    if (before != null) {
      problems.add(
          Problem.of(ErrorCode.ROUTE_INVALID, Yaml.place(file.name(), id.get()), "Two routes have the id '" + flow + "'; the other begins at " + before.place())
              .next("Give each route an id of its own."));
    }
  }
}
