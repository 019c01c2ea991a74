package dev.caravan.streams;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What a step remembers by key until a time is over, and how far time has come. Both survive a restart, so that
 * a record which is late stays late. Times are milliseconds since 1970. For one task, one thread.
 */
final class TimedState {
  private static final String TIME = "time";
  private static final byte[] PRESENT = {1};
  private static final int AT_ONCE = 10_000;

  private final KeyValueStore<String, ArrayNode> entries;
  private final KeyValueStore<Bytes, byte[]> ends;
  private final KeyValueStore<String, Long> clock;
  private long time;
  private long nextEnd;

  /** An end that is over. */
  record Due(long end, String key) {}

  TimedState(ProcessorContext<?, ?> context, String step) {
    this.entries = context.getStateStore(entriesOf(step));
    this.ends = context.getStateStore(endsOf(step));
    this.clock = context.getStateStore(clockOf(step));
    Long known = clock.get(TIME);
    this.time = known == null ? 0 : known;
    this.nextEnd = firstEnd();
  }

  static Set<StoreBuilder<?>> stores(String step) {
    return Set.of(
        Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(entriesOf(step)), Serdes.String(), RowJson.<ArrayNode>serde()).withCachingEnabled(),
        Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(endsOf(step)), Serdes.Bytes(), Serdes.ByteArray()).withCachingEnabled(),
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(clockOf(step)), Serdes.String(), Serdes.Long()).withCachingEnabled());
  }

  private static String entriesOf(String step) {
    return step + "-entries";
  }

  private static String endsOf(String step) {
    return step + "-ends";
  }

  private static String clockOf(String step) {
    return step + "-clock";
  }

  /** The greatest time of any record of this task; 0 before the first. */
  long time() {
    return time;
  }

  /** Lets time go on to that of a record, never back. */
  void advance(long to) {
    if (to > time) {
      time = to;
      clock.put(TIME, to);
    }
  }

  /** What is remembered of a key, to be changed and given back to {@link #put}. */
  ArrayNode entries(String key) {
    ArrayNode known = entries.get(key);
    return known == null ? RowJson.NODES.arrayNode() : known;
  }

  void put(String key, ArrayNode remembered) {
    if (remembered.isEmpty()) {
      entries.delete(key);
    } else {
      entries.put(key, remembered);
    }
  }

  /** Remembers that something of a key ends. */
  void endsAt(long end, String key) {
    ends.put(at(end, key), PRESENT);
    nextEnd = Math.min(nextEnd, end);
  }

  void endsNoMoreAt(long end, String key) {
    ends.delete(at(end, key));
  }

  /** Takes out all ends that are not behind a time, the earliest first. */
  void eachDue(long until, Consumer<Due> action) {
    for (List<Due> due = due(until); !due.isEmpty(); due = due(until)) {
      due.forEach(action);
    }
  }

  // Some at once; empty when there are no more.
  private List<Due> due(long until) {
    List<Due> due = new ArrayList<>();
    if (nextEnd > until) {
      return due;
    }
    try (KeyValueIterator<Bytes, byte[]> over = ends.range(null, at(until + 1, ""))) {
      while (over.hasNext() && due.size() < AT_ONCE) {
        due.add(read(over.next()));
      }
    }
    due.forEach(one -> endsNoMoreAt(one.end(), one.key()));
    nextEnd = firstEnd();
    return due;
  }

  private long firstEnd() {
    try (KeyValueIterator<Bytes, byte[]> all = ends.all()) {
      return all.hasNext() ? read(all.next()).end() : Long.MAX_VALUE;
    }
  }

  // Times since 1970 sort as their bytes do.
  private static Bytes at(long end, String key) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + text.length).putLong(Math.max(0, end)).put(text).array());
  }

  private static Due read(KeyValue<Bytes, byte[]> entry) {
    ByteBuffer bytes = ByteBuffer.wrap(entry.key.get());
    long end = bytes.getLong();
    return new Due(end, StandardCharsets.UTF_8.decode(bytes).toString());
  }
}
