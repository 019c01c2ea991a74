package dev.caravan.sink.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes that a runtime has opened, by name; each is used by one batch at a time. Thread-safe. */
public final class Lanes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final Map<String, Held> held = new ConcurrentHashMap<>();

  private static final class Held {
    private final ReentrantLock lock = new ReentrantLock();
    private Opening opening;
    private Lane lane;
  }

  /**
   * Works in a lane, which is opened when it is not yet, or was opened otherwise. After a failure it is closed: the
   * next to open it finds out how the work ended.
   */
  <T> T in(Opening opening, Function<Lane, T> work) {
    Held mine = held.computeIfAbsent(opening.words().lane(), name -> new Held());
    mine.lock.lock();
    try {
      if (mine.lane == null || !opening.equals(mine.opening)) {
        shut(mine);
        mine.lane = opening.open();
        mine.opening = opening;
      }
      return work.apply(mine.lane);
    } catch (RuntimeException e) {
      shut(mine);
      throw e;
    } finally {
      mine.lock.unlock();
    }
  }

  private static void shut(Held mine) {
    if (mine.lane != null) {
      try {
        mine.lane.close();
      } catch (RuntimeException e) {
        LOG.debug("A producer does not close", e);
      }
      mine.lane = null;
    }
  }

  @Override
  public void close() {
    held.values().forEach(
        mine -> {
          mine.lock.lock();
          try {
            shut(mine);
          } finally {
            mine.lock.unlock();
          }
        });
  }
}
