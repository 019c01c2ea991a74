package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Unread;
import dev.caravan.source.http.JsonRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Writes records as lines of a segment, each a JSON object: one that was sent stays as it was, and what else is asked
 * for follows as further fields, so that no field of a value passes for them. What is no object, or cannot be read as
 * one, becomes a reject. One thread at a time.
 */
final class JsonLine {
  private final Set<Metadata> metadata;
  private final TombstonePolicy tombstones;
  private final String keyField;
  private final ValueReader reader;
  private final UnknownSchemaPolicy unknownSchemas;
  private final JsonRows rows = new JsonRows();
  private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

  /** @param reader of values; null when they are JSON objects by themselves, which stay as they were sent */
  JsonLine(KafkaConfig config, ValueReader reader) {
    this(config.metadata(), config.tombstones(), config.keyField(), reader, config.values().unknownSchemas());
  }

  /** @param keyField under which a key that is no JSON object stands in a tombstone */
  JsonLine(Set<Metadata> metadata, TombstonePolicy tombstones, String keyField, ValueReader reader, UnknownSchemaPolicy unknownSchemas) {
    this.reader = reader;
    this.unknownSchemas = unknownSchemas;
    this.metadata = metadata;
    this.tombstones = tombstones;
    this.keyField = keyField;
  }

  /**
   * Writes one line, with its end.
   *
   * @throws CaravanException REGISTRY_SCHEMA when nobody knows the schema of a value and the flow is to stop then; what
   *     keeps a registry from being asked
   */
  void write(ConsumerRecord<byte[], byte[]> record, ByteArrayOutputStream out) {
    byte[] value = record.value();
    if (value == null) {
      tombstone(record, out);
    } else if (reader == null) {
      value(record, value, out);
    } else {
      read(record, value, out);
    }
    out.write('\n');
  }

  private void read(ConsumerRecord<byte[], byte[]> record, byte[] value, ByteArrayOutputStream out) {
    try {
      reader.write(value, 0, rows.begin());
      rows.end();
      object(record, rows.bytes(), 0, rows.length(), out);
    } catch (UnknownSchema e) {
      if (unknownSchemas == UnknownSchemaPolicy.STOP) {
        throw new CaravanException(
            Problem.of(ErrorCode.REGISTRY_SCHEMA, null, e.getMessage() + ": the record " + record.topic() + "/" + record.partition() + "@" + record.offset() + " cannot be read"), e);
      }
      refuse(value, e.getMessage(), out);
    } catch (UnreadableValue e) {
      refuse(value, e.getMessage(), out);
    } catch (IOException e) {
      refuse(value, "cannot be written as JSON: " + e.getMessage(), out);
    }
  }

  private static void refuse(byte[] value, String why, ByteArrayOutputStream out) {
    out.write(Unread.SIGN);
    out.write('{');
    JsonText.text(Unread.WHY, out);
    out.write(':');
    JsonText.text(why, out);
    JsonText.ascii(",\"value\":", out);
    JsonText.bytes(value, out);
    out.write('}');
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    refuse(value, out);
  }

  private static void refuse(byte[] value, ByteArrayOutputStream out) {
    out.write(Unread.SIGN);
    JsonText.bytes(value, out);
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
        case TOPIC -> JsonText.text(record.topic(), out);
        case PARTITION -> JsonText.ascii(Integer.toString(record.partition()), out);
        case OFFSET -> JsonText.ascii(Long.toString(record.offset()), out);
        case TIMESTAMP -> JsonText.text(Instant.ofEpochMilli(record.timestamp()).toString(), out);
        case KEY -> JsonText.bytes(record.key(), out);
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
      JsonText.text(header.getKey(), out);
      out.write(':');
      JsonText.bytes(header.getValue(), out);
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
    JsonText.text(Stage.Tombstones.COLUMN, out);
    JsonText.ascii(":true", out);
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
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    out.write('{');
    JsonText.text(keyField.isEmpty() ? "_key" : keyField, out);
    out.write(':');
    JsonText.bytes(key, out);
  }

  /** Whether rows may be marked as deleted. */
  static List<Stage> stages(TombstonePolicy tombstones) {
    return tombstones == TombstonePolicy.ROW ? List.of(new Stage.Tombstones()) : List.of();
  }
}
