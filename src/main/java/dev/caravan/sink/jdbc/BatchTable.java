package dev.caravan.sink.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The target's own memory of what landed in it, written in the transaction of the rows (I2, I3). */
record BatchTable(TableName table, TableName target) {
  private static final String NAME = "caravan_batch";
  private static final ObjectMapper JSON = new ObjectMapper();

  static BatchTable beside(TableName target) {
    return new BatchTable(target.sibling(NAME), target);
  }

  /** What became of a batch that landed. */
  record Entry(Counts counts, Map<String, Long> warnings) {}

  void create(Connection connection, Target database) throws SQLException {
    String text = database.text();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS " + table.sql() + " (\"batch_id\" " + text + " NOT NULL, \"target\" " + text + " NOT NULL, \"flow\" " + text
              + " NOT NULL, \"rows\" BIGINT NOT NULL, \"landed_at\" " + database.instant() + " NOT NULL, \"records_read\" BIGINT NOT NULL,"
              + " \"rejected\" BIGINT NOT NULL, \"deduplicated\" BIGINT NOT NULL, \"filtered\" BIGINT NOT NULL, \"warnings\" " + text
              + " NOT NULL, PRIMARY KEY (\"batch_id\", \"target\"))");
    }
  }

  Optional<Entry> find(Connection connection, BatchId batch) throws SQLException {
    String query =
        "SELECT \"records_read\", \"rows\", \"rejected\", \"deduplicated\", \"filtered\", \"warnings\" FROM " + table.sql()
            + " WHERE \"batch_id\" = ? AND \"target\" = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, batch.value());
      statement.setString(2, target.toString());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        Counts counts = new Counts(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5));
        return Optional.of(new Entry(counts, warnings(rows.getString(6))));
      }
    }
  }

  /** When the first of these batches landed; a batch that replaces them has this place in time. */
  Optional<Instant> landed(Connection connection, List<BatchId> ids) throws SQLException {
    String query =
        "SELECT MIN(\"landed_at\") FROM " + table.sql() + " WHERE \"target\" = " + Sql.text(target.toString()) + " AND \"batch_id\" IN ("
            + ids.stream().map(id -> Sql.text(id.value())).collect(Collectors.joining(", ")) + ")";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return Optional.ofNullable(rows.getObject(1, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
  }

  /** Fails when the batch is there already: of two writers one wins. */
  void insert(Connection connection, Batch batch, Counts counts, Map<String, Long> warnings, Instant now) throws SQLException {
    String insert = "INSERT INTO " + table.sql() + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, batch.id().value());
      statement.setString(2, target.toString());
      statement.setString(3, batch.flow());
      statement.setLong(4, counts.landed());
      statement.setObject(5, now.atOffset(ZoneOffset.UTC));
      statement.setLong(6, counts.read());
      statement.setLong(7, counts.rejected());
      statement.setLong(8, counts.deduplicated());
      statement.setLong(9, counts.filtered());
      statement.setString(10, json(warnings));
      statement.executeUpdate();
    }
  }

  private static String json(Map<String, Long> warnings) {
    try {
      return JSON.writeValueAsString(warnings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of numbers always has a text", e);
    }
  }

  private static Map<String, Long> warnings(String json) throws SQLException {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, Long>>() {});
    } catch (JsonProcessingException e) {
      throw new SQLException("the column warnings of caravan_batch is not a JSON object of numbers", e);
    }
  }
}
