package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Writes messages as JSON objects with the names of the file. A field that was not sent is null where its absence can
 * be told, else it has the value that Protobuf gives it.
 */
final class ProtobufJson {
  private static final String WRAPPERS = "google/protobuf/wrappers.proto";

  private ProtobufJson() {}

  /** @throws UnreadableValue when it has fields that its schema does not know */
  static void write(Message message, JsonGenerator out) throws IOException, UnreadableValue {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw new UnreadableValue("has fields that " + message.getDescriptorForType().getFullName() + " of its schema does not have: " + message.getUnknownFields().asMap().keySet());
    }
    out.writeStartObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      out.writeFieldName(field.getName());
      if (field.isMapField()) {
        map(message, field, out);
      } else if (field.isRepeated()) {
        out.writeStartArray();
        for (Object each : (List<?>) message.getField(field)) {
          value(field, each, out);
        }
        out.writeEndArray();
      } else if (field.hasPresence() && !message.hasField(field)) {
        out.writeNull();
      } else {
        value(field, message.getField(field), out);
      }
    }
    out.writeEndObject();
  }

  private static void map(Message message, FieldDescriptor field, JsonGenerator out) throws IOException, UnreadableValue {
    Descriptor entry = field.getMessageType();
    FieldDescriptor key = entry.findFieldByNumber(1);
    FieldDescriptor value = entry.findFieldByNumber(2);
    out.writeStartObject();
    for (Object each : (List<?>) message.getField(field)) {
      Message pair = (Message) each;
      out.writeFieldName(name(key, pair.getField(key)));
      value(value, pair.getField(value), out);
    }
    out.writeEndObject();
  }

  private static String name(FieldDescriptor key, Object value) {
    return switch (key.getType()) {
      case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      default -> value.toString();
    };
  }

  private static void value(FieldDescriptor field, Object value, JsonGenerator out) throws IOException, UnreadableValue {
    switch (field.getType()) {
      case BOOL -> out.writeBoolean((Boolean) value);
      case INT32, SINT32, SFIXED32 -> out.writeNumber((Integer) value);
      case UINT32, FIXED32 -> out.writeNumber(Integer.toUnsignedLong((Integer) value));
      case INT64, SINT64, SFIXED64 -> out.writeNumber((Long) value);
      case UINT64, FIXED64 -> out.writeNumber(Long.toUnsignedString((Long) value));
      case FLOAT -> out.writeNumber((Float) value);
      case DOUBLE -> out.writeNumber((Double) value);
      case STRING -> out.writeString((String) value);
      case BYTES -> out.writeString(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case ENUM -> word((EnumValueDescriptor) value, out);
      case MESSAGE, GROUP -> message((Message) value, out);
    }
  }

  /** A number that the file has no name for stands as it was sent. */
  private static void word(EnumValueDescriptor word, JsonGenerator out) throws IOException {
    if (word.getIndex() < 0) {
      out.writeNumber(word.getNumber());
    } else {
      out.writeString(word.getName());
    }
  }

  private static void message(Message message, JsonGenerator out) throws IOException, UnreadableValue {
    Descriptor type = message.getDescriptorForType();
    switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> out.writeString(Instant.ofEpochSecond((Long) number(message, 1), (Integer) number(message, 2)).toString());
      case "google.protobuf.Duration" -> {
        BigDecimal seconds = BigDecimal.valueOf((Long) number(message, 1)).add(BigDecimal.valueOf((Integer) number(message, 2), 9));
        out.writeString("PT" + (seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString()) + "S");
      }
      default -> {
        if (type.getFile().getName().equals(WRAPPERS)) {
          FieldDescriptor wrapped = type.findFieldByNumber(1);
          value(wrapped, message.getField(wrapped), out);
        } else {
          write(message, out);
        }
      }
    }
  }

  private static Object number(Message message, int field) {
    return message.getField(message.getDescriptorForType().findFieldByNumber(field));
  }
}
