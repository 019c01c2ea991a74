package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.source.http.JsonRows;
import java.io.IOException;
import java.util.Arrays;

/** A JSON object behind the prefix of a registry. What its schema demands is the contract's to say. */
final class JsonValue implements ValueReader {

  @Override
  public void write(byte[] bytes, int from, JsonGenerator out) throws IOException, UnreadableValue {
    try (JsonParser parser = JsonRows.parser(Arrays.copyOfRange(bytes, from, bytes.length))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UnreadableValue("no JSON object");
      }
      JsonRows.copy(parser, out);
      if (parser.nextToken() != null) {
        throw new UnreadableValue("more text behind the object");
      }
    } catch (IOException e) {
      throw new UnreadableValue("no JSON object: " + e.getMessage().lines().findFirst().orElse(""), e);
    }
  }
}
