package dev.caravan.api;

import dev.caravan.batch.Counts;
import dev.caravan.catalog.JdbcLedger.LandingRecord;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.RunSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs and batches as programs read them: names and values in a fixed order, ready to be written as JSON. */
public final class RunDocument {
  private RunDocument() {}

  public static Map<String, Object> of(RunSummary run) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", run.flow());
    object.put("run", run.run());
    object.put("state", run.state().name().toLowerCase(Locale.ROOT));
    object.put("started", Times.text(run.started()));
    object.put("finished", Times.text(run.finished()));
    object.put("batches", run.batches());
    count(object, run.counts());
    object.put("code", run.code());
    object.put("message", run.message());
    object.put("class", run.why() == null ? null : run.why().failureClass());
    object.put("rule", run.why() == null ? null : run.why().rule());
    object.put("attempts", run.why() == null ? null : run.why().attempts());
    object.put("nextTry", run.why() == null ? null : Times.text(run.why().nextTry()));
    return object;
  }

  static Map<String, Object> of(BatchRecord batch) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("batch", batch.id().value());
    object.put("run", batch.run());
    object.put("flow", batch.flow());
    object.put("source", batch.source());
    object.put("range", batch.range());
    object.put("generation", batch.generation());
    object.put("state", batch.state().name().toLowerCase(Locale.ROOT));
    object.put("attempts", batch.attempts());
    count(object, batch.counts());
    object.put("warnings", batch.warnings());
    object.put("problem", batch.problem());
    object.put("opened", Times.text(batch.opened()));
    object.put("committed", Times.text(batch.committed()));
    return object;
  }

  static Map<String, Object> of(BatchRecord batch, List<LandingRecord> landings) {
    Map<String, Object> object = of(batch);
    object.put("landings", landings.stream().map(RunDocument::landing).toList());
    return object;
  }

  private static Map<String, Object> landing(LandingRecord landing) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("sink", landing.sink());
    object.put("target", landing.target());
    object.put("rows", landing.rows());
    object.put("noted", Times.text(landing.noted()));
    return object;
  }

  static void count(Map<String, Object> object, Counts counts) {
    object.put("read", counts.read());
    object.put("landed", counts.landed());
    object.put("rejected", counts.rejected());
    object.put("deduplicated", counts.deduplicated());
    object.put("filtered", counts.filtered());
  }
}
