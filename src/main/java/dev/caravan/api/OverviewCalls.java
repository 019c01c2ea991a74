package dev.caravan.api;

import dev.caravan.catalog.CommittedSums;
import dev.caravan.catalog.FlowStands;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.failure.Dependency;
import dev.caravan.source.FlowProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** How a process stands, in one answer: health, flows with their rates and lag, systems outside, budgets. Thread-safe. */
final class OverviewCalls {
  /** Long enough for flows that land a batch a minute, short enough to show that one has stopped. */
  private static final Duration RATES_OVER = Duration.ofMinutes(5);

  private final Flows flows;
  private final Surroundings surroundings;
  private final FlowStands stands;
  private final CommittedSums sums;
  private final Clock clock;

  OverviewCalls(Flows flows, Surroundings surroundings, LedgerDatabase ledger, Clock clock) {
    this.flows = flows;
    this.surroundings = surroundings;
    this.stands = new FlowStands(ledger);
    this.sums = new CommittedSums(ledger);
    this.clock = clock;
  }

  Answer show(Call call) {
    Surroundings.Health health = surroundings.health();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Times.text(clock.instant()));
    object.put("ready", health.ready());
    object.put("checks", health.checks());
    object.put("rateSeconds", RATES_OVER.toSeconds());
    object.put("flows", flows());
    object.put("systems", surroundings.systems().stream().map(OverviewCalls::document).toList());
    object.put("budgets", budgetDocuments());
    return Answer.ok(object);
  }

  Answer budgets(Call call) {
    return Answer.ok(Map.of("items", budgetDocuments()));
  }

  private List<Map<String, Object>> flows() {
    List<Flows.Standing> all = flows.all().stream().sorted(Comparator.comparing(flow -> flow.progress().flow())).toList();
    List<String> names = all.stream().map(flow -> flow.progress().flow()).toList();
    Map<String, FlowStands.Stand> standing = stands.stands(names);
    Instant now = clock.instant();
    Map<String, CommittedSums.Recent> recent = sums.recent(names, now.minus(RATES_OVER));
    return all.stream().map(flow -> document(flow, standing.get(flow.progress().flow()), recent.get(flow.progress().flow()))).toList();
  }

  private Map<String, Object> document(Flows.Standing flow, FlowStands.Stand stand, CommittedSums.Recent recent) {
    FlowProgress progress = flow.progress();
    OptionalLong behind = surroundings.recordsBehind(progress.flow());
    Map<String, Object> object = FlowCalls.document(flow);
    object.put("readPerSecond", perSecond(recent.read()));
    object.put("landedPerSecond", perSecond(recent.landed()));
    object.put("rejectedPerSecond", perSecond(recent.rejected()));
    object.put("lastLanded", Times.text(recent.last()));
    object.put("lagBytes", Math.max(0, progress.bytesKnown() - progress.bytesDone()));
    object.put("lagRecords", behind.isPresent() ? behind.getAsLong() : null);
    object.put("cursorMoved", Times.text(stand.cursorMoved()));
    object.put("unfinished", stand.unfinished());
    return object;
  }

  private static double perSecond(long records) {
    return (double) records / RATES_OVER.toSeconds();
  }

  private static Map<String, Object> document(Dependency.Standing system) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("system", system.name());
    object.put("state", system.state().name().toLowerCase(Locale.ROOT));
    object.put("failureRate", system.failureRate());
    object.put("underWay", system.underWay());
    object.put("limit", system.limit());
    object.put("succeeded", system.succeeded());
    object.put("failed", system.failed());
    object.put("refused", system.refused());
    object.put("turnedAway", system.turnedAway());
    object.put("opened", system.opened());
    return object;
  }

  private List<Map<String, Object>> budgetDocuments() {
    return surroundings.budgets().stream().map(OverviewCalls::document).toList();
  }

  private static Map<String, Object> document(Surroundings.Budget budget) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("budget", budget.name());
    object.put("unit", budget.unit().name().toLowerCase(Locale.ROOT));
    object.put("used", budget.used());
    object.put("allowed", budget.allowed());
    object.put("limit", budget.limit());
    return object;
  }
}
