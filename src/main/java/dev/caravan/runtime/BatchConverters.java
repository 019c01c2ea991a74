package dev.caravan.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.batch.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Lets stock steps work on a batch, at row speed: NDJSON as a stream of bytes or as text, an iterator
 * or a list of rows. Found by Camel through {@code META-INF/services}.
 */
public final class BatchConverters implements TypeConverterLoader {
  private final ObjectMapper mapper = RowsJson.mapper();

  @Override
  public void load(TypeConverterRegistry registry) {
    registry.addTypeConverter(InputStream.class, Batch.class, converter(batch -> new RowsInputStream(batch, mapper)));
    registry.addTypeConverter(byte[].class, Batch.class, converter(this::bytes));
    registry.addTypeConverter(String.class, Batch.class, converter(batch -> new String(bytes(batch), java.nio.charset.StandardCharsets.UTF_8)));
    registry.addTypeConverter(Iterator.class, Batch.class, converter(Batch::iterator));
    registry.addTypeConverter(List.class, Batch.class, converter(BatchConverters::list));
  }

  private interface Conversion {
    Object of(Batch batch);
  }

  private static SimpleTypeConverter converter(Conversion conversion) {
    return new SimpleTypeConverter(false, (type, exchange, value) -> conversion.of((Batch) value));
  }

  private byte[] bytes(Batch batch) {
    try (InputStream in = new RowsInputStream(batch, mapper)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Map<String, Object>> list(Batch batch) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Iterator<Map<String, Object>> iterator = batch.iterator();
    iterator.forEachRemaining(rows::add);
    try {
      RowsJson.close(iterator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
