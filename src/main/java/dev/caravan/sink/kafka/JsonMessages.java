package dev.caravan.sink.kafka;

import dev.caravan.batch.BatchId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Rows as JSON objects; of a row that is gone nothing but the key. */
record JsonMessages(BatchId batch, RowKey key, Placing placing) implements MessageForm {
  /** Header of each message that names its batch. */
  static final String BATCH = "caravan-batch";

  @Override
  public ProducerRecord<byte[], byte[]> message(Row row) throws SQLException {
    boolean gone = row.deleted();
    byte[] named = gone ? key.ofTombstone(row) : key.of(row);
    ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(placing.topic(), placing.partition(row), named, gone ? null : row.json());
    message.headers().add(BATCH, batch.value().getBytes(StandardCharsets.UTF_8));
    return message;
  }
}
