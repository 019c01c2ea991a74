package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.CellRules;
import dev.caravan.batch.Column;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.Engine;
import dev.caravan.batch.Reference;
import dev.caravan.batch.References;
import dev.caravan.batch.RejectStore;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.batch.Type;
import dev.caravan.catalog.DatasetName;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reference data as the case at hand gives it. A dataset of the name of a contract, or read by one, has the types of the
 * contract; columns the contract lacks, and datasets without one, have those of their values. One case
 * at a time.
 */
final class TestReferences implements References {
  private static final String LAKE_LIKE = "[^:]+";

  private final Engine engine;
  private final Contracts contracts;
  private final Path folder;
  private Map<String, List<JsonNode>> records = Map.of();
  private int staged;

  /** @param folder for staged files; the caller deletes it */
  TestReferences(Engine engine, Contracts contracts, Path folder) {
    this.engine = engine;
    this.contracts = contracts;
    this.folder = folder;
  }

  void use(Map<String, List<JsonNode>> records) {
    this.records = records;
  }

  /** @param contract by which its columns have their types, if there is one of that name */
  private record Named(String name, String contract, TestReferences references) implements Reference {
    @Override
    public String open(java.sql.Connection connection, String table) {
      return references.relation(name, contract);
    }

    // The records of a test are all of one batch.
    @Override
    public Reference latest(List<String> keys) {
      return this;
    }
  }

  @Override
  public Reference find(String name) {
    return find(name, null);
  }

  @Override
  public Reference find(String name, String contract) {
    String known = name.matches(LAKE_LIKE) ? new DatasetName(name).value() : name;
    return new Named(known, contract == null || contract.isBlank() ? known : contract, this);
  }

  private String relation(String name, String contract) {
    List<JsonNode> rows = records.get(name);
    if (rows == null) {
      throw new CaravanException(
          Problem.of(ErrorCode.ENRICH_REFERENCE, null, "The test gives no records of the reference data " + name).next("Add it to `references:`; an empty list means that nothing has landed there."));
    }
    List<ColumnRead> columns = columns(contract, rows);
    if (rows.isEmpty()) {
      if (columns.isEmpty()) {
        throw new CaravanException(Problem.of(ErrorCode.ENRICH_REFERENCE, null, "Nothing has landed in " + name + ", and no contract names its columns"));
      }
      return "(SELECT " + columns.stream().map(read -> "NULL::" + read.column().type().sql() + " AS " + Sql.name(read.column().name())).collect(Collectors.joining(", ")) + " WHERE false)";
    }
    return stage(name, rows, columns);
  }

  private String stage(String name, List<JsonNode> rows, List<ColumnRead> columns) {
    Path own = folder.resolve("reference-" + staged++);
    try {
      Files.createDirectories(own);
      Path file = Files.writeString(own.resolve("records.ndjson"), lines(rows));
      Segment segment = new SegmentWriter().write(file, name, new SegmentOptions("ndjson", null, null, null, null, null, null), own.resolve("segment"));
      Batch batch = new Batch(BatchId.of("reference", name, segment.digest(), 0), "reference", segment, List.of(new Stage.Typed(columns)), engine);
      Staged files = engine.stage(batch, StageOptions.DEFAULT, own.resolve("staged"), refuse(name));
      return "read_parquet([" + files.files().stream().map(part -> Sql.text(part.path().toString())).collect(Collectors.joining(", ")) + "], hive_partitioning = false)";
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "cannot write the reference data " + name + ": " + e.getMessage(), e);
    }
  }

  private List<ColumnRead> columns(String contract, List<JsonNode> rows) {
    Map<String, Type> types = new LinkedHashMap<>();
    if (contracts.names().contains(contract)) {
      ContractCompiler.reads(contracts.dataset(contract)).forEach(read -> types.put(read.column().name(), read.column().type()));
    }
    Set<String> ofContract = Set.copyOf(types.keySet());
    for (JsonNode row : rows) {
      row.properties().stream().filter(cell -> !ofContract.contains(cell.getKey())).forEach(cell -> types.merge(cell.getKey(), type(cell.getValue()), (before, now) -> before.equals(now) ? before : new Type.Text()));
    }
    CellRules exact = new CellRules(false, CellRules.Letters.KEEP, Set.of(), Set.of("true"), Set.of("false"), List.of(), null, 0, true, false);
    return types.entrySet().stream().map(type -> new ColumnRead(new Column(type.getKey(), type.getValue()), List.of(type.getKey()), exact)).toList();
  }

  private static Type type(JsonNode value) {
    if (value.isIntegralNumber()) {
      return new Type.Int(64, true);
    }
    if (value.isBigDecimal() && value.decimalValue().precision() <= 38 && value.decimalValue().scale() >= 0 && value.decimalValue().scale() <= value.decimalValue().precision()) {
      return new Type.Decimal(38, value.decimalValue().scale());
    }
    return value.isBoolean() ? new Type.Bool() : new Type.Text();
  }

  static String lines(List<JsonNode> rows) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (JsonNode row : rows) {
      lines.append(Cells.MAPPER.writeValueAsString(row)).append('\n');
    }
    return lines.toString();
  }

  private static RejectStore refuse(String name) {
    return (batch, rejects) -> {
      var failure = rejects.get(0).failures().get(0);
      throw new CaravanException(
          Problem.of(ErrorCode.TEST_INVALID, null, "record " + (rejects.get(0).ordinal() + 1) + " of the reference data " + name + " cannot be read, column " + failure.field())
              .required(failure.required(), failure.got()));
    };
  }
}
