package dev.caravan.source.kafka;

import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Ledger.CursorStand;
import dev.caravan.catalog.ProcessOwner;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions ahead of what lands: a thread of its own polls, so that the group sees a living member however long
 * a sink takes, and gathers one batch while the one before is in hand. No more is fetched than that. Where a partition
 * is read from is what the ledger says, and nothing else: at each assignment, and after each rebalance, conflict or
 * failure, what was gathered and not opened is dropped and every partition is looked up anew. Brokers that send nothing
 * for as long as an answer may take are asked whether they still answer; while their breaker is open all partitions are paused.
 *
 * <p>{@link #take}, {@link #landed}, {@link #lookAgain} and {@link #close} are for one other thread.
 */
final class Intake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final long LOOK_NANOS = Duration.ofMillis(300).toNanos();
  private static final Duration LEAVING = Duration.ofSeconds(10);
  /** the text of a batch's range must fit into the ledger */
  private static final int MOST_PARTITIONS = 500;

  private final KafkaConfig config;
  private final Ledger ledger;
  private final Path folder;
  private final boolean once;
  private final Supplier<JsonLine> line;
  private final Consumer<byte[], byte[]> consumer;
  private final Partitions partitions;
  private final BrokerCalls calls;
  private final Thread thread;

  // What follows belongs to the thread that polls.
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Set<TopicPartition> unsettled = new HashSet<>();
  /** by partition, where the cursor will stand when all that was gathered so far has landed */
  private final Map<TopicPartition, Long> cursors = new HashMap<>();
  /** by partition, where it is read from next */
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  /** by partition, where the pass ends that is made once */
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private Gathering filling;
  private long filledSince;
  private long looked;
  /** when the brokers have last answered, or were asked in vain */
  private long heard = System.nanoTime();
  /** whether no call is made to the brokers now */
  private boolean refused;
  private int files;

  // What follows belongs to the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Gathering ready;
  private Gathering inHand;
  private boolean again;
  private boolean caughtUp;
  private boolean waits;
  private boolean stopped;
  private RuntimeException failure;

  private volatile long lag;

  /**
   * @param folder for what is being gathered
   * @param once whether all partitions are read to where they end now, by this process alone; else by the members of
   *     the group, for ever
   * @param line makes what writes records
   * @param calls by which the brokers are asked
   */
  Intake(
      KafkaConfig config, Ledger ledger, Path folder, boolean once, Supplier<Consumer<byte[], byte[]>> clients, Supplier<JsonLine> line, KafkaWatch watch, BrokerCalls calls) {
    this.config = config;
    this.ledger = ledger;
    this.folder = folder;
    this.once = once;
    this.line = line;
    this.consumer = clients.get();
    this.partitions = new Partitions(consumer, config, watch);
    this.calls = calls;
    this.thread = new Thread(this::run, "kafka-" + config.flow());
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The next batch, as soon as it is full or old enough.
   *
   * @return empty when there is none within that time
   * @throws RuntimeException what ended the reading
   */
  Optional<Gathering> take(Duration patience) {
    lock.lock();
    try {
      long remaining = patience.toNanos();
      while (ready == null && failure == null && remaining > 0 && !(once && caughtUp)) {
        remaining = changed.awaitNanos(remaining);
      }
      if (failure != null) {
        throw failure;
      }
      inHand = ready;
      ready = null;
      changed.signalAll();
      return Optional.ofNullable(inHand);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The batch that was taken has landed, or nothing of it will. */
  void landed() {
    lock.lock();
    try {
      inHand = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What was gathered does not follow what the ledger says: it is dropped, and read again from there. */
  void lookAgain() {
    lock.lock();
    try {
      inHand = null;
      again = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether everything there is was taken; of a pass that is made once, everything there was when it began. */
  boolean caughtUp() {
    lock.lock();
    try {
      return caughtUp && ready == null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether partitions wait for a batch that this process or another has in hand. */
  boolean waits() {
    lock.lock();
    try {
      return waits;
    } finally {
      lock.unlock();
    }
  }

  /** Records that stand in the partitions which are read and are not gathered yet. */
  long lag() {
    return lag;
  }

  /** Leaves the group, so that others take the partitions over at once; what was not taken is dropped. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    consumer.wakeup();
    try {
      thread.join(LEAVING.multipliedBy(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      begin();
      while (goesOn()) {
        listen();
        settle();
        hold();
        gather(poll());
        handOver();
      }
    } catch (RuntimeException e) {
      end(KafkaFailures.told(config, e));
    } catch (LinkageError | VirtualMachineError e) {
      end(new IllegalStateException("Topics cannot be read: " + e, e));
    } finally {
      drop();
      consumer.close(LEAVING);
    }
  }

  private void end(RuntimeException why) {
    lock.lock();
    try {
      failure = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean goesOn() {
    lock.lock();
    try {
      if (again) {
        again = false;
        dropAll();
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    List<TopicPartition> all = calls.make(partitions::all);
    if (once) {
      consumer.assign(all);
      ends.putAll(calls.make(() -> partitions.ends(all)));
      assigned(all);
    } else if (config.pattern() != null) {
      consumer.subscribe(config.pattern(), new Assignment());
    } else {
      consumer.subscribe(config.topics(), new Assignment());
    }
  }

  /** What the group decides; called within a poll. */
  private final class Assignment implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      LOG.info("Flow {} reads {}", config.flow(), added);
      assigned(added);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> removed) {
      LOG.info("Flow {} hands over {}", config.flow(), removed);
      removed(removed);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> removed) {
      LOG.warn("Flow {} was silent for too long and has lost {}: whoever has them goes on from what the ledger says", config.flow(), removed);
      removed(removed);
    }
  }

  /** Asks the brokers when nothing has come for so long, and again and again while their breaker is open. */
  private void listen() {
    if (System.nanoTime() - heard >= (refused ? LOOK_NANOS : config.patience().toNanos())) {
      answered(() -> assigned.isEmpty() ? consumer.listTopics().size() : partitions.ends(assigned).size());
    } else if (!calls.trusted()) {
      refused = true;
    }
  }

  /**
   * What the brokers answer.
   *
   * @return empty when they are not asked, because their breaker is open
   */
  private <T> Optional<T> answered(Supplier<T> call) {
    heard = System.nanoTime();
    try {
      T answer = calls.make(call);
      heard = System.nanoTime();
      refused = !calls.trusted();
      return Optional.of(answer);
    } catch (CallNotPermittedException | BulkheadFullException e) {
      if (once) {
        throw e;
      }
      refused = true;
      return Optional.empty();
    }
  }

  // Without a position the client would ask for one that the group has committed, which is not ours to follow.
  private void assigned(Collection<TopicPartition> added) {
    added.forEach(partition -> consumer.seek(partition, 0));
    consumer.pause(added);
    assigned.addAll(added);
    unsettled.addAll(added);
    looked = 0;
  }

  private void removed(Collection<TopicPartition> removed) {
    assigned.removeAll(removed);
    unsettled.removeAll(removed);
    removed.forEach(cursors::remove);
    lock.lock();
    try {
      dropAll();
    } finally {
      lock.unlock();
    }
  }

  /** To be called with the lock. */
  private void dropAll() {
    drop();
    if (ready != null) {
      ready.drop();
      ready = null;
    }
    consumer.pause(assigned);
    unsettled.addAll(assigned);
    cursors.clear();
    looked = 0;
  }

  private void drop() {
    if (filling != null) {
      filling.drop();
      filling = null;
    }
  }

  /** Finds out where partitions are read from, as far as nobody has in hand what follows. */
  private void settle() {
    long now = System.nanoTime();
    if (refused || unsettled.isEmpty() || looked != 0 && now - looked < LOOK_NANOS) {
      return;
    }
    looked = now;
    Map<String, CursorStand> stands = ledger.cursorStands(config.flow());
    Map<TopicPartition, Long> found = new HashMap<>();
    for (TopicPartition partition : unsettled) {
      CursorStand stand = stands.get(Log.of(partition).toString());
      if (stand == null) {
        found.put(partition, Span.NEVER);
      } else if (stand.inHand() == null) {
        found.put(partition, Long.valueOf(stand.value()));
      }
    }
    found.keySet().removeIf(this::isInHand);
    if (!found.isEmpty()) {
      answered(() -> partitions.positions(found)).ifPresent(begins -> settled(found, begins));
    }
    tellWaiting();
  }

  private void settled(Map<TopicPartition, Long> found, Map<TopicPartition, Long> begins) {
    begins.forEach(consumer::seek);
    positions.putAll(begins);
    cursors.putAll(found);
    unsettled.removeAll(found.keySet());
  }

  private boolean isInHand(TopicPartition partition) {
    lock.lock();
    try {
      return inHand != null && inHand.spans().containsKey(Log.of(partition));
    } finally {
      lock.unlock();
    }
  }

  private void tellWaiting() {
    lock.lock();
    try {
      waits = !unsettled.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Pauses what is not to be read now, and goes on with the rest. */
  private void hold() {
    boolean full = filling != null && due() && isReady();
    Set<TopicPartition> held = new HashSet<>(full || refused ? assigned : unsettled);
    if (once) {
      assigned.stream().filter(partition -> !unsettled.contains(partition) && consumer.position(partition) >= ends.get(partition)).forEach(held::add);
    }
    Set<TopicPartition> free = new HashSet<>(assigned);
    free.removeAll(held);
    Set<TopicPartition> paused = consumer.paused();
    held.removeAll(paused);
    free.retainAll(paused);
    consumer.pause(held);
    consumer.resume(free);
  }

  private boolean isReady() {
    lock.lock();
    try {
      return ready != null;
    } finally {
      lock.unlock();
    }
  }

  private boolean due() {
    return filling.rows() >= config.batchRows()
        || filling.bytes() >= config.batchBytes()
        || filling.spans().size() >= MOST_PARTITIONS
        || System.nanoTime() - filledSince >= config.batchAge().toNanos();
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(MOMENT);
    } catch (NoOffsetForPartitionException e) {
      // By the newer protocol the client may look for a position before it tells of the assignment, which gives one.
      LOG.debug("Flow {} was assigned partitions: {}", config.flow(), e.getMessage());
      return ConsumerRecords.empty();
    } catch (OffsetOutOfRangeException e) {
      // Retention was faster: what the ledger says decides what is said of it.
      LOG.info("Flow {} looks up anew where it stands: {}", config.flow(), e.getMessage());
      lock.lock();
      try {
        dropAll();
      } finally {
        lock.unlock();
      }
      return ConsumerRecords.empty();
    }
  }

  private void gather(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      // What was fetched before the partition was looked up anew is read again.
      if (unsettled.contains(partition) || !assigned.contains(partition)) {
        continue;
      }
      if (filling == null) {
        filling = new Gathering(folder.resolve(ProcessOwner.current().name() + "-" + files++ + ".rows"), line.get());
        filledSince = System.nanoTime();
      }
      long to = consumer.position(partition);
      heard = System.nanoTime();
      filling.add(Log.of(partition), records.records(partition), cursors.get(partition), positions.get(partition), to);
      cursors.put(partition, to);
      positions.put(partition, to);
    }
    measure();
  }

  private void measure() {
    long behind = 0;
    boolean known = true;
    for (TopicPartition partition : assigned) {
      OptionalLong each = unsettled.contains(partition) ? OptionalLong.empty() : consumer.currentLag(partition);
      known &= each.isPresent();
      behind += each.orElse(0);
    }
    lag = behind;
    boolean over;
    if (once) {
      over = unsettled.isEmpty() && assigned.stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition));
    } else {
      over = known && behind == 0 && !assigned.isEmpty();
    }
    tell(over && filling == null);
    if (once && over && filling != null) {
      filledSince = System.nanoTime() - config.batchAge().toNanos();
    }
  }

  private void tell(boolean over) {
    lock.lock();
    try {
      if (over != caughtUp) {
        caughtUp = over;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void handOver() {
    if (filling == null || !due()) {
      return;
    }
    lock.lock();
    try {
      if (ready == null) {
        filling.end();
        ready = filling;
        filling = null;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
