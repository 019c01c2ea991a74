package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Everything that is wrong with one record, gathered before it is told. Reused; one thread at a time. */
final class Faults {
  private static final JsonFactory JSON = new JsonFactory();
  private final List<Reject.Failure> failures = new ArrayList<>();

  void clear() {
    failures.clear();
  }

  boolean isEmpty() {
    return failures.isEmpty();
  }

  void add(Reject.Failure failure) {
    failures.add(failure);
  }

  /** The value that a later one of the same field replaces no longer counts. */
  void forget(String field) {
    failures.removeIf(failure -> Objects.equals(failure.field(), field));
  }

  /** A JSON array of failures. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.writeStartArray();
      for (Reject.Failure failure : failures) {
        generator.writeStartObject();
        generator.writeStringField("field", failure.field());
        generator.writeStringField("rule", failure.rule());
        generator.writeStringField("required", failure.required());
        generator.writeStringField("got", failure.got());
        generator.writeEndObject();
      }
      generator.writeEndArray();
    } catch (IOException e) {
      throw new IllegalStateException("a string takes any text", e);
    }
    return text.toString();
  }
}
