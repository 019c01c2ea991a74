package dev.caravan.sink.lake;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Engine;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Staged;
import dev.caravan.catalog.Versions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which of two versions of one moment counts is told by the order of the batches; within one batch nothing tells it. Stateless. */
final class OneVersionEach {
  private OneVersionEach() {}

  /** @throws CaravanException SINK_KEY when two staged rows have the same key and the same version */
  static void check(Engine engine, Staged staged, Versions versions, String target) {
    List<String> columns = new ArrayList<>(versions.key());
    if (versions.by() != null) {
      columns.add(versions.by());
    }
    if (twice(engine, staged, columns)) {
      throw new CaravanException(
          Problem.of(ErrorCode.SINK_KEY, null, "Two rows of the batch are the same version of " + target)
              .required("one row for each " + String.join(", ", columns), "more")
              .next("Deduplicate before the sink, or name a column in versionBy that tells them apart."));
    }
  }

  private static boolean twice(Engine engine, Staged staged, List<String> columns) {
    if (staged.files().isEmpty()) {
      return false;
    }
    String names = columns.stream().map(Sql::name).collect(Collectors.joining(", "));
    // The engine takes a path for a pattern: its signs are put into brackets, so that they mean themselves.
    String files = staged.files().stream().map(file -> Sql.text(file.path().toString().replaceAll("[\\[*?]", "[$0]"))).collect(Collectors.joining(", "));
    String sql = "SELECT 1 FROM read_parquet([" + files + "], hive_partitioning = false) GROUP BY " + names + " HAVING count(*) > 1 LIMIT 1";
    try (Connection connection = engine.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next();
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "Staged rows cannot be read: " + e.getMessage(), e);
    }
  }
}
