import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.ConfigSources;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What bench/kafka measures. The broker has a process of its own; Caravan and the client that is its measure live here. */
public final class Kafka {
  private static final int PORT = 29192;
  private static final String BROKERS = "127.0.0.1:" + PORT;
  private static final int PARTITIONS = 4;
  private static final int BYTES = 200;
  private static final long LOOK_NANOS = 2_000_000;
  private static final Duration TICK = Duration.ofMillis(10);

  private final int records;
  private final int rate;
  private final int seconds;
  private final Path home;

  private Kafka(Map<String, Integer> options, Path home) {
    this.records = options.get("--records");
    this.rate = options.get("--rate");
    this.seconds = options.get("--seconds");
    this.home = home;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, Integer> options = new java.util.HashMap<>(Map.of("--records", 2_000_000, "--rate", 50_000, "--seconds", 10));
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length || options.replace(arguments[i], Integer.valueOf(arguments[i + 1])) == null) {
        System.err.println("usage: bench/kafka [--records N] [--rate N] [--seconds N]");
        System.exit(2);
      }
    }
    Path home = Files.createTempDirectory(Path.of("target/bench").toAbsolutePath(), "kafka");
    Process broker = broker(home);
    try {
      System.out.println(new Kafka(options, home).measure());
    } finally {
      broker.destroyForcibly().waitFor();
      Ingest.delete(home);
    }
    System.exit(0);
  }

  private static Process broker(Path home) throws IOException, InterruptedException {
    Path settings = home.resolve("server.properties");
    Files.writeString(
        settings,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%3$s
        offsets.topic.num.partitions=1
        offsets.topic.replication.factor=1
        group.initial.rebalance.delay.ms=0
        """
            .formatted(PORT, PORT + 1, home.resolve("log")));
    Path output = home.resolve("broker.txt");
    int formatted = kafka(output, "kafka.tools.StorageTool", "format", "-t", "Y2FyYXZhbi1iZW5jaA", "-c", settings.toString()).waitFor();
    if (formatted != 0) {
      throw new IOException("the broker cannot be prepared:\n" + Files.readString(output));
    }
    return kafka(output, "kafka.Kafka", settings.toString());
  }

  private static Process kafka(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp", "target/kafka/*"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
  }

  private String measure() throws IOException, InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKERS));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(Map.of("bootstrap.servers", BROKERS, "linger.ms", "2", "batch.size", "262144", "max.in.flight.requests.per.connection", "1"), new ByteArraySerializer(), new ByteArraySerializer())) {
      admin.createTopics(List.of(topic("backlog"), topic("stream"))).all().get();
      for (int i = 0; i < records; i++) {
        producer.send(record("backlog", i));
      }
      producer.flush();
      poll();
      double client = poll();
      double caravan = land();
      List<Double> waits = stream(producer);
      System.out.printf(Locale.ROOT, "%,d records of %d bytes: a client polls %,.0f a second, Caravan lands %,.0f%n", records, BYTES, client, caravan);
      System.out.printf(Locale.ROOT, "%,d records a second for %d s: visible after %.0f ms (half of them), %.0f ms (99 of 100)%n", rate, seconds, part(waits, 0.5), part(waits, 0.99));
      return String.format(
          Locale.ROOT, "{\"records_per_s\": %.0f, \"client_records_per_s\": %.0f, \"ratio_to_client\": %.3f, \"p50_ms\": %.0f, \"p95_ms\": %.0f, \"p99_ms\": %.0f}",
          caravan, client, caravan / client, part(waits, 0.5), part(waits, 0.95), part(waits, 0.99));
    }
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty());
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, long id) {
    String text = "{\"id\":" + id + ",\"customer\":\"c-" + id % 100_000 + "\",\"amount\":" + id % 10_000 + ".50,\"currency\":\"EUR\",\"placed\":\"2026-01-01T08:07:00Z\",\"note\":\"";
    return new ProducerRecord<>(topic, (int) (id % PARTITIONS), null, (text + "x".repeat(BYTES - 2 - text.length()) + "\"}").getBytes(StandardCharsets.US_ASCII));
  }

  /** Records a second of a client that does nothing with them. */
  private double poll() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new TopicPartition("backlog", partition));
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(Map.of("bootstrap.servers", BROKERS, "max.poll.records", "10000"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long count = consumer.poll(Duration.ofSeconds(10)).count();
      long before = count;
      long begin = System.nanoTime();
      while (count < records) {
        count += consumer.poll(Duration.ofSeconds(1)).count();
      }
      return (count - before) / ((System.nanoTime() - begin) / 1e9);
    }
  }

  /** Records a second from the first batch that has landed to the last. */
  private double land() throws IOException {
    try (CaravanRuntime runtime = runtime("backlog")) {
      runtime.start();
      long first = awaitLanded(runtime, 1);
      long begin = System.nanoTime();
      awaitLanded(runtime, records);
      return (records - first) / ((System.nanoTime() - begin) / 1e9);
    }
  }

  /** Milliseconds from the sending of records, one of each tick, until so many have landed. */
  private List<Double> stream(KafkaProducer<byte[], byte[]> producer) throws IOException {
    try (CaravanRuntime runtime = runtime("stream")) {
      runtime.start();
      int warm = rate;
      for (int i = 0; i < warm; i++) {
        producer.send(record("stream", i));
      }
      awaitLanded(runtime, warm);
      int ticks = (int) (seconds * 1000 / TICK.toMillis());
      long[] sent = new long[ticks];
      long[] landed = new long[ticks];
      Thread sending = new Thread(() -> send(producer, warm, sent));
      sending.start();
      int perTick = (int) (rate * TICK.toMillis() / 1000);
      for (int tick = 0; tick < ticks; ) {
        long now = landed(runtime);
        while (tick < ticks && now >= warm + (long) (tick + 1) * perTick) {
          landed[tick++] = System.nanoTime();
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      List<Double> waits = new ArrayList<>();
      for (int tick = 0; tick < ticks; tick++) {
        waits.add((landed[tick] - sent[tick]) / 1e6);
      }
      waits.sort(null);
      return waits;
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int from, long[] sent) {
    int perTick = (int) (rate * TICK.toMillis() / 1000);
    long begin = System.nanoTime();
    for (int tick = 0; tick < sent.length; tick++) {
      sent[tick] = begin + tick * TICK.toNanos();
      LockSupport.parkNanos(Math.max(0, sent[tick] - System.nanoTime()));
      for (int i = 0; i < perTick; i++) {
        producer.send(record("stream", from + (long) tick * perTick + i));
      }
    }
    producer.flush();
  }

  private static double part(List<Double> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(part * sorted.size()) - 1));
  }

  private CaravanRuntime runtime(String topic) {
    CaravanConfig config =
        new ConfigSources().classPath()
            .commandLine(Map.of(
                "caravan.data", home.resolve(topic).toString(), "caravan.contracts", "bench/contracts", "caravan.kamelets", "kamelets",
                "caravan.http.enabled", "false", "bench.brokers", BROKERS, "bench.topic", topic))
            .read();
    return new CaravanRuntime(config, new RouteSelection(null, List.of(Path.of("bench/flows/events.camel.yaml"))), CaravanRuntime.Mode.UNTIL_STOPPED);
  }

  private static long awaitLanded(CaravanRuntime runtime, long least) throws IOException {
    long now = landed(runtime);
    while (now < least) {
      LockSupport.parkNanos(LOOK_NANOS);
      now = landed(runtime);
    }
    return now;
  }

  private static long landed(CaravanRuntime runtime) throws IOException {
    FlowProgress flow = runtime.progress().stream().findFirst().orElse(null);
    if (flow != null && flow.state() == FlowProgress.State.FAILED) {
      throw new IOException("the flow failed: " + flow.problem());
    }
    return flow == null ? 0 : flow.counts().landed();
  }
}
