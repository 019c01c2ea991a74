package dev.caravan.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.caravan.batch.Batch;
import java.io.IOException;
import java.time.temporal.Temporal;
import java.util.Iterator;
import java.util.Map;

/** How batches and their rows are written as JSON: rows only, numbers exact, times in ISO 8601. */
final class RowsJson {
  private RowsJson() {}

  /** Thread-safe once made. */
  static ObjectMapper mapper() {
    SimpleModule rows = new SimpleModule("caravan-rows");
    rows.addSerializer(new BatchAsRows());
    rows.addSerializer(Temporal.class, ToStringSerializer.instance);
    ObjectMapper mapper = new ObjectMapper().registerModule(rows);
    mapper.getFactory().configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);
    return mapper;
  }

  private static final class BatchAsRows extends StdSerializer<Batch> {
    BatchAsRows() {
      super(Batch.class);
    }

    @Override
    public void serialize(Batch batch, JsonGenerator json, SerializerProvider provider) throws IOException {
      json.writeStartArray();
      Iterator<Map<String, Object>> rows = batch.iterator();
      try {
        while (rows.hasNext()) {
          provider.defaultSerializeValue(rows.next(), json);
        }
      } finally {
        close(rows);
      }
      json.writeEndArray();
    }
  }

  /** Gives back what the iterator of a batch holds. */
  static void close(Iterator<?> rows) throws IOException {
    if (rows instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
