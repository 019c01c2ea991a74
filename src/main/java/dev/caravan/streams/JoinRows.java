package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Brings records of two streams together that have the same key and lie close in time. The join of Kafka Streams drops what
 * comes late and tells nobody but a metric.
 */
final class JoinRows implements Processor<String, ObjectNode, String, Fate> {
  private static final String SIDE = "side";
  private static final String FOUND = "found";

  private final Step.Join step;
  private final String name;
  private final Lonely lonely;
  private ProcessorContext<String, Fate> context;
  private TimedState state;

  /** @param dropped is run for each record that goes nowhere because nothing goes with it */
  JoinRows(Step.Join step, String name, Runnable dropped) {
    this.step = step;
    this.name = name;
    this.lonely = new Lonely(step.without(), step.taken(), dropped);
  }

  @Override
  public void init(ProcessorContext<String, Fate> context) {
    this.context = context;
    this.state = new TimedState(context, name);
  }

  @Override
  public void process(Record<String, ObjectNode> record) {
    Side side = Side.of(record.value());
    ObjectNode row = (ObjectNode) side.row(record.value());
    state.advance(record.timestamp());
    state.eachDue(state.time(), this::close);
    if (RowJson.hasNull(record.key())) {
      // As in SQL: what is not known equals nothing.
      if (side == Side.OWN) {
        lonely.fate(row).ifPresent(fate -> context.forward(record.withValue(fate)));
      }
      return;
    }
    long end = end(record.timestamp());
    if (end <= state.time()) {
      context.forward(record.withValue(new Fate.Refused(RowJson.write(row), WriteRefused.LATE, "the time was over in which it could go with another")));
      return;
    }
    ObjectNode kept = Kept.of(record, row).put(SIDE, side.name());
    ArrayNode entries = state.entries(record.key());
    for (JsonNode entry : entries) {
      if (!entry.get(SIDE).textValue().equals(side.name()) && Math.abs(Kept.time(entry) - record.timestamp()) <= step.within().toMillis()) {
        ((ObjectNode) entry).put(FOUND, true);
        kept.put(FOUND, true);
        together(record.key(), side == Side.OWN ? kept : entry, side == Side.OWN ? entry : kept);
      }
    }
    state.put(record.key(), entries.add(kept));
    state.endsAt(end, record.key());
  }

  private long end(long time) {
    return time + step.within().toMillis() + step.grace().toMillis() + 1;
  }

  private void together(String key, JsonNode own, JsonNode other) {
    Fate row = new Fate.Row(step.taken().together(Kept.row(own), Kept.row(other)));
    context.forward(Kept.record(key, own, row, Math.max(Kept.time(own), Kept.time(other))));
  }

  private void close(TimedState.Due due) {
    ArrayNode left = RowJson.NODES.arrayNode();
    for (JsonNode entry : state.entries(due.key())) {
      if (end(Kept.time(entry)) != due.end()) {
        left.add(entry);
      } else if (entry.get(SIDE).textValue().equals(Side.OWN.name()) && !entry.has(FOUND)) {
        Optional<Fate> fate = lonely.fate(Kept.row(entry));
        fate.ifPresent(told -> context.forward(Kept.record(due.key(), entry, told, Kept.time(entry))));
      }
    }
    state.put(due.key(), left);
  }
}
