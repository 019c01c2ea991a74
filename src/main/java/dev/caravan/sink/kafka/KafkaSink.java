package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secrets;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Milestone;
import dev.caravan.sink.SinkServices;
import dev.caravan.sink.StagingFolder;
import dev.caravan.source.kafka.KafkaClients;
import dev.caravan.source.kafka.KafkaFailures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands batches in a topic. The messages and the word that the batch has landed are written in one transaction of Kafka,
 * under a name that the batch alone has in hand; a batch that has landed is not landed again (I3). Thread-safe.
 */
public final class KafkaSink {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaSink.class);

  private final SinkServices services;
  private final Secrets secrets;
  private final KafkaClients clients;
  private final Lanes lanes;
  private final KafkaSinkConfig config;
  private final Forms forms;
  private final String writer = StagingFolder.newWriter();

  /** How messages of a batch are formed. */
  interface Forms {
    MessageForm of(Batch batch, RowKey key, Placing placing);
  }

  /** As a Kamelet makes it. @throws CaravanException KAMELET_PARAMETER: nobody is called yet */
  public KafkaSink(SinkServices services, Secrets secrets, KafkaClients clients, Lanes lanes, KafkaSinkConfig config) {
    this(services, secrets, clients, lanes, config, (batch, key, placing) -> new JsonMessages(batch.id(), key, placing));
  }

  KafkaSink(SinkServices services, Secrets secrets, KafkaClients clients, Lanes lanes, KafkaSinkConfig config, Forms forms) {
    config.check();
    this.services = services;
    this.secrets = secrets.usedBy("flow " + config.flow());
    this.clients = clients;
    this.lanes = lanes;
    this.config = config;
    this.forms = forms;
  }

  /**
   * Lands the batch unless it has landed, and tells ledger and flow.
   *
   * @return the batch, for the steps that follow
   * @throws CaravanException SINK_KEY, SINK_ROWS, KAFKA_TOPIC, KAFKA_REFUSED, KAFKA_UNREACHABLE, or what {@link
   *     dev.caravan.batch.Engine#stage} throws; readers of committed messages see nothing of the batch then
   */
  public Batch commit(Batch batch) {
    StagingFolder staging = new StagingFolder(services.staging(batch, config.kamelet() + "-" + config.topic()), writer);
    BatchWords words = new BatchWords(config.batches(), lane(batch));
    Word word;
    try {
      Opening opening = new Opening(clients, config.login().properties(secrets), config.properties(), config.topic(), words);
      word = lanes.in(opening, lane -> lane.word(batch.id()).orElseGet(() -> land(batch, lane, staging)));
    } catch (KafkaException e) {
      throw KafkaFailures.told(config.kamelet(), config.login().brokers(), batch.flow(), e);
    }
    services.milestones().reached(Milestone.LANDED, batch.flow());
    services.ledger().landed(batch.id(), config.kamelet(), config.topic(), word.landed());
    services.told(batch, word.counts(), word.warnings(), config.kamelet(), config.topic(), config.topic());
    staging.remove();
    return batch;
  }

  /**
   * A name that no two batches have in hand at once: the flow is one process's at a time, and where processes share it, a
   * batch has claimed what it reads. Whoever takes a batch over has its name, too, and shuts its last holder out.
   */
  private String lane(Batch batch) {
    String claim =
        new TreeMap<>(services.ledger().cursorStands(batch.flow()))
            .entrySet().stream().filter(stand -> batch.id().equals(stand.getValue().inHand())).map(stand -> "-" + stand.getKey()).findFirst().orElse("");
    return config.transactions() + "-" + batch.flow() + "-" + config.kamelet() + "-" + config.topic() + claim;
  }

  private Word land(Batch batch, Lane lane, StagingFolder staging) {
    refuseReplacing(batch);
    MessageForm form = forms.of(batch, key(batch), new Placing(config.topic(), config.partitionBy(), lane.partitions()));
    Staged staged = staged(batch, staging, StageOptions.DEFAULT);
    services.milestones().reached(Milestone.LANDING, batch.flow());
    Optional<Lane.Refused> refused = send(batch, lane, staged, form);
    if (refused.isEmpty()) {
      return lane.word(batch.id()).orElseThrow();
    }
    List<Stage.Refused.Row> rows = refused(batch, lane, staging, form, refused.get());
    LOG.warn("Flow {}: topic {} refuses {} of the rows of batch {}; they are rejected", batch.flow(), config.topic(), rows.size(), batch.id());
    Staged rest = staged(batch.with(new Stage.Refused(rows)), staging, StageOptions.DEFAULT);
    send(batch, lane, rest, form).ifPresent(row -> { throw tooMany(batch, row); });
    return lane.word(batch.id()).orElseThrow();
  }

  private Optional<Lane.Refused> send(Batch batch, Lane lane, Staged staged, MessageForm form) {
    Word word = Word.of(staged.counts(), staged.warnings());
    Messages messages = new StagedMessages(services.engine(), staged, form, Set.of());
    services.milestones().reached(Milestone.PUBLISHING, batch.flow());
    return lane.land(messages, batch.id(), word, committed(lane));
  }

  private Staged staged(Batch batch, StagingFolder staging, StageOptions options) {
    return services.engine().stage(batch, options.withOrdinals(), staging.files(), services.rejects(batch));
  }

  /** Batches of which the ledger knows by now, so that Kafka need not. */
  private List<BatchId> committed(Lane lane) {
    return lane.known().stream()
        .filter(batch -> services.ledger().batch(batch).filter(known -> known.state() == Ledger.BatchState.COMMITTED).isPresent())
        .toList();
  }

  /** All rows that Kafka refuses, in source order. */
  private List<Stage.Refused.Row> refused(Batch batch, Lane lane, StagingFolder staging, MessageForm form, Lane.Refused first) {
    int atMost = services.refusals().atMost();
    Map<Long, Lane.Refused> found = new TreeMap<>(Map.of(first.ordinal(), first));
    Staged staged = staged(batch, staging, StageOptions.DEFAULT.uninspected());
    Optional<Lane.Refused> next = Optional.of(first);
    while (next.isPresent()) {
      if (found.size() > atMost) {
        throw tooMany(batch, next.get());
      }
      next = lane.attempt(new StagedMessages(services.engine(), staged, form, found.keySet()));
      next.ifPresent(one -> found.put(one.ordinal(), one));
    }
    return found.values().stream().map(one -> new Stage.Refused.Row(one.ordinal(), null, "a message that topic " + config.topic() + " takes", one.why())).toList();
  }

  private CaravanException tooMany(Batch batch, Lane.Refused one) {
    return new CaravanException(
        Problem.of(ErrorCode.SINK_ROWS, null, "Topic " + config.topic() + " refuses rows of batch " + batch.id() + ", record " + (one.ordinal() + 1) + " among them: " + one.why())
            .required("at most " + services.refusals().atMost(), "more")
            .next("Mend the contract, so that it rejects such rows, or let the topic take them (max.message.bytes, `properties: max.request.size=...`); or let more be rejected: caravan.rejects.by-target."));
  }

  private void refuseReplacing(Batch batch) {
    if (!services.ledger().replaced(batch.id()).isEmpty()) {
      throw new CaravanException(Problem.of(ErrorCode.HISTORY_SINK, null, "What stands in topic " + config.topic() + " cannot be taken back").required("a lake, or a table", "a topic"));
    }
  }

  private RowKey key(Batch batch) {
    if (config.keyless() || !config.key().isEmpty()) {
      return new RowKey(config.key());
    }
    return new RowKey(
        SinkServices.primaryKey(batch)
            .orElseThrow(
                () ->
                    new CaravanException(
                        Problem.of(ErrorCode.SINK_KEY, null, "Nothing tells the key of messages for topic " + config.topic())
                            .required("`key` of " + config.kamelet() + ", or a contract with a primary key", "neither")
                            .next("Name the columns, or say `key: none` for messages without keys."))));
  }
}
