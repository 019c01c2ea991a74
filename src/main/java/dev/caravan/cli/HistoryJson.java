package dev.caravan.cli;

import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.deadletter.RowDifference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How history would come out, and came out, for programs. */
final class HistoryJson {
  private HistoryJson() {}

  /** @param flow that is run again */
  static Map<String, Object> of(String flow, HistoryDifference difference) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", flow);
    object.put("batches", difference.inputs().stream().map(HistoryJson::input).toList());
    object.put("notKept", difference.notKept());
    object.put("wouldBeRejected", verdicts(difference.refused()));
    object.put("wouldNotBeRejected", verdicts(difference.released()));
    object.put("wouldLand", difference.lands());
    return object;
  }

  private static Map<String, Object> input(HistoryDifference.Input input) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("batch", input.whole().id().value());
    object.put("landedOn", Json.time(input.whole().committed()));
    object.put("read", input.whole().counts().read());
    object.put("landed", input.landed());
    object.put("wouldLand", input.wouldLand());
    object.put("rejected", input.rejected());
    object.put("wouldBeRejected", input.wouldBeRejected());
    object.put("wouldBeDeduplicated", input.deduplicated());
    object.put("wouldBeFiltered", input.filtered());
    object.put("problem", input.problem() == null ? null : input.problem().toString());
    if (input.rows() instanceof HistoryDifference.Rows.NotCompared not) {
      object.put("rowsNotCompared", not.why());
    } else if (input.rows() instanceof HistoryDifference.Rows.Compared compared) {
      object.put("rows", rows(compared));
    }
    return object;
  }

  private static Map<String, Object> rows(HistoryDifference.Rows.Compared compared) {
    RowDifference difference = compared.difference();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("key", difference.key());
    object.put("same", difference.same());
    object.put("changed", difference.changed());
    object.put("gone", compared.wholeInput() ? difference.gone() : null);
    object.put("new", difference.added());
    object.put("changedByColumn", difference.byColumn());
    object.put("columnsGone", difference.columnsGone());
    object.put("columnsNew", difference.columnsAdded());
    object.put("examples", difference.examples().stream().map(HistoryJson::example).toList());
    return object;
  }

  private static Map<String, Object> example(RowDifference.Example example) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("row", example.row());
    if (example.column() == null) {
      object.put("is", example.before() == null ? "new" : "gone");
    } else {
      object.put("is", "changed");
      object.put("column", example.column());
      object.put("before", example.before());
      object.put("after", example.after());
    }
    return object;
  }

  private static Map<String, Object> verdicts(HistoryDifference.Verdicts verdicts) {
    return Map.of("records", verdicts.records(), "reasons", verdicts.reasons().stream().map(HistoryJson::reason).toList());
  }

  private static Map<String, Object> reason(HistoryDifference.Verdicts.Reason reason) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("field", reason.field());
    object.put("rule", reason.rule());
    object.put("required", reason.required());
    object.put("records", reason.records());
    object.put("examples", reason.examples().stream().map(HistoryJson::example).toList());
    return object;
  }

  private static Map<String, Object> example(HistoryDifference.Verdicts.Example example) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("record", example.record());
    object.put("got", example.got());
    return object;
  }

  /** Batches that take the place of others. */
  static List<Map<String, Object>> of(List<BatchRecord> batches) {
    return batches.stream().map(HistoryJson::batch).toList();
  }

  private static Map<String, Object> batch(BatchRecord batch) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("batch", batch.id().value());
    object.put("generation", batch.generation());
    object.put("read", batch.counts().read());
    object.put("landed", batch.counts().landed());
    object.put("rejected", batch.counts().rejected());
    object.put("deduplicated", batch.counts().deduplicated());
    object.put("filtered", batch.counts().filtered());
    object.put("state", batch.state().name().toLowerCase(Locale.ROOT));
    return object;
  }
}
