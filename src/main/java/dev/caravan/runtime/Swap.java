package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.Passes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A later version of some routes taking the place of those that run. The two never take anything in at the
 * same time: the lease of a flow is this process's, so it alone would not keep two versions of it apart. Used
 * once, by one thread.
 */
final class Swap {
  private static final Logger LOG = LoggerFactory.getLogger(Swap.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  // A route with nothing in hand takes its moment to stop, also when its flow took nearly all the time.
  private static final Duration STOP = Duration.ofSeconds(2);

  private final Passes passes;
  private final List<Before> before;
  private final Optional<FlowContext> beside;
  private final Set<String> flowsBefore = new LinkedHashSet<>();
  private final List<Stopped> stopped = new ArrayList<>();

  /** Routes that run in a context and are to be replaced. */
  record Before(FlowContext context, List<String> routes) {}

  private record Stopped(FlowContext context, String route) {}

  /** The files have changed again, or everything is being stopped: what was begun is of no use. */
  static final class Overtaken extends RuntimeException {
    Overtaken() {
      super(null, null, false, false);
    }
  }

  /** @param beside started, but not yet taking anything in; none when nothing comes in their place */
  Swap(Passes passes, List<Before> before, Optional<FlowContext> beside) {
    this.passes = passes;
    this.before = before;
    this.beside = beside;
    before.forEach(one -> one.context().flows().stream().filter(one.routes()::contains).forEach(flowsBefore::add));
  }

  /**
   * Lets the versions before finish what they have in hand, stops them, and lets the new ones begin. When
   * this throws, the versions before go on.
   *
   * @param overtaken asked now and then
   * @throws CaravanException RELOAD_BUSY, or why the new ones do not start
   */
  void replace(Duration time, BooleanSupplier overtaken) {
    try {
      drain(time, overtaken);
    } catch (Exception e) {
      goOn(Map.of());
      throw e instanceof RuntimeException told ? told : CaravanRuntime.startFailure(e);
    }
    Map<String, Optional<Problem>> failed = new LinkedHashMap<>();
    try {
      if (beside.isPresent()) {
        // Before anything begins: else the first look of a source would be for nothing.
        beside.get().flows().forEach(flow -> failed.put(flow, passes.renew(flow)));
        beside.get().go();
      }
    } catch (Exception e) {
      beside.ifPresent(FlowContext::close);
      goOn(failed);
      throw CaravanRuntime.startFailure(e);
    }
    remove();
  }

  private void drain(Duration time, BooleanSupplier overtaken) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    flowsBefore.forEach(passes::hold);
    for (String flow : flowsBefore) {
      while (!passes.awaitQuiet(flow, shorter(LOOK, left(end)))) {
        if (overtaken.getAsBoolean()) {
          throw new Overtaken();
        }
        if (left(end).isNegative()) {
          throw busy("Flow " + flow, time);
        }
      }
    }
    for (Before one : before) {
      for (String route : one.routes()) {
        if (one.context().isStarted(route)) {
          if (!one.context().stop(route, left(end).compareTo(STOP) < 0 ? STOP : left(end))) {
            throw busy("Route " + route, time);
          }
          stopped.add(new Stopped(one.context(), route));
        }
      }
    }
    if (overtaken.getAsBoolean()) {
      throw new Overtaken();
    }
  }

  private static CaravanException busy(String what, Duration time) {
    return new CaravanException(
        Problem.of(ErrorCode.RELOAD_BUSY, null, what + " has not finished what it has in hand")
            .required("an end within " + time.toSeconds() + " s", "a batch that takes longer"));
  }

  private static Duration left(long end) {
    return Duration.ofNanos(end - System.nanoTime());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  // In the opposite order: what others call first, what takes messages in last.
  private void goOn(Map<String, Optional<Problem>> failed) {
    failed.forEach((flow, problem) -> problem.ifPresent(known -> passes.fail(flow, known)));
    flowsBefore.forEach(passes::letGo);
    for (int index = stopped.size() - 1; index >= 0; index--) {
      Stopped one = stopped.get(index);
      try {
        one.context().startAgain(one.route());
      } catch (Exception e) {
        LOG.error("Route {} was stopped for a later version, and cannot be started again: {}", one.route(), e.toString());
      }
    }
  }

  private void remove() {
    for (Before one : before) {
      for (String route : one.routes()) {
        try {
          one.context().remove(route);
        } catch (Exception e) {
          LOG.warn("Route {} of the version before is stopped, but cannot be removed: {}", route, e.toString());
        }
      }
    }
    Set<String> gone = new LinkedHashSet<>(flowsBefore);
    beside.ifPresent(
        context -> {
          gone.removeAll(context.flows());
          context.flows().forEach(passes::expect);
        });
    gone.forEach(passes::forget);
  }
}
