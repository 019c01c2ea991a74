package dev.caravan.source.kafka;

import dev.caravan.CaravanException;
import dev.caravan.source.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the parameters of {@code kamelet:kafka-batch-source} say. Setters read text as Kamelets hand it over and tell at
 * once what cannot be read.
 */
public final class KafkaConfig {
  private static final int MEGABYTE = 1 << 20;
  private static final String PATIENCE = "default.api.timeout.ms";

  private final Parameters parameters = new Parameters("kafka-batch-source");
  private final KafkaLogin login = new KafkaLogin(parameters);
  private final ValueConfig values = new ValueConfig(parameters);
  private String flow;
  private String topics = "";
  private Pattern pattern;
  private String group = "";
  private String start = "earliest";
  private Set<Metadata> metadata = Set.of();
  private TombstonePolicy tombstones = TombstonePolicy.REJECT;
  private String keyField = "";
  private GapPolicy onGap = GapPolicy.STOP;
  private String protocol = "classic";
  private int batchRows = 100_000;
  private int batchMegabytes = 64;
  private Duration batchAge = Duration.ofSeconds(1);
  private Map<String, String> properties = Map.of(PATIENCE, "20000");
  private List<String> after = List.of();

  public String flow() {
    return flow;
  }

  /** Id of the route the source feeds. */
  public KafkaConfig setFlow(String flow) {
    this.flow = flow;
    return this;
  }

  /** Addresses to begin with, host:port, separated by commas. */
  public KafkaConfig setBrokers(String brokers) {
    login.brokers(brokers);
    return this;
  }

  /** Topics by name, separated by commas; or a regular expression between slashes. */
  public KafkaConfig setTopics(String topics) {
    this.topics = topics.strip();
    this.pattern = pattern(this.topics);
    if (pattern == null && Parameters.list(topics).isEmpty()) {
      throw parameters.bad("topics", "names separated by commas, or /a regular expression/", topics);
    }
    return this;
  }

  private Pattern pattern(String topics) {
    if (topics.length() < 3 || !topics.startsWith("/") || !topics.endsWith("/")) {
      return null;
    }
    try {
      return Pattern.compile(topics.substring(1, topics.length() - 1));
    } catch (PatternSyntaxException e) {
      throw parameters.bad("topics", "a regular expression between slashes", topics);
    }
  }

  /** What names of topics must match; null when they are listed. */
  Pattern pattern() {
    return pattern;
  }

  /** The topics that are listed. */
  List<String> topics() {
    return Parameters.list(topics);
  }

  /** How the parameter names them: a part of the identity of batches. */
  String named() {
    return pattern == null ? String.join(",", topics().stream().sorted().toList()) : topics;
  }

  /** Group by which processes divide the partitions; the id of the flow when it is blank. */
  public KafkaConfig setGroup(String group) {
    this.group = group.strip();
    return this;
  }

  String group() {
    return group.isEmpty() ? flow : group;
  }

  /** earliest, latest, or a time such as 2026-01-01T00:00:00Z. */
  public KafkaConfig setStart(String start) {
    this.start = start.strip();
    if (!List.of("earliest", "latest").contains(this.start)) {
      startTime();
    }
    return this;
  }

  boolean fromEarliest() {
    return start.equals("earliest");
  }

  boolean fromLatest() {
    return start.equals("latest");
  }

  Instant startTime() {
    try {
      return Instant.parse(start);
    } catch (DateTimeParseException e) {
      throw parameters.bad("start", "earliest, latest, or a time such as 2026-01-01T00:00:00Z", start);
    }
  }

  /** Which of topic, partition, offset, timestamp, key and headers become columns. */
  public KafkaConfig setMetadata(String metadata) {
    Set<Metadata> chosen = EnumSet.noneOf(Metadata.class);
    for (String word : Parameters.list(metadata)) {
      chosen.add(Metadata.valueOf(parameters.choice("metadata", word, Metadata.words()).toUpperCase(Locale.ROOT)));
    }
    this.metadata = Collections.unmodifiableSet(chosen);
    return this;
  }

  Set<Metadata> metadata() {
    return metadata;
  }

  public KafkaConfig setTombstones(String tombstones) {
    this.tombstones = TombstonePolicy.valueOf(parameters.choice("tombstones", tombstones, List.of("reject", "row")).toUpperCase(Locale.ROOT));
    return this;
  }

  TombstonePolicy tombstones() {
    return tombstones;
  }

