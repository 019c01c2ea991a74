package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.source.Parameters;
import dev.caravan.source.kafka.KafkaLogin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the parameters of a sink into a topic say. Setters read text as Kamelets hand it over and tell at once what
 * cannot be read.
 */
public sealed class KafkaSinkConfig permits EventsSinkConfig {
  /** Properties of the client that are not for integrators: that rows land once depends on them. */
  private static final Set<String> OURS =
      Set.of(
          "bootstrap.servers", "transactional.id", "enable.idempotence", "acks", "retries", "max.in.flight.requests.per.connection", "key.serializer",
          "value.serializer", "security.protocol", "partitioner.class");
  /** A batch is one transaction, however many rows it has. */
  private static final Map<String, String> BY_DEFAULT = Map.of("transaction.timeout.ms", "600000", "linger.ms", "5", "batch.size", "131072");
  private static final String KEYLESS = "none";

  private final Parameters parameters;
  private final KafkaLogin login;
  private final String kamelet;
  private String flow = "";
  private String topic = "";
  private String key = "";
  private List<String> partitionBy = List.of();
  private String batches = "caravan-batches";
  private String transactions = "caravan";
  private Map<String, String> properties = Map.of();

  public KafkaSinkConfig() {
    this("kafka-sink");
  }

  KafkaSinkConfig(String kamelet) {
    this.kamelet = kamelet;
    this.parameters = new Parameters(kamelet);
    this.login = new KafkaLogin(parameters);
  }

  String kamelet() {
    return kamelet;
  }

  /** Id of the route that lands. */
  public KafkaSinkConfig setFlow(String flow) {
    this.flow = flow;
    return this;
  }

  String flow() {
    return flow;
  }

  /** Addresses to begin with, host:port, separated by commas. */
  public KafkaSinkConfig setBrokers(String brokers) {
    login.brokers(brokers);
    return this;
  }

  public KafkaSinkConfig setTopic(String topic) {
    this.topic = topic.strip();
    if (!this.topic.matches("[A-Za-z0-9._-]{1,249}")) {
      throw parameters.bad("topic", "one topic: letters, digits, ., _ and -", topic);
    }
    return this;
  }

  String topic() {
    return topic;
  }

  /** Columns separated by commas; blank for the primary key of the batch's contract, none for messages without keys. */
  public KafkaSinkConfig setKey(String key) {
    this.key = key.strip();
    return this;
  }

  boolean keyless() {
    return key.equals(KEYLESS);
  }

  /** Columns of the key as the route names them; empty when it names none. */
  List<String> key() {
    return keyless() ? List.of() : Parameters.list(key);
  }

  /** Columns whose values choose the partition; blank leaves it to the key. */
  public KafkaSinkConfig setPartitionBy(String partitionBy) {
    this.partitionBy = Parameters.list(partitionBy);
    return this;
  }

  List<String> partitionBy() {
    return partitionBy;
  }

  /** Compacted topic in which it stands what has landed. */
  public KafkaSinkConfig setBatches(String batches) {
    this.batches = batches.strip();
    return this;
  }

  String batches() {
    return batches;
  }

  /** What the names of transactions begin with. */
  public KafkaSinkConfig setTransactions(String transactions) {
    this.transactions = transactions.strip();
    return this;
  }

  String transactions() {
    return transactions;
  }

  public KafkaSinkConfig setPreset(String preset) {
    login.preset(preset);
    return this;
  }

  public KafkaSinkConfig setLogin(String text) {
    login.login(text);
    return this;
  }

  public KafkaSinkConfig setTls(String tls) {
    login.tls(tls);
    return this;
  }

  /** PEM file of the authorities that sign for the brokers; those of the Java machine when it is blank. */
  public KafkaSinkConfig setTrust(String trust) {
    login.trust(trust);
    return this;
  }

  /** What the names of the secrets begin with. */
  public KafkaSinkConfig setCredentials(String credentials) {
    login.credentials(credentials);
    return this;
  }

  KafkaLogin login() {
    return login;
  }

  /** Further properties of the producer as Kafka names them, name=value, separated by commas; no secrets. */
  public KafkaSinkConfig setProperties(String properties) {
    this.properties = KafkaLogin.further(parameters, properties, OURS);
    return this;
  }

  /** Properties of the producer beside those of the login. */
  Map<String, String> properties() {
    Map<String, String> all = new HashMap<>(BY_DEFAULT);
    all.putAll(properties);
    return all;
  }

  /** @throws CaravanException KAMELET_PARAMETER when parameters do not go together */
  void check() {
    login.check();
  }
}
