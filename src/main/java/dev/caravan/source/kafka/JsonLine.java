package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.caravan.batch.Stage;
import dev.caravan.source.http.JsonRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Writes records whose values are JSON objects as lines of a segment: the object as it was sent, with what else is
 * asked for as further fields behind it, so that no field of a value passes for them. What is no object is written
 * as a JSON text behind {@value #NO_OBJECT}, which nothing reads as a record: it becomes a reject. One thread at a time.
 */
final class JsonLine {
  private static final char NO_OBJECT = '!';
  private static final String BYTES = "base64:";

  private final Set<Metadata> metadata;
  private final TombstonePolicy tombstones;
  private final String keyField;
  private final JsonRows rows = new JsonRows();
  private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

  /** @param keyField under which a key that is no JSON object stands in a tombstone */
  JsonLine(Set<Metadata> metadata, TombstonePolicy tombstones, String keyField) {
    this.metadata = metadata;
    this.tombstones = tombstones;
    this.keyField = keyField;
  }

  /** Writes one line, with its end. */
  void write(ConsumerRecord<byte[], byte[]> record, ByteArrayOutputStream out) {
    byte[] value = record.value();
    if (value == null) {
      tombstone(record, out);
    } else {
      value(record, value, out);
    }
    out.write('\n');
  }

  private void value(ConsumerRecord<byte[], byte[]> record, byte[] value, ByteArrayOutputStream out) {
    int from = 0;
    int to = value.length;
    while (from < to && blank(value[from])) {
      from++;
    }
    while (from < to && blank(value[to - 1])) {
      to--;
    }
    if (from == to || value[from] != '{') {
      refuse(value, out);
    } else if (!oneLine(value, from, to)) {
      severalLines(record, value, out);
    } else {
      object(record, value, from, to, out);
    }
  }

  private static boolean blank(byte sign) {
    return sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r';
  }

  private static boolean oneLine(byte[] value, int from, int to) {
    for (int i = from; i < to; i++) {
      if (value[i] == '\n') {
        return false;
      }
    }
    return true;
  }

  /** A line end within a text is no JSON, so that only the parser knows whether one may go. */
  private void severalLines(ConsumerRecord<byte[], byte[]> record, byte[] value, ByteArrayOutputStream out) {
    try (JsonParser parser = JsonRows.parser(value)) {
      parser.nextToken();
      JsonRows.copy(parser, rows.begin());
      rows.end();
      if (parser.nextToken() == null) {
        object(record, rows.bytes(), 0, rows.length(), out);
        return;
      }
    } catch (JsonProcessingException | IllegalStateException e) {
      // Kept as it came, below.
      rows.begin();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    refuse(value, out);
  }

  private static void refuse(byte[] value, ByteArrayOutputStream out) {
    out.write(NO_OBJECT);
    nullable(value, out);
  }

  private void object(ConsumerRecord<byte[], byte[]> record, byte[] value, int from, int to, ByteArrayOutputStream out) {
    if (metadata.isEmpty() || value[to - 1] != '}') {
      out.write(value, from, to - from);
      return;
    }
    out.write(value, from, to - 1 - from);
    int last = to - 2;
    while (last > from && blank(value[last])) {
      last--;
    }
    fields(record, last > from, out);
    out.write('}');
  }

  private void fields(ConsumerRecord<byte[], byte[]> record, boolean others, ByteArrayOutputStream out) {
    boolean follows = others;
    for (Metadata each : metadata) {
      if (follows) {
        out.write(',');
      }
      follows = true;
      out.writeBytes(each.prefix());
      switch (each) {
        case TOPIC -> text(record.topic(), out);
        case PARTITION -> ascii(Integer.toString(record.partition()), out);
        case OFFSET -> ascii(Long.toString(record.offset()), out);
        case TIMESTAMP -> text(Instant.ofEpochMilli(record.timestamp()).toString(), out);
        case KEY -> nullable(record.key(), out);
        case HEADERS -> headers(record, out);
      }
    }
  }

  private void headers(ConsumerRecord<byte[], byte[]> record, ByteArrayOutputStream out) {
    Map<String, byte[]> latest = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      latest.put(header.key(), header.value());
    }
    out.write('{');
    boolean follows = false;
    for (Map.Entry<String, byte[]> header : latest.entrySet()) {
      if (follows) {
        out.write(',');
      }
      follows = true;
      text(header.getKey(), out);
      out.write(':');
      nullable(header.getValue(), out);
    }
    out.write('}');
  }

  private void tombstone(ConsumerRecord<byte[], byte[]> record, ByteArrayOutputStream out) {
    if (tombstones == TombstonePolicy.REJECT) {
      refuse(null, out);
      return;
    }
    fields.reset();
    key(record.key(), fields);
    out.writeBytes(fields.toByteArray());
    if (fields.size() > 1) {
      out.write(',');
    }
    text(Stage.Tombstones.COLUMN, out);
    ascii(":true", out);
    fields(record, true, out);
    out.write('}');
  }

  /** An object that is not closed yet. */
  private void key(byte[] key, ByteArrayOutputStream out) {
    if (key != null && keyField.isEmpty()) {
      try (JsonParser parser = JsonRows.parser(key)) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          JsonRows.copyWithout(Stage.Tombstones.COLUMN, parser, rows.begin());
          rows.end();
          if (parser.nextToken() == null) {
            out.write(rows.bytes(), 0, rows.length() - 1);
            return;
          }
        }
      } catch (JsonProcessingException | IllegalStateException e) {
        // A key that is no object stands under a name, below.
        rows.begin();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    out.write('{');
    text(keyField.isEmpty() ? "_key" : keyField, out);
    out.write(':');
    nullable(key, out);
  }

  private static void nullable(byte[] value, ByteArrayOutputStream out) {
    if (value == null) {
      ascii("null", out);
    } else {
      quote(value, out);
    }
  }

  /** As a text when it is one, else so that it can be told what the bytes were. */
  private static void quote(byte[] value, ByteArrayOutputStream out) {
    try {
      text(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString(), out);
    } catch (CharacterCodingException e) {
      text(BYTES + Base64.getEncoder().encodeToString(value), out);
    }
  }

  private static void text(String text, ByteArrayOutputStream out) {
    out.write('"');
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    out.write('"');
  }

  private static void ascii(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether rows may be marked as deleted. */
  static List<Stage> stages(TombstonePolicy tombstones) {
    return tombstones == TombstonePolicy.ROW ? List.of(new Stage.Tombstones()) : List.of();
  }
}
