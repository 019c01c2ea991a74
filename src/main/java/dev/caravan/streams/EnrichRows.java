package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Gives records what a table says of them. Time goes on with the records, not with the table, which may tell of the future. */
final class EnrichRows implements Processor<String, ObjectNode, String, Fate> {
  private final Step.Enrich step;
  private final String name;
  private final Lonely lonely;
  private final TableVersions versions;
  private ProcessorContext<String, Fate> context;
  private TimedState state;

  /** @param dropped is run for each record that goes nowhere because the table has nothing for it */
  EnrichRows(Step.Enrich step, String name, Runnable dropped) {
    this.step = step;
    this.name = name;
    this.lonely = new Lonely(step.without(), step.taken(), dropped);
    this.versions = new TableVersions(step.history());
  }

  @Override
  public void init(ProcessorContext<String, Fate> context) {
    this.context = context;
    this.state = new TimedState(context, name);
  }

  @Override
  public void process(Record<String, ObjectNode> record) {
    Side side = Side.of(record.value());
    JsonNode row = side.row(record.value());
    if (side == Side.OTHER) {
      state.put(record.key(), versions.with(state.entries(record.key()), row, record.timestamp(), state.time()));
      return;
    }
    state.advance(record.timestamp());
    state.eachDue(state.time(), this::answer);
    ObjectNode kept = Kept.of(record, (ObjectNode) row);
    long end = record.timestamp() + step.patience().toMillis();
    if (end <= state.time()) {
      answer(record.key(), state.entries(record.key()), kept);
    } else {
      state.put(record.key(), state.entries(record.key()).add(kept));
      state.endsAt(end, record.key());
    }
  }

  private void answer(TimedState.Due due) {
    ArrayNode entries = state.entries(due.key());
    ArrayNode left = RowJson.NODES.arrayNode();
    for (JsonNode entry : entries) {
      if (TableVersions.isOne(entry) || Kept.time(entry) + step.patience().toMillis() != due.end()) {
        left.add(entry);
      } else {
        answer(due.key(), entries, entry);
      }
    }
    state.put(due.key(), left);
  }

  private void answer(String key, ArrayNode entries, JsonNode kept) {
    if (versions.forgotten(entries, Kept.time(kept))) {
      Fate late = new Fate.Refused(RowJson.write(Kept.row(kept)), WriteRefused.LATE, "it came so late that it is not known any more what '" + step.taken().source() + "' said then");
      context.forward(Kept.record(key, kept, late, Kept.time(kept)));
      return;
    }
    Optional<JsonNode> found = RowJson.hasNull(key) ? Optional.empty() : versions.at(entries, Kept.time(kept));
    Optional<Fate> fate = found.<Fate>map(row -> new Fate.Row(step.taken().together(Kept.row(kept), row))).or(() -> lonely.fate(Kept.row(kept)));
    fate.ifPresent(told -> context.forward(Kept.record(key, kept, told, Kept.time(kept))));
  }
}
