package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Gathers records by key and window, and hands each window on when it is over. */
final class AggregateRows implements Processor<String, ObjectNode, String, Fate> {
  private static final String START = "start";
  /** for windows of a session: of its last record */
  private static final String END = "end";
  private static final String GATHERED = "gathered";

  private final Step.Aggregate step;
  private final String name;
  private final Gathering gathering;
  private ProcessorContext<String, Fate> context;
  private TimedState state;

  AggregateRows(Step.Aggregate step, String name) {
    this.step = step;
    this.name = name;
    this.gathering = new Gathering(step.measures());
  }

  @Override
  public void init(ProcessorContext<String, Fate> context) {
    this.context = context;
    this.state = new TimedState(context, name);
  }

  @Override
  public void process(Record<String, ObjectNode> record) {
    state.advance(record.timestamp());
    long over = state.time() - step.grace().toMillis();
    state.eachDue(over, this::close);
    if (step.window() instanceof Window.Fixed fixed) {
      addToFixed(record, fixed, over);
    } else if (step.window() instanceof Window.Session session) {
      addToSession(record, session.gap().toMillis(), over);
    }
  }

  private void addToFixed(Record<String, ObjectNode> record, Window.Fixed fixed, long over) {
    List<Long> all = fixed.starts(record.timestamp());
    List<Long> open = all.stream().filter(start -> start + fixed.size().toMillis() > over).toList();
    ArrayNode entries = state.entries(record.key());
    ArrayNode gathered = gathering.of(record.value(), record.timestamp());
    for (long start : open) {
      ObjectNode entry = entry(entries, start);
      if (entry == null) {
        long end = start + fixed.size().toMillis();
        entries.add(RowJson.NODES.objectNode().put(START, start).put(END, end).set(GATHERED, gathered));
        state.endsAt(end, record.key());
      } else {
        entry.set(GATHERED, gathering.together((ArrayNode) entry.get(GATHERED), gathered));
      }
    }
    state.put(record.key(), entries);
    if (open.size() < all.size()) {
      late(record, open.isEmpty() ? "its window was over" : (all.size() - open.size()) + " of its " + all.size() + " windows were over; it counts in the others");
    }
  }

  private static ObjectNode entry(ArrayNode entries, long start) {
    for (JsonNode entry : entries) {
      if (entry.get(START).longValue() == start) {
        return (ObjectNode) entry;
      }
    }
    return null;
  }

  private void addToSession(Record<String, ObjectNode> record, long gap, long over) {
    long time = record.timestamp();
    ArrayNode apart = RowJson.NODES.arrayNode();
    ObjectNode session = RowJson.NODES.objectNode().put(START, time).put(END, time);
    session.set(GATHERED, gathering.of(record.value(), time));
    boolean alone = true;
    for (JsonNode entry : state.entries(record.key())) {
      if (time + gap <= entry.get(START).longValue() || time >= entry.get(END).longValue() + gap) {
        apart.add(entry);
      } else {
        state.endsNoMoreAt(entry.get(END).longValue() + gap, record.key());
        session.put(START, Math.min(session.get(START).longValue(), entry.get(START).longValue()));
        session.put(END, Math.max(session.get(END).longValue(), entry.get(END).longValue()));
        session.set(GATHERED, gathering.together((ArrayNode) entry.get(GATHERED), (ArrayNode) session.get(GATHERED)));
        alone = false;
      }
    }
    if (alone && time + gap <= over) {
      late(record, "its session was over");
      return;
    }
    state.endsAt(session.get(END).longValue() + gap, record.key());
    state.put(record.key(), apart.add(session));
  }

  private void late(Record<String, ObjectNode> record, String reason) {
    context.forward(record.withValue(new Fate.Refused(RowJson.write(record.value()), WriteRefused.LATE, reason)));
  }

  private void close(TimedState.Due due) {
    ArrayNode left = RowJson.NODES.arrayNode();
    for (JsonNode entry : state.entries(due.key())) {
      if (end(entry) == due.end()) {
        handOn(due, entry);
      } else {
        left.add(entry);
      }
    }
    state.put(due.key(), left);
  }

  private long end(JsonNode entry) {
    long end = entry.get(END).longValue();
    return step.window() instanceof Window.Session session ? end + session.gap().toMillis() : end;
  }

  private void handOn(TimedState.Due due, JsonNode entry) {
    ObjectNode row = RowJson.NODES.objectNode();
    ArrayNode group = RowJson.values(due.key());
    for (int i = 0; i < step.by().size(); i++) {
      row.set(step.by().get(i), group.get(i));
    }
    row.put(Step.Aggregate.START, Instant.ofEpochMilli(entry.get(START).longValue()).toString());
    row.put(Step.Aggregate.END, Instant.ofEpochMilli(due.end()).toString());
    gathering.results((ArrayNode) entry.get(GATHERED), row);
    // The last moment of the window: what comes behind it falls into the same hour, day …
    context.forward(new Record<>(due.key(), new Fate.Row(row), due.end() - 1, new RecordHeaders()));
  }
}
