package dev.caravan.source.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes JSON values as they were sent, each in one line: numbers keep the text they came with. One
 * thread at a time.
 */
public final class JsonRows {
  /** shared by all who read replies: names of fields repeat from page to page */
  static final JsonFactory JSON = new JsonFactoryBuilder().rootValueSeparator("").build();

  private final Buffer buffer = new Buffer();
  private JsonGenerator generator = generator();
  private boolean open;

  /** A buffer that is read without being copied. */
  private static final class Buffer extends ByteArrayOutputStream {
    byte[] bytes() {
      return buf;
    }
  }

  private JsonGenerator generator() {
    try {
      return JSON.createGenerator(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonParser parser(byte[] body) throws IOException {
    return JSON.createParser(body);
  }

  /** @param length of what counts of the text */
  public static JsonParser parser(byte[] text, int length) throws IOException {
    return JSON.createParser(text, 0, length);
  }

  /** Begins a row; of one that was begun before and not ended nothing is left. */
  public JsonGenerator begin() {
    buffer.reset();
    if (open) {
      generator = generator();
    }
    open = true;
    return generator;
  }

  /** Ends the row begun; {@link #bytes} and {@link #length} have it until the next begins. */
  public void end() throws IOException {
    generator.flush();
    open = false;
  }

  public byte[] bytes() {
    return buffer.bytes();
  }

  public int length() {
    return buffer.size();
  }

  /** Copies the object the parser stands at but for one of its fields, and leaves the parser at its end. */
  public static void copyWithout(String field, JsonParser parser, JsonGenerator generator) throws IOException {
    generator.writeStartObject();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(field)) {
        parser.skipChildren();
      } else {
        generator.writeFieldName(name);
        copy(parser, generator);
      }
    }
    generator.writeEndObject();
  }

  /** Copies the value the parser stands at, and leaves the parser at its end. */
  public static void copy(JsonParser parser, JsonGenerator generator) throws IOException {
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      switch (token) {
        case START_OBJECT -> {
          generator.writeStartObject();
          depth++;
        }
        case START_ARRAY -> {
          generator.writeStartArray();
          depth++;
        }
        case END_OBJECT -> {
          generator.writeEndObject();
          depth--;
        }
        case END_ARRAY -> {
          generator.writeEndArray();
          depth--;
        }
        case FIELD_NAME -> generator.writeFieldName(parser.currentName());
        case VALUE_STRING -> generator.writeString(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
        case VALUE_TRUE -> generator.writeBoolean(true);
        case VALUE_FALSE -> generator.writeBoolean(false);
        case VALUE_NULL -> generator.writeNull();
        case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> throw new IllegalStateException("JSON text has no " + token);
      }
    } while (depth > 0 && parser.nextToken() != null);
  }
}
