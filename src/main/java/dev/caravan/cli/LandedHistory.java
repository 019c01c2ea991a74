package dev.caravan.cli;

import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.StagedFile;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LakeDataset;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Manifest;
import dev.caravan.catalog.TableCopy;
import dev.caravan.deadletter.History;
import dev.caravan.deadletter.RowDifference;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.routetest.DryRun;
import dev.caravan.sink.jdbc.JdbcUpsert;
import dev.caravan.sink.jdbc.TableRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Compares rows that would land with those of the same input that did: in a lake, or in a table. One thread. */
final class LandedHistory {
  private static final String COPY = "landed_rows";
  private static final String OVERWRITTEN = "overwritten_rows";

  private final JdbcLedger ledger;
  private final Lakes lakes;
  private final DataSources dataSources;

  /** @param dataSources the caller closes them */
  LandedHistory(CaravanConfig config, JdbcLedger ledger, DataSources dataSources) {
    this.ledger = ledger;
    this.lakes = new Lakes(config.data(), () -> config.s3().client());
    this.dataSources = dataSources;
  }

  /** @throws SQLException when a database fails */
  HistoryDifference.Rows compared(History.Input input, DryRun.Look look, Connection engine) throws SQLException {
    String after = after(look);
    List<String> columns = look.staged().columns().stream().map(Column::name).toList();
    for (JdbcLedger.LandingRecord landing : ledger.landings(input.whole().id())) {
      Optional<LakeDataset> dataset = landing.sink().equals("lake") ? dataset(input, landing.target()) : Optional.empty();
      if (dataset.isPresent()) {
        List<String> before = dataset.get().columns().stream().map(Column::name).toList();
        return new HistoryDifference.Rows.Compared(RowDifference.of(engine, dataset.get().relation(), before, after, columns, look.key()), true);
      }
    }
    Optional<JdbcLedger.LandingRecord> table = ledger.landings(input.whole().id()).stream().filter(landing -> !landing.sink().equals("lake")).findFirst();
    if (table.isEmpty()) {
      return new HistoryDifference.Rows.NotCompared("nothing of them is visible any more, so their values are not compared");
    }
    if (look.key().isEmpty()) {
      return new HistoryDifference.Rows.NotCompared("the contract has no primary key by which they could be found in " + table.get().target() + ", so their values are not compared");
    }
    return inTable(input, table.get(), after, columns, look.key(), engine);
  }

  private HistoryDifference.Rows inTable(History.Input input, JdbcLedger.LandingRecord landing, String after, List<String> columns, List<String> key, Connection engine) throws SQLException {
    int point = landing.target().indexOf('.');
    DataSource database = dataSources.source(landing.target().substring(0, point));
    String table = landing.target().substring(point + 1);
    return landing.sink().equals(JdbcUpsert.REPLACEABLE)
        ? ofInput(input, database, table, after, columns, key, engine)
        : byKey(landing.target(), database, table, after, columns, key, engine);
  }

  private static HistoryDifference.Rows ofInput(History.Input input, DataSource database, String table, String after, List<String> columns, List<String> key, Connection engine)
      throws SQLException {
    TableCopy written = TableRows.written(database, table, input.replaced(), key, engine, COPY);
    TableCopy overwritten = TableRows.overwritten(database, table, input.replaced(), key, engine, OVERWRITTEN);
    String lands = matching("NOT EXISTS", TableRows.asKept(written, after, columns), TableRows.asText(overwritten), key);
    return compared(TableRows.asText(written), written, lands, columns, key, engine, true);
  }

  /** Of all rows of the table those that the input has too. */
  private static HistoryDifference.Rows byKey(String target, DataSource database, String table, String after, List<String> columns, List<String> key, Connection engine) throws SQLException {
    Optional<TableCopy> all = TableRows.all(database, table, engine, COPY);
    if (all.isEmpty()) {
      return new HistoryDifference.Rows.NotCompared(target + " keeps every version of a row, so their values are not compared");
    }
    String lands = TableRows.asKept(all.get(), after, columns);
    return compared(matching("EXISTS", TableRows.asText(all.get()), lands, key), all.get(), lands, columns, key, engine, false);
  }

  private static HistoryDifference.Rows compared(
      String before, TableCopy table, String after, List<String> columns, List<String> key, Connection engine, boolean wholeInput) {
    return new HistoryDifference.Rows.Compared(RowDifference.of(engine, before, List.copyOf(table.types().keySet()), after, columns, key), wholeInput);
  }

  private static String matching(String exists, String rows, String others, List<String> key) {
    String same = key.stream().map(Sql::name).map(name -> "one." + name + "::VARCHAR = other." + name + "::VARCHAR").collect(Collectors.joining(" AND "));
    return "(SELECT * FROM " + rows + " one WHERE " + exists + " (SELECT 1 FROM " + others + " other WHERE " + same + "))";
  }

  private static String after(DryRun.Look look) {
    if (!look.staged().files().isEmpty()) {
      return "read_parquet(["
          + look.staged().files().stream().map(StagedFile::path).map(path -> Sql.text(path.toString())).collect(Collectors.joining(", "))
          + "], union_by_name = true, hive_partitioning = false)";
    }
    return "(SELECT "
        + look.staged().columns().stream().map(column -> "NULL::" + column.type().sql() + " AS " + Sql.name(column.name())).collect(Collectors.joining(", "))
        + " WHERE false)";
  }

  /** What of the input is visible in the lake it landed in. */
  private Optional<LakeDataset> dataset(History.Input input, String target) {
    for (int slash = target.lastIndexOf('/'); slash > 0 && DatasetName.isName(target.substring(slash + 1)); slash = target.lastIndexOf('/', slash - 1)) {
      Datasets lake = lakes.lake(target.substring(0, slash));
      DatasetName name = new DatasetName(target.substring(slash + 1));
      List<Manifest> manifests = input.standing().stream().map(BatchRecord::id).flatMap(id -> lake.manifest(name, id).stream()).toList();
      if (!manifests.isEmpty()) {
        return Optional.of(lake.only(name, manifests));
      }
    }
    return Optional.empty();
  }
}
