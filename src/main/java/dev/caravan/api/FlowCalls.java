package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.catalog.StoppedFlows;
import dev.caravan.catalog.Tasks;
import dev.caravan.source.FlowProgress;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is asked about flows, and what they are told to do. Thread-safe. */
final class FlowCalls {
  private final Flows flows;
  private final Backfills backfills;
  private final TaskWork work;
  private final TaskCalls tasks;

  FlowCalls(Flows flows, Backfills backfills, TaskWork work, TaskCalls tasks) {
    this.flows = flows;
    this.backfills = backfills;
    this.work = work;
    this.tasks = tasks;
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
    return Answer.ok(document(known(call)));
  }

  Answer suspend(Call call) {
    flows.suspend(name(known(call)));
    return show(call);
  }

  Answer resume(Call call) {
    flows.resume(name(known(call)));
    return show(call);
  }

  /** It takes as long as the batch in hand. */
  Answer stop(Call call) {
    String flow = name(known(call));
    flows.stop(flow, call.caller().name(), call.said("reason"));
    return tasks.accepted(
        work.await(
            call, Tasks.Kind.STOP, flow,
            () -> {
              flows.awaitStopped(flow);
              return List.of(new Tasks.Item(null, TaskCalls.text(Map.of("flow", flow, "status", Operation.BASE + "/flows/" + flow))));
            }));
  }

  Answer start(Call call) {
    flows.start(name(known(call)));
    return show(call);
  }

  Answer backfill(Call call) {
    String flow = name(known(call));
    Instant from = call.moment("from");
    Instant to = call.moment("to");
    if (!from.isBefore(to)) {
      throw Call.refused("to", "a time behind " + from, to.toString());
    }
    boolean keptOnly = call.body().path("keptOnly").asBoolean();
    return tasks.accepted(work.now(call, Tasks.Kind.BACKFILL, flow, () -> backfills.queue(flow, from, to, keptOnly).stream().map(queued -> item(flow, queued)).toList()));
  }

  private static Tasks.Item item(String flow, Backfills.Queued queued) {
    return TaskCalls.queued(queued.batch(), Map.of("flow", flow, "of", queued.of().value(), "records", queued.records()));
  }

  private Flows.Standing known(Call call) {
    String flow = call.path("flow");
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
    object.put("stopped", flow.stopped().map(FlowCalls::document).orElse(null));
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

  private static Map<String, Object> document(StoppedFlows.Stop stop) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Times.text(stop.at()));
    object.put("by", stop.actor());
    object.put("why", stop.reason());
    return object;
  }
}
