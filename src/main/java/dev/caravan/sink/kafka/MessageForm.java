package dev.caravan.sink.kafka;

import java.sql.SQLException;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How a row becomes a message. Immutable. */
interface MessageForm {

  /**
   * @throws dev.caravan.CaravanException SINK_KEY when the row has no value in its key, COLUMN_UNKNOWN when the rows
   *     lack a column that is asked for
   */
  ProducerRecord<byte[], byte[]> message(Row row) throws SQLException;
}
