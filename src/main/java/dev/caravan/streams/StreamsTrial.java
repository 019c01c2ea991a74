package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** A file of streams run without brokers, one record after the other. One thread at a time. */
public final class StreamsTrial implements AutoCloseable {
  private final StreamsFile file;
  private final TopologyTestDriver driver;
  private final Map<StreamsWatch.End, Long> counts = new HashMap<>();

  /** A record that was refused. @param value of the message as far as it had come; null for none */
  public record Rejected(String rule, String step, String reason, byte[] value) {}

  /** @param state folder for what steps remember */
  public StreamsTrial(StreamsFile file, Path state) {
    this.file = file;
    Properties settings = StreamsSettings.ofTrial(file, state);
    this.driver = new TopologyTestDriver(StreamsTopology.of(file, (streams, end) -> counts.merge(end, 1L, Long::sum)), settings);
  }

  /** A message comes in. @param key null for none */
  public void send(String source, byte[] key, byte[] value, Instant time) {
    driver.createInputTopic(file.sources().get(source).topic(), new ByteArraySerializer(), new ByteArraySerializer()).pipeInput(key, value, time);
  }

  /** Names of the sources. */
  public Set<String> sources() {
    return file.sources().keySet();
  }

  /** Name of the source that goes through the steps. */
  public String from() {
    return file.from();
  }

  /** Topic of the sink. */
  public String sink() {
    return file.sink().topic();
  }

  /** Values that have gone into the sink since it was last asked for. */
  public List<JsonNode> written() {
    List<JsonNode> rows = new ArrayList<>();
    try {
      for (TestRecord<byte[], byte[]> record : output(file.sink().topic())) {
        rows.add(RowJson.read(record.value()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** What was refused since it was last asked for. */
  public List<Rejected> rejected() {
    return output(file.rejects()).stream()
        .map(record -> new Rejected(header(record, Headers.RULE), header(record, Headers.STEP), header(record, Headers.REASON), record.value()))
        .toList();
  }

  private List<TestRecord<byte[], byte[]>> output(String topic) {
    TestOutputTopic<byte[], byte[]> output = driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return output.readRecordsToList();
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  public long counted(StreamsWatch.End end) {
    return counts.getOrDefault(end, 0L);
  }

  @Override
  public void close() {
    driver.close();
  }
}