  /** Field of a tombstone that has the key, unless keys are JSON objects. */
  public KafkaConfig setKeyField(String keyField) {
    this.keyField = keyField.strip();
    return this;
  }

  String keyField() {
    return keyField;
  }

  public KafkaConfig setOnGap(String onGap) {
    this.onGap = GapPolicy.valueOf(parameters.choice("onGap", onGap, List.of("stop", "skip")).toUpperCase(Locale.ROOT));
    return this;
  }

  GapPolicy onGap() {
    return onGap;
  }

  /** classic or consumer: how the members of the group agree. */
  public KafkaConfig setProtocol(String protocol) {
    this.protocol = parameters.choice("protocol", protocol, List.of("classic", "consumer"));
    return this;
  }

  String protocol() {
    return protocol;
  }

  public KafkaConfig setBatchRows(String batchRows) {
    this.batchRows = parameters.count("batchRows", batchRows, 1, 10_000_000);
    return this;
  }

  int batchRows() {
    return batchRows;
  }

  public KafkaConfig setBatchMegabytes(String batchMegabytes) {
    this.batchMegabytes = parameters.count("batchMegabytes", batchMegabytes, 1, 1024);
    return this;
  }

  long batchBytes() {
    return (long) batchMegabytes * MEGABYTE;
  }

  public KafkaConfig setBatchAge(String batchAge) {
    this.batchAge = parameters.duration("batchAge", batchAge);
    return this;
  }

  Duration batchAge() {
    return batchAge;
  }

  /** json, csv, avro or protobuf. */
  public KafkaConfig setFormat(String format) {
    values.format(format);
    return this;
  }

  /** Names of the fields of CSV values, in their order. */
  public KafkaConfig setColumns(String columns) {
    values.columns(columns);
    return this;
  }

  /** What separates the fields of CSV values: one character, or tab. */
  public KafkaConfig setDelimiter(String delimiter) {
    values.delimiter(delimiter);
    return this;
  }

  /** Address of the schema registry; blank when values name no schema. */
  public KafkaConfig setRegistry(String registry) {
    values.registry(registry);
    return this;
  }

  /** none, basic or bearer. */
  public KafkaConfig setRegistryLogin(String registryLogin) {
    values.registryLogin(registryLogin);
    return this;
  }

  /** What the names of the registry's secrets begin with. */
  public KafkaConfig setRegistryCredentials(String registryCredentials) {
    values.registryCredentials(registryCredentials);
    return this;
  }

  /** Flows that say the same share the registry's breaker. */
  public KafkaConfig setRegistryName(String registryName) {
    values.registryName(registryName);
    return this;
  }

  /** stop or reject. */
  public KafkaConfig setOnUnknownSchema(String onUnknownSchema) {
    values.unknownSchemas(onUnknownSchema);
    return this;
  }

  ValueConfig values() {
    return values;
  }

  public KafkaConfig setPreset(String preset) {
    login.preset(preset);
    return this;
  }

  public KafkaConfig setLogin(String text) {
    login.login(text);
    return this;
  }

  public KafkaConfig setTls(String tls) {
    login.tls(tls);
    return this;
  }

  /** PEM file of the authorities that sign for the brokers; those of the Java machine when it is blank. */
  public KafkaConfig setTrust(String trust) {
    login.trust(trust);
    return this;
  }

  /** What the names of the secrets begin with. */
  public KafkaConfig setCredentials(String credentials) {
    login.credentials(credentials);
    return this;
  }

  KafkaLogin login() {
    return login;
  }

  /** Further properties of the client as Kafka names them, name=value, separated by commas; no secrets. */
  public KafkaConfig setProperties(String properties) {
    Map<String, String> all = new HashMap<>(this.properties);
    all.putAll(KafkaLogin.further(parameters, properties, KafkaLogin.OURS));
    if (!all.get(PATIENCE).matches("\\d{1,9}")) {
      throw parameters.bad("properties", PATIENCE + " in milliseconds", all.get(PATIENCE));
    }
    this.properties = all;
    return this;
  }

  Map<String, String> properties() {
    return properties;
  }

  /** How long brokers may take for an answer. */
  Duration patience() {
    return Duration.ofMillis(Long.parseLong(properties.get(PATIENCE)));
  }

  public KafkaConfig setAfter(String after) {
    this.after = Parameters.list(after);
    return this;
  }

  List<String> after() {
    return after;
  }

  /** @throws CaravanException KAMELET_PARAMETER when parameters do not go together */
  void check() {
    login.check();
    values.check();
  }
}
