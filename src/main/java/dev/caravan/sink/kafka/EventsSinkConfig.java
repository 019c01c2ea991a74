package dev.caravan.sink.kafka;

import dev.caravan.source.Parameters;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** What the parameters of {@code kamelet:events-sink} say, beside those of any sink into a topic. */
public final class EventsSinkConfig extends KafkaSinkConfig {
  private static final String KAMELET = "events-sink";

  private final Parameters parameters = new Parameters(KAMELET);
  private boolean structured;
  private String type = "";
  private URI source;
  private String subject = "";
  private String time = "";
  private URI dataSchema;

  public EventsSinkConfig() {
    super(KAMELET);
  }

  /** binary or structured. */
  public EventsSinkConfig setMode(String mode) {
    structured = parameters.choice("mode", mode, List.of("binary", "structured")).equals("structured");
    return this;
  }

  boolean structured() {
    return structured;
  }

  /** What has happened, such as com.example.order.changed. */
  public EventsSinkConfig setType(String type) {
    this.type = type.strip();
    if (this.type.isEmpty()) {
      throw parameters.bad("type", "a name such as com.example.order.changed", type);
    }
    return this;
  }

  String type() {
    return type;
  }

  /** Where it happened: a URI, or a path; blank is /caravan/ and the flow. */
  public EventsSinkConfig setSource(String source) {
    this.source = source.isBlank() ? null : uri("source", source);
    return this;
  }

  URI source() {
    return source == null ? URI.create("/caravan/" + flow()) : source;
  }

  /** Column of the subject; the key when it is blank. */
  public EventsSinkConfig setSubject(String subject) {
    this.subject = subject.strip();
    return this;
  }

  String subject() {
    return subject;
  }

  /** Column with the time of what has happened; blank for none. */
  public EventsSinkConfig setTime(String time) {
    this.time = time.strip();
    return this;
  }

  String time() {
    return time;
  }

  /** Schema that the data adheres to; blank for none. */
  public EventsSinkConfig setDataSchema(String dataSchema) {
    this.dataSchema = dataSchema.isBlank() ? null : uri("dataSchema", dataSchema);
    return this;
  }

  /** null when there is none */
  URI dataSchema() {
    return dataSchema;
  }

  private URI uri(String parameter, String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw parameters.bad(parameter, "a URI", text);
    }
  }
}
