package dev.caravan.source.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A real Kafka broker that is its own controller, on a loopback port. Its libraries are not ours: it runs in a class
 * loader of its own. One for all tests of a Java machine, so tests name their topics by {@link #topic}. Thread-safe.
 */
public final class KafkaBroker {
  private static final Path PROGRAM = Path.of("target", "kafka");
  private static final String CLUSTER = "Y2FyYXZhbi10ZXN0cw";
  private static final int ATTEMPTS = 3;
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final String address;
  private final BrokerLogins logins;
  private final BrokerLine line;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  private static final class Shared {
    private static final KafkaBroker BROKER = start();

    private Shared() {}
  }

  private KafkaBroker(String address, BrokerLogins logins, BrokerLine line) {
    this.address = address;
    this.logins = logins;
    this.line = line;
    this.admin = Admin.create(Map.of("bootstrap.servers", address));
    // One request at a time: when a new topic has no leader yet, those behind the first would be refused as out of order.
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address, "linger.ms", "5", "max.in.flight.requests.per.connection", "1"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The broker of this Java machine; the first to ask waits some seconds until it is started. */
  public static KafkaBroker shared() {
    return Shared.BROKER;
  }

  private static KafkaBroker start() {
    for (int attempt = 1; ; attempt++) {
      try {
        return started();
      } catch (IllegalStateException e) {
        // Somebody may have taken a port that was free a moment ago.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static KafkaBroker started() {
    try {
      Path folder = Files.createTempDirectory("kafka-broker");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      int port = freePort();
      BrokerLogins logins = new BrokerLogins(folder, freePort(), freePort(), freePort());
      BrokerLine line = new BrokerLine(freePort());
      Properties settings = settings(folder, port, freePort(), logins, line);
      run(folder, settings);
      return new KafkaBroker("127.0.0.1:" + port, logins, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the broker could not be started from " + PROGRAM, e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Properties settings(Path folder, int port, int controllerPort, BrokerLogins logins, BrokerLine line) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort + ",LINE://" + line.broker() + logins.listeners());
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port + ",LINE://" + line.address() + logins.listeners());
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LINE:PLAINTEXT" + logins.protocols());
    logins.configure(settings);
    settings.put("log.dirs", folder.resolve("log").toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "500");
    settings.put("group.coordinator.rebalance.protocols", "classic,consumer");
    // What is for large brokers would take more memory than the tests.
    settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    settings.put("log.cleaner.io.buffer.size", String.valueOf(64 << 10));
    settings.put("log.cleaner.backoff.ms", "200");
    settings.put("log.index.size.max.bytes", String.valueOf(256 << 10));
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "2");
    return settings;
  }

  private static void run(Path folder, Properties settings) throws IOException, ReflectiveOperationException {
    Path file = folder.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader program = program();
    Thread.currentThread().setContextClassLoader(program);
    try {
      program
          .loadClass("kafka.tools.StorageTool")
          .getMethod("execute", String[].class, PrintStream.class)
          .invoke(null, new String[] {"format", "-t", CLUSTER, "-c", file.toString()}, new PrintStream(OutputStream.nullOutputStream()));
      stayAlive(program);
      Class<?> config = program.loadClass("kafka.server.KafkaConfig");
      Class<?> time = program.loadClass("org.apache.kafka.common.utils.Time");
      Class<?> server = program.loadClass("kafka.server.KafkaRaftServer");
      Object broker =
          server.getConstructor(config, time).newInstance(config.getConstructor(Map.class).newInstance(settings), time.getField("SYSTEM").get(null));
      server.getMethod("startup").invoke(broker);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  // At the end its folder is removed under it; it would take the machine down for that, as if a test had failed.
  private static void stayAlive(ClassLoader program) throws ReflectiveOperationException {
    Class<?> exit = program.loadClass("org.apache.kafka.common.utils.Exit");
    Class<?> procedure = program.loadClass("org.apache.kafka.common.utils.Exit$Procedure");
    Object nothing = Proxy.newProxyInstance(program, new Class<?>[] {procedure}, (proxy, method, arguments) -> null);
    exit.getMethod("setExitProcedure", procedure).invoke(null, nothing);
    exit.getMethod("setHaltProcedure", procedure).invoke(null, nothing);
  }

  private static ClassLoader program() throws IOException {
    try (Stream<Path> files = Files.list(PROGRAM)) {
      List<URL> jars = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        jars.add(file.toUri().toURL());
      }
      return new URLClassLoader("kafka-broker", jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // The broker still writes while the machine ends; what is left lies in the temporary folder.
      folder.toFile().deleteOnExit();
    }
  }

  /** What a client calls {@code bootstrap.servers}. */
  public String address() {
    return address;
  }

  /** Its other ports, which ask who comes; the user of SCRAM is let in when this is asked for. */
  public BrokerLogins logins() throws ExecutionException, InterruptedException {
    logins.letIn(admin);
    return logins;
  }

  /** A way to it that can go silent; for one test at a time. */
  public BrokerLine line() {
    return line;
  }

  public Admin admin() {
    return admin;
  }

  /** Makes a topic whose name begins with the given one and has not been used before; returns its name. */
  public String topic(String name, int partitions) {
    return topic(name, partitions, Map.of());
  }

  public String topic(String name, int partitions, Map<String, String> settings) {
    String whole = name + "-" + TOPICS.incrementAndGet();
    await(admin.createTopics(List.of(new NewTopic(whole, partitions, (short) 1).configs(settings))).all());
    return whole;
  }

  /** Sends values, each durable when this returns. */
  public void send(String topic, int partition, String... values) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String value : values) {
      sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8))));
    }
    await(sent);
  }

  public void send(List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      sent.add(producer.send(record));
    }
    await(sent);
  }

  private void await(List<Future<RecordMetadata>> sent) {
    producer.flush();
    sent.forEach(KafkaBroker::await);
  }

  /** Removes what stands before an offset, as a time of retention does that is over. */
  public void deleteBefore(String topic, int partition, long offset) {
    await(admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset))).all());
  }

  /** Offsets of the records that stand in a partition now. */
  public List<Long> offsets(String topic, int partition) {
    TopicPartition log = new TopicPartition(topic, partition);
    List<Long> offsets = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", address), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(log));
      consumer.seekToBeginning(List.of(log));
      long end = consumer.endOffsets(List.of(log)).get(log);
      while (consumer.position(log) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> offsets.add(record.offset()));
      }
    }
    return offsets;
  }

  /** How many members a consumer group has. */
  public int members(String group) {
    return await(admin.describeConsumerGroups(List.of(group)).all()).get(group).members().size();
  }

  /** The offsets a consumer group has committed at the broker, by partition. */
  public Map<Integer, Long> committed(String group, String topic) {
    Map<Integer, Long> offsets = new TreeMap<>();
    await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(topic)) {
                offsets.put(partition.partition(), offset.offset());
              }
            });
    return offsets;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
