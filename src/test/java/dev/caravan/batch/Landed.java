package dev.caravan.batch;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of a delivered file: its Parquet files as a connection of their own reads them, and its rejects. */
record Landed(Segment segment, Staged staged, List<Map<String, Object>> rows, List<Reject> rejects) {

  /** @param folder for the segment and the Parquet files; what lies there is replaced */
  static Landed of(Engine engine, Path delivered, SegmentOptions options, Path folder, Stage... stages) {
    return of(engine, new SegmentWriter().write(delivered, delivered.getFileName().toString(), options, folder.resolve("segment")), folder, stages);
  }

  static Landed of(Engine engine, Segment segment, Path folder, Stage... stages) {
    List<Reject> rejects = new ArrayList<>();
    Batch batch = new Batch(BatchId.of("files", "test", "all", 0), "files", segment, List.of(stages), engine);
    Staged staged = engine.stage(batch, StageOptions.DEFAULT, folder.resolve("staging"), (id, portion) -> rejects.addAll(portion));
    rejects.sort(Comparator.comparingLong(Reject::ordinal));
    return new Landed(segment, staged, rows(staged), List.copyOf(rejects));
  }

  private static List<Map<String, Object>> rows(Staged staged) {
    List<Map<String, Object>> rows = new ArrayList<>();
    if (staged.files().isEmpty()) {
      return rows;
    }
    String relation = StagedFiles.relation(staged.files().stream().map(StagedFile::path).toList());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT * FROM " + relation)) {
      while (answer.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
          row.put(answer.getMetaData().getColumnName(i), answer.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rules each reject broke, by ordinal. */
  List<List<String>> rules() {
    return rejects.stream().map(reject -> reject.failures().stream().map(Reject.Failure::rule).toList()).toList();
  }
}
