package dev.caravan.api;

import dev.caravan.batch.Reject.Failure;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Tasks;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.Choice;
import dev.caravan.deadletter.RejectMask;
import dev.caravan.deadletter.Replays;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Decides about rejects, in the name of who calls. Thread-safe. */
final class MendingCalls {
  private static final int REASONS = 20;
  private static final int LONGEST_VALUE = 200;

  private final JdbcLedger ledger;
  private final Path segments;
  private final Supplier<Contracts> contracts;
  private final Trials trials;
  private final TaskWork work;
  private final TaskCalls tasks;
  private final Clock clock;

  MendingCalls(Api.Subject subject, TaskWork work, TaskCalls tasks) {
    this.ledger = subject.ledger();
    this.segments = subject.segments();
    this.contracts = subject.contracts();
    this.trials = subject.trials();
    this.clock = subject.clock();
    this.work = work;
    this.tasks = tasks;
  }

  Answer edit(Call call) {
    String reject = call.path("reject");
    replays(call).edit(reject, call.said("raw").getBytes(StandardCharsets.UTF_8));
    return Answer.ok(Map.of("edited", reject));
  }

  Answer drop(Call call) {
    Set<String> ids = call.list("ids");
    Choice.of(ids);
    Replays replays = replays(call);
    ids.forEach(id -> replays.drop(id, call.said("reason")));
    return Answer.ok(Map.of("dropped", List.copyOf(ids)));
  }

  /** The flow lands them at its next pass; how far that is, the task tells. */
  Answer replay(Call call) {
    Choice choice = Choice.of(call.list("ids"));
    return tasks.accepted(work.now(call, Tasks.Kind.REPLAY, rejects(choice), () -> replays(call).queue(choice).stream().map(MendingCalls::item).toList()));
  }

  /** What would become of them; nothing changes. */
  Answer tryOut(Call call) {
    Choice choice = Choice.of(call.list("ids"));
    replays(call).refuseUnlessOpen(choice);
    return tasks.accepted(
        work.compute(
            call, Tasks.Kind.DRY_RUN, rejects(choice),
            () -> {
              RejectMask mask = new RejectMask(ledger, contracts.get());
              return trials.run(choice).stream().map(result -> new Tasks.Item(null, TaskCalls.text(document(result, mask)))).toList();
            }));
  }

  private static String rejects(Choice choice) {
    return choice.size() == 1 ? "1 reject" : choice.size() + " rejects";
  }

  private static Tasks.Item item(Replays.Queued queued) {
    return TaskCalls.queued(queued.batch(), Map.of("flow", queued.flow(), "of", queued.of().value(), "records", queued.records()));
  }

  private static Map<String, Object> document(Trials.Result result, RejectMask mask) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", result.flow());
    object.put("of", result.of().value());
    object.put("records", result.landed() + result.rejected() + result.deduplicated() + result.filtered());
    object.put("landed", result.landed());
    object.put("rejected", result.rejected());
    object.put("deduplicated", result.deduplicated());
    object.put("filtered", result.filtered());
    object.put("reasons", result.refused().stream().limit(REASONS).map(refused -> document(result, refused, mask)).toList());
    object.put("moreReasons", Math.max(0, result.refused().size() - REASONS));
    object.put("problem", result.problem() == null ? null : ProblemAnswer.document(result.problem()));
    return object;
  }

  private static Map<String, Object> document(Trials.Result result, Trials.Refused refused, RejectMask mask) {
    Failure failure = mask.mask(result.contract(), refused.failure());
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", result.of().value() + ":" + refused.ordinal());
    object.put("field", cut(failure.field()));
    object.put("rule", failure.rule());
    object.put("required", cut(failure.required()));
    object.put("got", cut(failure.got()));
    return object;
  }

  private static String cut(String text) {
    return text == null || text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }

  private Replays replays(Call call) {
    return new Replays(ledger, segments, clock, call.caller().name());
  }
}
