package dev.caravan.cli;

import static dev.caravan.cli.ReprocessCommand.number;

import dev.caravan.batch.Reject.Failure;
import dev.caravan.batch.Sql;
import dev.caravan.batch.StagedFile;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LakeDataset;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Manifest;
import dev.caravan.deadletter.History;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.Replays;
import dev.caravan.deadletter.RowDifference;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.runtime.routetest.DryRun;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Runs history on trial, input by input, and prints how it would come out otherwise than it did. */
final class HistoryReport {
  private static final int EXAMPLES = 3;

  private final CaravanConfig config;
  private final RouteSelection routes;
  private final JdbcLedger ledger;
  private final UnmaskedOption.View view;
  private final TrialFolder folder;
  private final Lakes lakes;
  private final Verdicts refused = new Verdicts();
  private final Verdicts released = new Verdicts();

  HistoryReport(CaravanConfig config, RouteSelection routes, JdbcLedger ledger, UnmaskedOption.View view, TrialFolder folder) {
    this.config = config;
    this.routes = routes;
    this.ledger = ledger;
    this.view = view;
    this.folder = folder;
    this.lakes = new Lakes(config.data(), () -> config.s3().client());
  }

  /** Records by reason, with a few of each. */
  private static final class Verdicts {
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, List<String>> examples = new HashMap<>();
    private long records;

    void add(String id, Failure failure) {
      String reason = (failure.field() == null ? "" : failure.field() + " ") + failure.rule() + ", requires " + failure.required();
      counts.merge(reason, 1L, Long::sum);
      List<String> few = examples.computeIfAbsent(reason, name -> new ArrayList<>());
      if (few.size() < EXAMPLES) {
        few.add(id + " got " + (failure.got() == null ? "nothing" : "'" + failure.got() + "'"));
      }
    }

    void print(String title, PrintWriter out) {
      out.println(title + ": " + number(records));
      counts.forEach(
          (reason, count) -> {
            out.println("  " + number(count) + " x " + reason);
            examples.get(reason).forEach(example -> out.println("      " + example));
          });
    }
  }

