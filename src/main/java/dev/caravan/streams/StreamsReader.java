package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problems;
import dev.caravan.contract.ConformingPart;
import dev.caravan.contract.SchemaCheck;
import dev.caravan.contract.YamlDocument;
import dev.caravan.source.Parameters;
import dev.caravan.source.kafka.KafkaLogin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one file of streams and tells everything that is wrong with it. */
public final class StreamsReader {
  private static final YamlDocument.Wording WORDING =
      new YamlDocument.Wording("file of streams", "the format of streams", ErrorCode.STREAMS_SYNTAX, ErrorCode.STREAMS_INVALID, ErrorCode.STREAMS_UNKNOWN_KEY);
  /** Properties of the clients that are not for integrators: that nothing is lost or doubled depends on them. */
  private static final List<String> OURS =
      List.of(
          "bootstrap.servers", "application.id", "group.id", "state.dir", "processing.guarantee", "security.protocol", "enable.auto.commit", "isolation.level",
          "transactional.id", "enable.idempotence", "acks", "num.stream.threads", "num.standby.replicas", "auto.offset.reset");

  private final String file;
  private final ConformingPart part;
  private final Named names;
  private final Problems problems = new Problems();

  private static final class Schema {
    static final SchemaCheck CHECK = new SchemaCheck(resource());

    private static JsonNode resource() {
      try (InputStream in = StreamsReader.class.getResourceAsStream("/schemas/streams.schema.json")) {
        return new ObjectMapper().readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private StreamsReader(String file, String text, Map<String, String> properties) {
    this.file = file;
    this.part = ConformingPart.of(Schema.CHECK, YamlDocument.read(file, text, WORDING));
    this.names = new Named(part.document(), properties, problems);
  }

  /**
   * Reads a file.
   *
   * @param file how messages name it
   * @param properties that placeholders take their values from
   * @throws CaravanException with everything that is wrong with it
   */
  public static StreamsFile read(String file, String text, Map<String, String> properties) {
    StreamsReader reader = new StreamsReader(file, text, properties);
    StreamsFile read = reader.read();
    Problems all = new Problems();
    all.addAll(reader.part.refused());
    all.addAll(reader.part.certain(reader.problems.list()));
    all.throwIfAny();
    return read;
  }

  private StreamsFile read() {
    JsonNode root = part.document().root();
    Map<String, Source> sources = new LinkedHashMap<>();
    root.path("sources").properties().forEach(entry -> sources.put(entry.getKey(), source(entry.getKey(), entry.getValue())));
    String from = root.path("from").asText();
    Map<String, FieldType> columns = Map.of();
    if (root.has("from") && names.known(from, sources.keySet(), "/from", "there is no source '" + from + "'")) {
      columns = sources.get(from).columns();
    }
    if (sources.containsKey(from) && sources.get(from).isTable()) {
      names.wrong("/from", "'" + from + "' is a table: it says how things stand, and nothing happens in it", "a source without a key", null, "Take its key away, or begin with another source.");
    }
    StepReader steps = new StepReader(names, sources, from);
    List<Step> read = columns.isEmpty() ? List.of() : steps.read(root.path("steps"), columns);
    Map<String, FieldType> end = read.isEmpty() ? columns : read.get(read.size() - 1).columns();
    List<String> key = end.isEmpty() ? List.of() : names.fields(root.path("sink").path("key"), "/sink/key", end);
    sameTopics(root, sources);
    used(sources, from, read);
    return new StreamsFile(
        file, root.path("name").asText(), login(root.path("kafka")), properties(root.path("kafka").path("properties")), root.path("threads").asInt(1), root.path("standby").asInt(0),
        sources, from, read, new StreamsFile.Sink(names.text("/sink/topic"), key), names.text("/rejects"));
  }

  private void used(Map<String, Source> sources, String from, List<Step> steps) {
    for (String name : sources.keySet()) {
      if (sources.containsKey(from) && !steps.isEmpty() && !name.equals(from) && steps.stream().noneMatch(step -> step.other().filter(other -> other.name().equals(name)).isPresent())) {
        names.wrong(YamlDocument.child("/sources", name), "no step uses the source '" + name + "'", null, null, "Name it in a step, or remove it.");
      }
    }
  }

  // What it writes would be what it reads.
  private void sameTopics(JsonNode root, Map<String, Source> sources) {
    for (Source source : sources.values()) {
      for (String pointer : List.of("/sink/topic", "/rejects")) {
        if (!root.at(pointer).isMissingNode() && names.text(pointer).equals(source.topic())) {
          names.wrong(pointer, "'" + source.topic() + "' is read as source '" + source.name() + "' and written to", "a topic that is not read", null, "Name another topic.");
        }
      }
    }
  }

  private Source source(String name, JsonNode node) {
    String at = YamlDocument.child("/sources", name);
    Map<String, Field> fields = new LinkedHashMap<>();
    node.path("fields").properties().forEach(entry -> fields.put(entry.getKey(), field(entry.getKey(), entry.getValue(), at + "/fields")));
    Map<String, FieldType> columns = new LinkedHashMap<>();
    fields.forEach((column, told) -> columns.put(column, told.type()));
    Source source = new Source(name, names.text(at + "/topic"), field(node, "time"), names.fields(node.path("key"), at + "/key", columns), fields);
    source.time().ifPresent(time -> {
      if (names.known(time, source.columns().keySet(), at + "/time", "the source '" + name + "' has no field '" + time + "'")
          && fields.get(time).type() != FieldType.TIMESTAMP) {
        names.wrong(at + "/time", "'" + time + "' is no moment", "a field of type timestamp", fields.get(time).type().word(), "Give it the type timestamp, or leave `time` out.");
      }
    });
    return source;
  }

  private static Optional<String> field(JsonNode node, String key) {
    return Optional.ofNullable(node.path(key).textValue());
  }

  private Field field(String name, JsonNode node, String fields) {
    if (node.isObject()) {
      return new Field(FieldType.of(node.path("type").asText()), List.of(node.path("at").asText(name).split("\\.")), node.path("required").asBoolean());
    }
    boolean known = names.known(node.asText(), FieldType.words(), YamlDocument.child(fields, name), "there is no type '" + node.asText() + "'");
    return new Field(known ? FieldType.of(node.asText()) : FieldType.STRING, List.of(name), false);
  }

  private KafkaLogin login(JsonNode kafka) {
    KafkaLogin login = new KafkaLogin(new Parameters("streams"));
    login.brokers(names.text("/kafka/brokers"));
    login.preset(kafka.path("preset").asText("none"));
    login.login(kafka.path("login").asText("none"));
    login.tls(kafka.path("tls").asText("false"));
    login.trust(names.text("/kafka/trust"));
    login.credentials(names.text("/kafka/credentials"));
    return login;
  }

  private Map<String, String> properties(JsonNode given) {
    Map<String, String> properties = new LinkedHashMap<>();
    given.properties().forEach(entry -> {
      String name = entry.getKey();
      if (OURS.contains(name) || name.startsWith("sasl.") || name.startsWith("ssl.")) {
        names.wrong(YamlDocument.child("/kafka/properties", name), "'" + name + "' is not for files to say", "properties that nothing else decides on", null, "Remove it.");
      }
      properties.put(name, entry.getValue().asText());
    });
    return properties;
  }
}
