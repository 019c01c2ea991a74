package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.source.FlowProgress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is asked about flows. Thread-safe. */
final class FlowCalls {
  private final Flows flows;

  FlowCalls(Flows flows) {
    this.flows = flows;
  }

  Answer list(Call call) {
    String after = call.text("after").orElse("");
    List<Flows.Standing> found =
        flows.all().stream()
            .sorted(Comparator.comparing(FlowCalls::name))
            .filter(flow -> name(flow).compareTo(after) > 0)
            .filter(flow -> call.text("state").map(flow.progress().state().name()::equalsIgnoreCase).orElse(true))
            .limit(call.limit() + 1L)
            .toList();
    return Page.of(found, call.limit(), FlowCalls::name, FlowCalls::document);
  }

  Answer show(Call call) {
    return Answer.ok(document(known(call.path("flow"))));
  }

  Answer suspend(Call call) {
    flows.suspend(known(call.path("flow")).progress().flow());
    return show(call);
  }

  Answer resume(Call call) {
    flows.resume(known(call.path("flow")).progress().flow());
    return show(call);
  }

  private Flows.Standing known(String flow) {
    List<Flows.Standing> all = flows.all();
    return all.stream()
        .filter(one -> name(one).equals(flow))
        .findFirst()
        .orElseThrow(
            () ->
                new CaravanException(
                    Problem.of(ErrorCode.API_MISSING, null, "No flow of that name runs in this process")
                        .next(Nearest.hint(flow, all.stream().map(FlowCalls::name).toList()))));
  }

  private static String name(Flows.Standing flow) {
    return flow.progress().flow();
  }

  static Map<String, Object> document(Flows.Standing flow) {
    FlowProgress progress = flow.progress();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", progress.flow());
    object.put("state", progress.state().name().toLowerCase(Locale.ROOT));
    object.put("route", flow.route().name().toLowerCase(Locale.ROOT));
    object.put("batches", progress.batches());
    RunDocument.count(object, progress.counts());
    object.put("skipped", progress.skipped());
    object.put("rowsInHand", progress.rowsInHand());
    object.put("bytesDone", progress.bytesDone());
    object.put("bytesKnown", progress.bytesKnown());
    object.put("current", progress.current());
    object.put("problem", progress.problem() == null ? null : ProblemAnswer.document(progress.problem()));
    return object;
  }
}
