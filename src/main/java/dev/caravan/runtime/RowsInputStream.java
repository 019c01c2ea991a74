package dev.caravan.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.caravan.batch.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Map;

/** The landing rows of a batch as NDJSON in UTF-8, made line by line as they are read. One thread at a time. */
final class RowsInputStream extends InputStream {
  private final Iterator<Map<String, Object>> rows;
  private final ObjectWriter writer;
  private byte[] line = {};
  private int position;

  RowsInputStream(Batch batch, ObjectMapper mapper) {
    this.rows = batch.iterator();
    this.writer = mapper.writer();
  }

  @Override
  public int read() throws IOException {
    return fill() ? line[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, line.length - position);
    System.arraycopy(line, position, target, offset, count);
    position += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (position < line.length) {
      return true;
    }
    if (!rows.hasNext()) {
      return false;
    }
    byte[] json = writer.writeValueAsBytes(rows.next());
    line = java.util.Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    position = 0;
    return true;
  }

  @Override
  public void close() throws IOException {
    RowsJson.close(rows);
  }
}
