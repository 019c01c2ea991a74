package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Checks;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Reject;
import dev.caravan.batch.RejectStore;
import dev.caravan.batch.Sql;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.batch.StagedFile;
import dev.caravan.sink.SinkServices;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what the sinks of one case are given, in memory. Thread-safe. */
public final class CollectedSinks {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private final Path folder;
  private final Map<String, List<ObjectNode>> landed = new LinkedHashMap<>();
  private final List<JsonNode> rejected = new ArrayList<>();
  private Counts counts;
  private Map<String, Long> warnings = Map.of();
  private String contract;
  private Staged staged;
  private List<String> key = List.of();
  private boolean filesOnly;

  /** @param folder for staged files; the caller deletes it */
  CollectedSinks(Path folder) {
    this.folder = folder;
  }

  /** Begins a case. */
  synchronized void clear() {
    landed.clear();
    rejected.clear();
    counts = null;
    contract = null;
    staged = null;
    key = List.of();
    warnings = Map.of();
  }

  /** @param problem what the flow stopped with, or null */
  synchronized Outcome outcome(Problem problem) {
    Map<String, List<ObjectNode>> rows = new LinkedHashMap<>();
    landed.forEach((sink, list) -> rows.put(sink, List.copyOf(list)));
    Counts all = counts == null ? Counts.NONE : counts;
    return new Outcome(rows, List.copyOf(rejected), all.filtered(), all.deduplicated(), new TreeMap<>(warnings), Map.of(), problem, Instant.now());
  }

  /** From now on rows stay in files, however many there are. */
  synchronized void keepFilesOnly() {
    filesOnly = true;
  }

  /** What the last sink was given, in files; null when no sink was reached. */
  synchronized Staged staged() {
    return staged;
  }

  /** Primary key of the contract that checked the case; empty when there is none. */
  synchronized List<String> key() {
    return key;
  }

  /** Name of the contract that checked the case, or null. */
  synchronized String contract() {
    return contract;
  }

  synchronized void land(String sink, Object body) {
    List<ObjectNode> rows = landed.computeIfAbsent(sink, name -> new ArrayList<>());
    if (body instanceof Batch batch) {
      land(sink, batch, rows);
    } else if (body != null) {
      add(body instanceof String text ? Cells.parsed(text) : Cells.cell(bytes(body)), rows);
    }
  }

  private void land(String sink, Batch batch, List<ObjectNode> rows) {
    List<Reject> rejects = new ArrayList<>();
    contract = SinkServices.contract(batch).map(Checks::contract).orElse(null);
    key = SinkServices.primaryKey(batch).orElse(List.of());
    try {
      staged = batch.engine().stage(batch, StageOptions.DEFAULT, folder.resolve("sink-" + sink.replaceAll("\\W", "_")), store(rejects));
      if (counts != null && !counts.equals(staged.counts())) {
        throw new CaravanException(
            Problem.of(ErrorCode.UNBALANCED, null, "Two sinks of one batch counted differently; the second is " + sink)
                .required(counts.toString(), staged.counts().toString())
                .next("Put steps that filter or deduplicate before the first sink, so that all sinks land the same rows."));
      }
      counts = staged.counts();
      warnings = staged.warnings();
      if (!filesOnly) {
        rows.addAll(rows(batch, staged));
      }
    } finally {
      rejected.clear();
      rejects.stream().sorted(java.util.Comparator.comparingLong(Reject::ordinal)).forEach(this::reasons);
    }
  }

  /** The rows as the sink's files hold them. */
  private static List<ObjectNode> rows(Batch batch, Staged staged) {
    List<ObjectNode> rows = new ArrayList<>();
    for (StagedFile file : staged.files()) {
      String relation = "read_parquet(" + Sql.text(file.path().toString()) + ", hive_partitioning = false)";
      try (Connection connection = batch.engine().connect()) {
        rows.addAll(LandedRows.of(connection, relation, staged.columns()));
      } catch (SQLException e) {
        throw new CaravanException(ErrorCode.ENGINE_FAILED, "the staged rows cannot be read: " + e.getMessage(), e);
      }
    }
    return rows;
  }

  private void reasons(Reject reject) {
    reject.failures().forEach(failure -> rejected.add(reason(reject.ordinal(), failure)));
  }

  /** As a test writes it. */
  static ObjectNode reason(long ordinal, Reject.Failure failure) {
    ObjectNode reason = JSON.objectNode();
    reason.put("record", ordinal + 1);
    return reason.put("field", failure.field()).put("rule", failure.rule()).put("required", failure.required()).put("got", failure.got());
  }

  private static RejectStore store(List<Reject> rejects) {
    return new RejectStore() {
      @Override
      public synchronized void keep(BatchId batch, List<Reject> more) {
        rejects.addAll(more);
      }

      @Override
      public synchronized void clear(BatchId batch) {
        rejects.clear();
      }
    };
  }

  private static Object bytes(Object body) {
    try {
      if (body instanceof InputStream stream) {
        return Cells.parsed(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body instanceof byte[] content ? Cells.parsed(new String(content, StandardCharsets.UTF_8)) : body;
  }

  // What is no record by itself stands in a column of its own.
  private static void add(JsonNode body, List<ObjectNode> rows) {
    if (body instanceof ArrayNode list) {
      list.forEach(item -> add(item, rows));
    } else {
      rows.add(body instanceof ObjectNode record ? record : JSON.objectNode().set("body", body));
    }
  }
}
