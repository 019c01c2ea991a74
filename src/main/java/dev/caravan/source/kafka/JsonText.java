package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes what records are made of as JSON texts. */
final class JsonText {
  private static final String BYTES = "base64:";

  private JsonText() {}

  /** @param value null for null */
  static void bytes(byte[] value, ByteArrayOutputStream out) {
    if (value == null) {
      ascii("null", out);
    } else {
      text(told(value), out);
    }
  }

  /** As a text when it is one, else so that it can be told what the bytes were. */
  private static String told(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      return BYTES + Base64.getEncoder().encodeToString(value);
    }
  }

  static void text(String text, ByteArrayOutputStream out) {
    out.write('"');
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    out.write('"');
  }

  static void ascii(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
