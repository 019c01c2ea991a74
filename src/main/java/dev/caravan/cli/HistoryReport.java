package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.cli.HistoryDifference.Verdicts;
import dev.caravan.deadletter.History;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.Replays;
import dev.caravan.deadletter.RowDifference;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.runtime.routetest.DryRun;
import dev.caravan.runtime.routetest.TrialFolder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Runs history on trial, input by input, and tells how it would come out otherwise than it did. Used once. */
final class HistoryReport {
  private static final String HIDDEN = "***";

  private final CaravanConfig config;
  private final RouteSelection routes;
  private final JdbcLedger ledger;
  private final UnmaskedOption.View view;
  private final TrialFolder folder;
  private final Verdicts refused = new Verdicts();
  private final Verdicts released = new Verdicts();

  HistoryReport(CaravanConfig config, RouteSelection routes, JdbcLedger ledger, UnmaskedOption.View view, TrialFolder folder) {
    this.config = config;
    this.routes = routes;
    this.ledger = ledger;
    this.view = view;
    this.folder = folder;
  }

  HistoryDifference of(History.Plan plan, History history) {
    Map<Replays.Trial, History.Input> trials = new LinkedHashMap<>();
    for (History.Input input : plan.inputs()) {
      trials.put(history.tryOut(input, folder.path().resolve("history-" + trials.size())), input);
    }
    try (DataSources dataSources = new DataSources(config.data(), config.dataSources(), config.databaseLimits())) {
      LandedHistory landed = new LandedHistory(config, ledger, dataSources);
      List<HistoryDifference.Input> inputs =
          new DryRun(config, routes, folder.engine(), folder.path())
              .look(new ArrayList<>(trials.keySet()), look -> look(trials.get(look.result().trial()), look, history, landed));
      return new HistoryDifference(inputs, plan.gone().size(), refused, released);
    }
  }

  private HistoryDifference.Input look(History.Input input, DryRun.Look look, History history, LandedHistory landed) {
    DryRun.Result result = look.result();
    Map<Long, KeptReject> before = history.refused(input);
    Set<Long> now = result.rejected().stream().map(DryRun.Refused::ordinal).collect(Collectors.toCollection(TreeSet::new));
    if (result.problem() == null) {
      verdicts(input, result, before, now);
    }
    return new HistoryDifference.Input(
        input.whole(), input.landed(), result.landed(), before.size(), now.size(), result.deduplicated(), result.filtered(), result.problem(),
        result.problem() == null && look.staged() != null ? rows(input, look, landed) : null);
  }

  private void verdicts(History.Input input, DryRun.Result result, Map<Long, KeptReject> before, Set<Long> now) {
    result.rejected().stream()
        .filter(one -> !before.containsKey(one.ordinal()))
        .forEach(one -> refused.add(input.whole().id() + ":" + one.ordinal(), view.failure(result.contract(), new Failure(one.field(), one.rule(), one.required(), one.got()))));
    refused.count(now.stream().filter(ordinal -> !before.containsKey(ordinal)).count());
    before.values().stream()
        .filter(reject -> !now.contains(reject.ordinal()))
        .forEach(
            reject -> {
              released.count(1);
              view.reject(reject).failures().forEach(failure -> released.add(reject.id(), failure));
            });
  }

  private HistoryDifference.Rows rows(History.Input input, DryRun.Look look, LandedHistory landed) {
    try (Connection connection = folder.engine().connect()) {
      HistoryDifference.Rows rows = landed.compared(input, look, connection);
      return rows instanceof HistoryDifference.Rows.Compared compared
          ? new HistoryDifference.Rows.Compared(masked(look.result().contract(), compared.difference()), compared.wholeInput())
          : rows;
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.ENGINE_FAILED, "the rows cannot be compared: " + e.getMessage(), e);
    }
  }

  private RowDifference masked(String contract, RowDifference difference) {
    boolean keyHidden = difference.key().isEmpty() ? view.hides(contract, null) : difference.key().stream().anyMatch(column -> view.hides(contract, column));
    return difference.withExamples(
        difference.examples().stream()
            .map(
                example -> {
                  boolean hidden = example.column() != null && view.hides(contract, example.column());
                  return new RowDifference.Example(
                      keyHidden ? HIDDEN : example.row(), example.column(), hidden ? HIDDEN : example.before(), hidden ? HIDDEN : example.after());
                })
            .toList());
  }
}
