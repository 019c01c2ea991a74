package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Rows as CloudEvents by Kafka's protocol binding. Batch and record make the id, so that an event that is made again is
 * known as the one it was.
 */
record CloudEventMessages(BatchId batch, RowKey key, Placing placing, EventsSinkConfig config) implements MessageForm {
  /** What the type of an event ends in whose row is gone. */
  static final String DELETED = ".deleted";
  private static final JsonFormat JSON = new JsonFormat();

  @Override
  public ProducerRecord<byte[], byte[]> message(Row row) throws SQLException {
    boolean gone = row.deleted();
    byte[] named = gone ? key.ofTombstone(row) : key.of(row);
    MessageWriter<?, ProducerRecord<byte[], byte[]>> writer = KafkaMessageFactory.createWriter(placing.topic(), placing.partition(row), named);
    CloudEvent event = event(row, named, gone);
    return config.structured() ? writer.writeStructured(event, JSON) : writer.writeBinary(event);
  }

  private CloudEvent event(Row row, byte[] named, boolean gone) throws SQLException {
    CloudEventBuilder event =
        CloudEventBuilder.v1()
            .withId(batch.value() + "-" + row.ordinal())
            .withType(gone ? config.type() + DELETED : config.type())
            .withSource(config.source())
            .withSubject(subject(row, named))
            .withTime(time(row))
            .withDataContentType("application/json");
    if (config.dataSchema() != null) {
      event.withDataSchema(config.dataSchema());
    }
    return event.withData(gone ? row.json(key.columns()) : row.json()).build();
  }

  private String subject(Row row, byte[] named) throws SQLException {
    if (!config.subject().isEmpty()) {
      return row.text(config.subject());
    }
    return named == null ? null : new String(named, StandardCharsets.UTF_8);
  }

  private OffsetDateTime time(Row row) throws SQLException {
    String text = config.time().isEmpty() ? null : row.text(config.time());
    try {
      return text == null ? null : OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.SINK_SCHEMA, null, "The time of an event for topic " + placing.topic() + " is none").required("a timestamp with a time zone", "column " + config.time()));
    }
  }
}
