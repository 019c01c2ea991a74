package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Turns values into JSON objects, exactly. Implementations are thread-safe. */
interface ValueReader {

  /**
   * Writes one object.
   *
   * @param from where the value begins
   * @throws UnreadableValue when it is none; part of it may have been written
   * @throws IOException when the generator cannot write
   */
  void write(byte[] bytes, int from, JsonGenerator out) throws IOException, UnreadableValue;
}
