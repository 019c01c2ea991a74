package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.registry.RegisteredSchema;
import java.io.IOException;
import java.util.Collection;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** A value in Avro's binary form, read by the schema it was written with. */
final class AvroValue implements ValueReader {
  private final Schema schema;

  /**
   * @param referenced each behind those that it needs itself
   * @throws UnknownSchema when the text is no schema
   */
  AvroValue(RegisteredSchema registered, Collection<RegisteredSchema> referenced) throws UnknownSchema {
    try {
      Schema.Parser parser = new Schema.Parser();
      referenced.forEach(each -> parser.parse(each.text()));
      this.schema = parser.parse(registered.text());
    } catch (RuntimeException e) {
      // The library tells of texts that are no schemas by exceptions of many classes.
      throw new UnknownSchema("is no schema of Avro that can be read: " + e.getMessage());
    }
    if (schema.getType() != Schema.Type.RECORD && schema.getType() != Schema.Type.MAP) {
      throw new UnknownSchema("is no record: " + schema.getType().getName());
    }
  }

  @Override
  public void write(byte[] bytes, int from, JsonGenerator out) throws IOException, UnreadableValue {
    BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
    try {
      new AvroJson(in, bytes.length - from, out).write(schema);
      if (!in.isEnd()) {
        throw new UnreadableValue("bytes are left behind the record of its schema");
      }
    } catch (IOException | RuntimeException e) {
      // Whatever bytes make the library say, they are no such record.
      throw new UnreadableValue("is not what its schema says: " + e.getMessage(), e);
    }
  }
}
