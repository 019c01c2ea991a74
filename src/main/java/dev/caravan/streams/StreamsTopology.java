package dev.caravan.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Makes a topology of a file. Messages are read as bytes and made rows by a step of ours, so that none can fail inside of
 * Kafka Streams, where it would end the thread or vanish. Used once.
 */
final class StreamsTopology {
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  private final StreamsFile file;
  private final StreamsWatch watch;
  private final StreamsBuilder builder = new StreamsBuilder();
  private final Map<String, KStream<byte[], Fate>> others = new HashMap<>();
  private int uses;

  private StreamsTopology(StreamsFile file, StreamsWatch watch) {
    this.file = file;
    this.watch = watch;
  }

  static Topology of(StreamsFile file, StreamsWatch watch) {
    StreamsTopology topology = new StreamsTopology(file, watch);
    topology.build();
    return topology.builder.build();
  }

  /** Rows on their way. @param keyedBy fields of their keys; empty as long as keys are those of the messages */
  private record Flow(KStream<?, ObjectNode> rows, List<String> keyedBy) {}

  private void build() {
    Flow flow = new Flow(rows(file.source()), List.of());
    for (int i = 0; i < file.steps().size(); i++) {
      flow = then(flow, file.steps().get(i), "step-" + (i + 1) + "-" + file.steps().get(i).word());
    }
    write(flow.rows());
  }

  private KStream<byte[], ObjectNode> rows(Source source) {
    return passed(read(source), "parse-" + source.name());
  }

  private KStream<byte[], Fate> read(Source source) {
    return builder.stream(source.topic(), Consumed.with(BYTES, BYTES).withName("read-" + source.name()))
        .processValues(() -> new ReadRecord(source, counting(StreamsWatch.End.READ)), Named.as("parse-" + source.name()));
  }

  /** Rows of a source that steps name, by those fields; a row of a table that is no more is null. */
  private KStream<String, ObjectNode> other(Source source, List<String> by) {
    KStream<byte[], Fate> fates = others.computeIfAbsent(source.name(), name -> told(read(source), "parse-" + name));
    String name = "other-" + ++uses;
    return fates.map((key, fate) -> fate instanceof Fate.Gone gone
        ? KeyValue.pair(RowJson.key(gone.key(), by), Side.OTHER.wrapped(RowJson.NODES.nullNode()))
        : KeyValue.pair(RowJson.key(((Fate.Row) fate).fields(), by), Side.OTHER.wrapped(((Fate.Row) fate).fields())), Named.as(name));
  }

  private Flow then(Flow flow, Step step, String name) {
    if (step instanceof Step.Filter filter) {
      return new Flow(flow.rows().filter((key, row) -> holds(filter, row), Named.as(name)), flow.keyedBy());
    }
    if (step instanceof Step.Deduplicate deduplicate) {
      return keyed(flow, deduplicate.by(), name, () -> new DeduplicateRows(deduplicate, name, counting(StreamsWatch.End.DEDUPLICATED)));
    }
    if (step instanceof Step.Enrich enrich) {
      return beside(flow, enrich.by(), other(enrich.table(), enrich.table().key()), name, () -> new EnrichRows(enrich, name, counting(StreamsWatch.End.FILTERED)));
    }
    if (step instanceof Step.Join join) {
      return beside(flow, join.by(), other(join.stream(), join.otherBy()), name, () -> new JoinRows(join, name, counting(StreamsWatch.End.FILTERED)));
    }
    Step.Aggregate aggregate = (Step.Aggregate) step;
    return keyed(flow, aggregate.by(), name, () -> new AggregateRows(aggregate, name));
  }

  private boolean holds(Step.Filter filter, ObjectNode row) {
    boolean holds = filter.conditions().stream().allMatch(condition -> condition.holds(row));
    if (!holds) {
      watch.counted(file.name(), StreamsWatch.End.FILTERED);
    }
    return holds;
  }

  private Runnable counting(StreamsWatch.End end) {
    return () -> watch.counted(file.name(), end);
  }

  private Flow keyed(Flow flow, List<String> by, String name, Making making) {
    KStream<String, Fate> fates = byKey(flow, by, name).process(new WithState(making, name), Named.as(name));
    return new Flow(passed(fates, name), by);
  }

  // One topic for both, so their own may have different numbers of partitions.
  private Flow beside(Flow flow, List<String> by, KStream<String, ObjectNode> others, String name, Making making) {
    KStream<String, ObjectNode> both =
        flow.rows()
            .map((key, row) -> KeyValue.pair(RowJson.key(row, by), Side.OWN.wrapped(row)), Named.as(name + "-key"))
            .merge(others, Named.as(name + "-both"))
            .repartition(Repartitioned.with(Serdes.String(), RowJson.<ObjectNode>serde()).withName(name));
    return new Flow(passed(both.process(new WithState(making, name), Named.as(name)), name), by);
  }

  // Records of one key meet in one task: they go through a topic, unless they have come through one by this key.
  @SuppressWarnings("unchecked")
  private KStream<String, ObjectNode> byKey(Flow flow, List<String> by, String name) {
    if (!flow.keyedBy().isEmpty() && flow.keyedBy().equals(by)) {
      return (KStream<String, ObjectNode>) flow.rows();
    }
    return flow.rows()
        .selectKey((key, row) -> RowJson.key(row, by), Named.as(name + "-key"))
        .repartition(Repartitioned.with(Serdes.String(), RowJson.<ObjectNode>serde()).withName(name));
  }

  /** The rows of those that go on. */
  private <K> KStream<K, ObjectNode> passed(KStream<K, Fate> fates, String name) {
    return told(fates, name).mapValues(fate -> ((Fate.Row) fate).fields(), Named.as(name + "-row"));
  }

  /** Those that go on; what is refused goes into the topic for it. */
  private <K> KStream<K, Fate> told(KStream<K, Fate> fates, String name) {
    fates.process(() -> new WriteRefused<K>(file.name(), name, watch), Named.as(name + "-refused"))
        .to(file.rejects(), Produced.with(BYTES, BYTES).withName(name + "-rejects"));
    return fates.filter((key, fate) -> !(fate instanceof Fate.Refused), Named.as(name + "-passed"));
  }

  private void write(KStream<?, ObjectNode> rows) {
    rows.map(this::message, Named.as("message")).to(file.sink().topic(), Produced.with(BYTES, BYTES).withName("write"));
  }

  private KeyValue<byte[], byte[]> message(Object key, ObjectNode row) {
    watch.counted(file.name(), StreamsWatch.End.WRITTEN);
    return KeyValue.pair(RowJson.messageKey(row, file.sink().key()), RowJson.write(row));
  }

  private interface Making {
    Processor<String, ObjectNode, String, Fate> processor();
  }

  private record WithState(Making making, String step) implements ProcessorSupplier<String, ObjectNode, String, Fate> {
    @Override
    public Processor<String, ObjectNode, String, Fate> get() {
      return making.processor();
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return TimedState.stores(step);
    }
  }
}
