package dev.caravan.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Lets pass the first record of each key within a time. */
final class DeduplicateRows implements Processor<String, ObjectNode, String, Fate> {
  private final Step.Deduplicate step;
  private final String name;
  private final Runnable count;
  private ProcessorContext<String, Fate> context;
  private TimedState state;

  /** @param count is run for each record that has come before */
  DeduplicateRows(Step.Deduplicate step, String name, Runnable count) {
    this.step = step;
    this.name = name;
    this.count = count;
  }

  @Override
  public void init(ProcessorContext<String, Fate> context) {
    this.context = context;
    this.state = new TimedState(context, name);
  }

  @Override
  public void process(Record<String, ObjectNode> record) {
    long within = step.within().toMillis();
    state.advance(record.timestamp());
    state.eachDue(state.time(), due -> state.put(due.key(), RowJson.NODES.arrayNode()));
    String missing = step.by().stream().filter(field -> record.value().path(field).isNull()).findFirst().orElse(null);
    if (missing != null) {
      context.forward(record.withValue(refused(record, "required", "'" + missing + "' is missing, by which it would be told apart")));
    } else if (record.timestamp() + within <= state.time()) {
      context.forward(record.withValue(refused(record, WriteRefused.LATE, "it came so late that it is not known any more whether it came before")));
    } else if (!state.entries(record.key()).isEmpty()) {
      count.run();
    } else {
      state.put(record.key(), RowJson.NODES.arrayNode().add(record.timestamp()));
      state.endsAt(record.timestamp() + within, record.key());
      context.forward(record.withValue(new Fate.Row(record.value())));
    }
  }

  private static Fate refused(Record<String, ObjectNode> record, String rule, String reason) {
    return new Fate.Refused(RowJson.write(record.value()), rule, reason);
  }
}
