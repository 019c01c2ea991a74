package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.registry.RegisteredSchema;
import dev.caravan.registry.SchemaRegistry;
import dev.caravan.registry.WireFormat;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A value in Confluent's wire format, read by the schema it names. A schema of an id never changes and is asked for
 * once; one that is not there is asked for again after a while, for it may be registered by then.
 */
final class RegisteredValue implements ValueReader {
  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  /** bytes that only look like ids are as many as there are such records */
  private static final int MOST_UNKNOWN = 10_000;

  private final SchemaRegistry registry;
  private final RegisteredSchema.Kind kind;
  private final Clock clock;
  private final Map<Integer, ValueReader> readers = new ConcurrentHashMap<>();
  private final Map<Integer, Unknown> unknown = new ConcurrentHashMap<>();

  private record Unknown(String why, Instant until) {}

  RegisteredValue(SchemaRegistry registry, RegisteredSchema.Kind kind, Clock clock) {
    this.registry = registry;
    this.kind = kind;
    this.clock = clock;
  }

  /** @throws dev.caravan.CaravanException what keeps the registry from being asked */
  @Override
  public void write(byte[] bytes, int from, JsonGenerator out) throws IOException, UnreadableValue {
    if (!WireFormat.frames(bytes)) {
      throw new UnreadableValue("does not begin with a zero and the id of a schema, as the wire format of a registry does");
    }
    int id = WireFormat.schema(bytes);
    ValueReader reader = readers.get(id);
    if (reader == null) {
      reader = asked(id);
      readers.put(id, reader);
    }
    try {
      reader.write(bytes, from + WireFormat.PREFIX, out);
    } catch (UnreadableValue e) {
      throw new UnreadableValue("schema " + Integer.toUnsignedString(id) + ": the value " + e.getMessage(), e);
    }
  }

  private ValueReader asked(int id) throws UnknownSchema {
    Unknown before = unknown.get(id);
    if (before != null && clock.instant().isBefore(before.until())) {
      throw new UnknownSchema(before.why());
    }
    try {
      return reader(id);
    } catch (UnknownSchema e) {
      if (unknown.size() >= MOST_UNKNOWN) {
        unknown.clear();
      }
      String why = "Schema " + Integer.toUnsignedString(id) + " of " + registry.address() + " " + e.getMessage();
      unknown.put(id, new Unknown(why, clock.instant().plus(REMEMBERED)));
      throw new UnknownSchema(why);
    }
  }

  private ValueReader reader(int id) throws UnknownSchema {
    Optional<RegisteredSchema> found = registry.schema(id);
    if (found.isEmpty()) {
      throw new UnknownSchema("is not there");
    }
    RegisteredSchema schema = found.get();
    if (schema.kind() != kind) {
      throw new UnknownSchema("is one of " + schema.kind() + ", not of " + kind);
    }
    return switch (kind) {
      case AVRO -> new AvroValue(schema, registry.referenced(schema).values());
      case PROTOBUF -> new ProtobufValue(schema, registry.referenced(schema));
      case JSON -> new JsonValue();
    };
  }
}