  /** @return whether all of it would land */
  boolean print(History.Plan plan, History history, PrintWriter out) {
    List<History.Input> inputs = plan.inputs();
    List<Replays.Trial> trials = new ArrayList<>();
    for (History.Input input : inputs) {
      trials.add(history.tryOut(input, folder.path().resolve("history-" + trials.size())));
    }
    Map<Replays.Trial, History.Input> inputOf = new LinkedHashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      inputOf.put(trials.get(i), inputs.get(i));
    }
    Table table = new Table("batch", "landed on", "read", "landed", "would land", "rejected", "be rejected", "be deduplicated", "be filtered");
    List<String> values = new ArrayList<>();
    List<Boolean> runs =
        new DryRun(config, routes, folder.engine(), folder.path())
            .look(trials, look -> look(inputOf.get(look.result().trial()), look, history, table, values));
    table.print(out);
    if (!plan.gone().isEmpty()) {
      out.println(plan.gone().size() + " batch(es) stay as they are: their raw records are not kept any more.");
    }
    refused.print("Would be rejected, and was not", out);
    released.print("Was rejected, and would not be", out);
    values.forEach(out::println);
    return !runs.contains(false);
  }

  private boolean look(History.Input input, DryRun.Look look, History history, Table table, List<String> values) {
    DryRun.Result result = look.result();
    Map<Long, KeptReject> before = history.refused(input);
    Set<Long> now = result.rejected().stream().map(DryRun.Refused::ordinal).collect(Collectors.toCollection(TreeSet::new));
    table.add(
        input.whole().id().value(), input.whole().committed().toString().substring(0, 16), number(input.whole().counts().read()), number(input.landed()),
        number(result.landed()), number(before.size()), number(now.size()), number(result.deduplicated()), number(result.filtered()));
    if (result.problem() != null) {
      values.add(input.whole().id() + " would not land: " + result.problem());
      return false;
    }
    result.rejected().stream()
        .filter(one -> !before.containsKey(one.ordinal()))
        .forEach(one -> refused.add(input.whole().id() + ":" + one.ordinal(), view.failure(result.contract(), new Failure(one.field(), one.rule(), one.required(), one.got()))));
    refused.records += now.stream().filter(ordinal -> !before.containsKey(ordinal)).count();
    before.values().stream()
        .filter(reject -> !now.contains(reject.ordinal()))
        .forEach(
            reject -> {
              released.records++;
              view.reject(reject).failures().forEach(failure -> released.add(reject.id(), failure));
            });
    values(input, look, values);
    return true;
  }

  private void values(History.Input input, DryRun.Look look, List<String> values) {
    if (look.staged() == null) {
      return;
    }
    Optional<LakeDataset> landed = landed(input);
    if (landed.isEmpty()) {
      values.add("Rows of " + input.whole().id() + ": they did not land in a lake, so their values are not compared");
      return;
    }
    String after =
        look.staged().files().isEmpty()
            ? nothing(look)
            : "read_parquet([" + look.staged().files().stream().map(StagedFile::path).map(path -> Sql.text(path.toString())).collect(Collectors.joining(", "))
                + "], union_by_name = true, hive_partitioning = false)";
    try (Connection connection = folder.engine().connect()) {
      RowDifference difference =
          RowDifference.of(connection, landed.get().relation(), landed.get().columns(), after, look.staged().columns(), look.key());
      tell(input, look.result().contract(), difference, values);
    } catch (SQLException e) {
      throw new dev.caravan.CaravanException(dev.caravan.ErrorCode.ENGINE_FAILED, "the rows cannot be compared: " + e.getMessage(), e);
    }
  }

  private static String nothing(DryRun.Look look) {
    return "(SELECT "
        + look.staged().columns().stream().map(column -> "NULL::" + column.type().sql() + " AS " + Sql.name(column.name())).collect(Collectors.joining(", "))
        + " WHERE false)";
  }

  /** What of the input is visible in the first lake it landed in. */
  private Optional<LakeDataset> landed(History.Input input) {
    for (JdbcLedger.LandingRecord landing : ledger.landings(input.whole().id())) {
      if (landing.sink().equals("lake")) {
        for (int slash = landing.target().lastIndexOf('/'); slash > 0; slash = landing.target().lastIndexOf('/', slash - 1)) {
          Datasets lake = lakes.lake(landing.target().substring(0, slash));
          DatasetName name = new DatasetName(landing.target().substring(slash + 1));
          List<Manifest> manifests = input.standing().stream().map(BatchRecord::id).flatMap(id -> lake.manifest(name, id).stream()).toList();
          if (!manifests.isEmpty()) {
            return Optional.of(lake.only(name, manifests));
          }
        }
      }
    }
    return Optional.empty();
  }

  private void tell(History.Input input, String contract, RowDifference difference, List<String> values) {
    String by = difference.key().isEmpty() ? "as a whole, for no key is known" : "by " + String.join(", ", difference.key());
    values.add(
        "Rows of " + input.whole().id() + ", compared " + by + ": " + number(difference.same()) + " the same, " + number(difference.changed()) + " changed, "
            + number(difference.gone()) + " gone, " + number(difference.added()) + " new");
    if (!difference.columnsGone().isEmpty() || !difference.columnsAdded().isEmpty()) {
      values.add("  columns gone: " + listed(difference.columnsGone()) + "; new: " + listed(difference.columnsAdded()));
    }
    difference.byColumn().forEach((column, rows) -> values.add("  " + column + " changed in " + number(rows)));
    boolean keyHidden = difference.key().isEmpty() ? view.hides(contract, null) : difference.key().stream().anyMatch(column -> view.hides(contract, column));
    for (RowDifference.Example example : difference.examples()) {
      String row = keyHidden ? "***" : example.row();
      boolean hidden = example.column() != null && view.hides(contract, example.column());
      values.add(
          example.column() == null
              ? "      " + row + ": " + (example.before() == null ? "new" : "gone")
              : "      " + row + ": " + example.column() + " " + (hidden ? "*** becomes ***" : example.before() + " becomes " + example.after()));
    }
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
