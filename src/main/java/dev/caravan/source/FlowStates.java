package dev.caravan.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What each flow does just now, behind one lock; whoever waits looks again after each change. What is asked within
 * one call belongs to one moment. Thread-safe.
 */
final class FlowStates {
  private final Map<String, FlowState> flows = new TreeMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean draining;
  /** by name; guarded by the lock */
  private Set<String> stopped = Set.of();

  /** Looks at a flow, which is known from then on. */
  <T> T ask(String flow, Function<FlowState, T> question) {
    lock.lock();
    try {
      return question.apply(flows.computeIfAbsent(flow, FlowState::new));
    } finally {
      lock.unlock();
    }
  }

  /** Changes a flow, which is known from then on, and says what came of it. */
  <T> T change(String flow, Function<FlowState, T> change) {
    lock.lock();
    try {
      T came = ask(flow, change);
      changed.signalAll();
      return came;
    } finally {
      lock.unlock();
    }
  }

  /** Changes a flow, which is known from then on. */
  void note(String flow, Consumer<FlowState> change) {
    change(
        flow,
        state -> {
          change.accept(state);
          return state;
        });
  }

  /** Looks at every flow that is known, by name. */
  <T> List<T> all(Function<FlowState, T> look) {
    lock.lock();
    try {
      return flows.values().stream().map(look).toList();
    } finally {
      lock.unlock();
    }
  }

  /** From now on these flows are stopped, and no others. */
  void stop(Set<String> names) {
    lock.lock();
    try {
      stopped = Set.copyOf(names);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean stopped(String flow) {
    lock.lock();
    try {
      return stopped.contains(flow);
    } finally {
      lock.unlock();
    }
  }

  void remove(String flow) {
    lock.lock();
    try {
      flows.remove(flow);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From now on nobody waits any more. */
  void drain() {
    lock.lock();
    try {
      draining = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean draining() {
    lock.lock();
    try {
      return draining;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits, no longer than that time; not at all while the runtime is being stopped, nor when the thread is interrupted. A
   * route that stops interrupts the thread that polls for it: that is the end of one flow, and not of all.
   *
   * @param met is asked under the lock, after each change; it changes nothing itself
   * @return whether it is met
   */
  boolean await(BooleanSupplier met, Duration time) {
    lock.lock();
    try {
      long remaining = time.toNanos();
      while (!met.getAsBoolean()) {
        if (draining || remaining <= 0) {
          return false;
        }
        remaining = changed.awaitNanos(remaining);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
