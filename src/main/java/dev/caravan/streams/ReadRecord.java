package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/** Makes a row of a message, at the time it says; what cannot be one is refused. */
final class ReadRecord implements FixedKeyProcessor<byte[], byte[], Fate> {
  private final Source source;
  private final Runnable count;
  private FixedKeyProcessorContext<byte[], Fate> context;

  /** @param count is run for each message */
  ReadRecord(Source source, Runnable count) {
    this.source = source;
    this.count = count;
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Fate> context) {
    this.context = context;
  }

  @Override
  public void process(FixedKeyRecord<byte[], byte[]> message) {
    count.run();
    context.recordMetadata()
        .ifPresent(at -> message.headers().remove(Headers.ORIGIN).add(Headers.ORIGIN, (at.topic() + "/" + at.partition() + "/" + at.offset()).getBytes(StandardCharsets.UTF_8)));
    Fate fate = message.value() == null && source.isTable() ? gone(message.key()) : fate(message.value());
    FixedKeyRecord<byte[], Fate> read = message.withValue(fate);
    if (fate instanceof Fate.Row row && source.time().isPresent()) {
      long time = Instant.parse(row.fields().get(source.time().get()).textValue()).toEpochMilli();
      if (time < 0) {
        context.forward(message.withValue(new Fate.Refused(message.value(), "time", "'" + source.time().get() + "' lies before 1970")));
        return;
      }
      read = read.withTimestamp(time);
    }
    context.forward(read);
  }

  private Fate fate(byte[] value) {
    if (value == null) {
      return new Fate.Refused(null, "json", "the message has no value");
    }
    JsonNode json;
    try {
      json = RowJson.read(value);
    } catch (IOException e) {
      return new Fate.Refused(value, "json", "the value is not JSON");
    }
    if (!(json instanceof ObjectNode object)) {
      return new Fate.Refused(value, "json", "the value is no JSON object");
    }
    ObjectNode row = RowJson.NODES.objectNode();
    for (Map.Entry<String, Field> entry : source.fields().entrySet()) {
      String name = entry.getKey();
      Field field = entry.getValue();
      JsonNode found = at(object, field);
      if (found.isMissingNode() || found.isNull()) {
        if (field.required() || source.time().filter(name::equals).isPresent() || source.key().contains(name)) {
          return new Fate.Refused(value, "required", "'" + name + "' is missing");
        }
        row.putNull(name);
        continue;
      }
      Optional<JsonNode> read = field.type().read(found);
      if (read.isEmpty()) {
        return new Fate.Refused(value, "type", "'" + name + "' is no " + field.type().word());
      }
      row.set(name, read.get());
    }
    return new Fate.Row(row);
  }

  // A message without a value takes a row out of a table; its key is written as keys of sinks are.
  private Fate gone(byte[] messageKey) {
    List<FieldType> types = source.key().stream().map(field -> source.fields().get(field).type()).toList();
    Optional<List<JsonNode>> values = Optional.ofNullable(messageKey).flatMap(key -> RowJson.keyValues(key, types));
    if (values.isEmpty()) {
      return new Fate.Refused(null, "json", "the message has no value, and no key of a row");
    }
    ObjectNode key = RowJson.NODES.objectNode();
    for (int i = 0; i < types.size(); i++) {
      key.set(source.key().get(i), values.get().get(i));
    }
    return new Fate.Gone(key);
  }

  private static JsonNode at(ObjectNode object, Field field) {
    JsonNode at = object;
    for (String name : field.at()) {
      at = at.path(name);
    }
    return at;
  }
}
