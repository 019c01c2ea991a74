package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;

/** Writes what stands in one value of Avro as JSON, while it is decoded. For one value. */
final class AvroJson {
  /** items of lists that take no bytes, such as nulls; of others there are never more than bytes */
  private static final int EMPTY_ITEMS = 100_000;

  private final BinaryDecoder in;
  private final int length;
  private final JsonGenerator out;
  private long items;

  /** @param length bytes of the value: no part of it is longer, whatever it says */
  AvroJson(BinaryDecoder in, int length, JsonGenerator out) {
    this.in = in;
    this.length = length;
    this.out = out;
  }

  void write(Schema schema) throws IOException {
    switch (schema.getType()) {
      case NULL -> out.writeNull();
      case BOOLEAN -> out.writeBoolean(in.readBoolean());
      case INT -> whole(schema.getLogicalType(), in.readInt());
      case LONG -> whole(schema.getLogicalType(), in.readLong());
      case FLOAT -> out.writeNumber(in.readFloat());
      case DOUBLE -> out.writeNumber(in.readDouble());
      case STRING -> out.writeString(text(bytes()));
      case BYTES -> bytes(schema.getLogicalType(), bytes());
      case FIXED -> bytes(schema.getLogicalType(), fixed(schema.getFixedSize()));
      case ENUM -> out.writeString(schema.getEnumSymbols().get(in.readEnum()));
      case UNION -> write(schema.getTypes().get(in.readIndex()));
      case ARRAY -> list(schema.getElementType());
      case MAP -> map(schema.getValueType());
      case RECORD -> {
        out.writeStartObject();
        for (Schema.Field field : schema.getFields()) {
          out.writeFieldName(field.name());
          write(field.schema());
        }
        out.writeEndObject();
      }
    }
  }

  private void list(Schema element) throws IOException {
    out.writeStartArray();
    for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
      count(block);
      for (long i = 0; i < block; i++) {
        write(element);
      }
    }
    out.writeEndArray();
  }

  private void map(Schema value) throws IOException {
    out.writeStartObject();
    for (long block = in.readMapStart(); block > 0; block = in.mapNext()) {
      count(block);
      for (long i = 0; i < block; i++) {
        out.writeFieldName(text(bytes()));
        write(value);
      }
    }
    out.writeEndObject();
  }

  private void count(long more) {
    items = Math.addExact(items, more);
    if (items > length + (long) EMPTY_ITEMS) {
      throw new AvroTypeException("lists of " + items + " items");
    }
  }

  // Not by the decoder's own methods, which make room for what a length says before they look whether it is there.
  private byte[] bytes() throws IOException {
    long size = in.readLong();
    if (size < 0 || size > length) {
      throw new AvroTypeException("a length of " + size + " bytes");
    }
    return fixed((int) size);
  }

  private byte[] fixed(int size) throws IOException {
    byte[] bytes = new byte[size];
    in.readFixed(bytes);
    return bytes;
  }

  private static String text(byte[] bytes) throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private void whole(LogicalType logical, long value) throws IOException {
    switch (logical == null ? "" : logical.getName()) {
      case "date" -> out.writeString(LocalDate.ofEpochDay(value).toString());
      case "time-millis" -> time(TimeUnit.MILLISECONDS.toNanos(value));
      case "time-micros" -> time(TimeUnit.MICROSECONDS.toNanos(value));
      case "timestamp-millis" -> out.writeString(moment(value, TimeUnit.MILLISECONDS).toString());
      case "timestamp-micros" -> out.writeString(moment(value, TimeUnit.MICROSECONDS).toString());
      case "timestamp-nanos" -> out.writeString(moment(value, TimeUnit.NANOSECONDS).toString());
      case "local-timestamp-millis" -> local(value, TimeUnit.MILLISECONDS);
      case "local-timestamp-micros" -> local(value, TimeUnit.MICROSECONDS);
      case "local-timestamp-nanos" -> local(value, TimeUnit.NANOSECONDS);
      default -> out.writeNumber(value);
    }
  }

  private void time(long nanos) throws IOException {
    out.writeString(DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(nanos)));
  }

  private void local(long value, TimeUnit unit) throws IOException {
    out.writeString(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(LocalDateTime.ofInstant(moment(value, unit), ZoneOffset.UTC)));
  }

  private static Instant moment(long value, TimeUnit unit) {
    long perSecond = unit.convert(1, TimeUnit.SECONDS);
    return Instant.ofEpochSecond(Math.floorDiv(value, perSecond), unit.toNanos(Math.floorMod(value, perSecond)));
  }

  private void bytes(LogicalType logical, byte[] bytes) throws IOException {
    if (logical instanceof LogicalTypes.Decimal decimal) {
      if (bytes.length == 0) {
        throw new AvroTypeException("a decimal without digits");
      }
      out.writeNumber(new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString());
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    switch (logical == null ? "" : logical.getName()) {
      case "uuid" -> out.writeString(new UUID(buffer.getLong(), buffer.getLong()).toString());
      case "duration" -> {
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        String months = Integer.toUnsignedString(buffer.getInt());
        String days = Integer.toUnsignedString(buffer.getInt());
        String seconds = BigDecimal.valueOf(Integer.toUnsignedLong(buffer.getInt()), 3).stripTrailingZeros().toPlainString();
        out.writeString("P" + months + "M" + days + "DT" + seconds + "S");
      }
      default -> out.writeString(Base64.getEncoder().encodeToString(bytes));
    }
  }
}
