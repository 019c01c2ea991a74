package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * What stands in a segment in place of a record that its source could not read: a sign that no JSON begins with, and
 * behind it JSON with the bytes that came, which may say why.
 */
public final class Unread {
  public static final char SIGN = '!';
  /** the field that says why; it comes first */
  public static final String WHY = "why";

  private static final JsonFactory JSON = new JsonFactory();

  private Unread() {}

  /** Why the source could not read a record, when it has said so. */
  static Optional<String> why(byte[] bytes, int from, int to) {
    if (from >= to || bytes[from] != SIGN) {
      return Optional.empty();
    }
    try (JsonParser parser = JSON.createParser(bytes, from + 1, to - from - 1)) {
      boolean said = parser.nextToken() == JsonToken.START_OBJECT && WHY.equals(parser.nextFieldName());
      return said ? Optional.ofNullable(parser.nextTextValue()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
