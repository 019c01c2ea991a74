package dev.caravan.sink.kafka;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition a row goes to.
 *
 * @param topic that has them
 * @param columns rows that have the same values in them meet in one partition; empty when the key decides
 * @param partitions how many the topic has
 */
record Placing(String topic, List<String> columns, int partitions) {
  Placing {
    columns = List.copyOf(columns);
  }

  /** By Kafka's own hash, so that it is the partition of a message whose key these columns are; null leaves it to Kafka. */
  Integer partition(Row row) throws SQLException {
    return columns.isEmpty() ? null : Utils.toPositive(Utils.murmur2(text(row))) % partitions;
  }

  private byte[] text(Row row) throws SQLException {
    if (columns.size() > 1) {
      return row.json(columns);
    }
    return String.valueOf(row.text(columns.get(0))).getBytes(StandardCharsets.UTF_8);
  }
}
