package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Column;
import dev.caravan.batch.Engine;
import dev.caravan.batch.Sql;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.sink.StagedRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Messages of staged files that tell the number of each record.
 *
 * @param without numbers of records that are left out
 */
record StagedMessages(Engine engine, Staged staged, MessageForm form, Set<Long> without) implements Messages {
  StagedMessages {
    without = Set.copyOf(without);
  }

  @Override
  public void each(Predicate<Message> taker) {
    if (staged.files().isEmpty()) {
      return;
    }
    String columns = staged.columns().stream().map(Column::name).map(Sql::name).collect(Collectors.joining(", "));
    // The engine writes with several threads, so files are in no order.
    String query = "SELECT " + columns + ", " + StageOptions.ORDINAL + " FROM " + StagedRows.all(staged.files()).relation() + " ORDER BY " + StageOptions.ORDINAL;
    try (Connection connection = engine.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      Row row = new Row(rows, staged.columns());
      boolean more = true;
      while (more && rows.next()) {
        long ordinal = row.ordinal();
        more = without.contains(ordinal) || taker.test(new Message(ordinal, form.message(row)));
      }
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "the staged rows cannot be read: " + e.getMessage(), e);
    }
  }
}
