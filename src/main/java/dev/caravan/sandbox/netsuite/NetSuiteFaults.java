package dev.caravan.sandbox.netsuite;

import dev.caravan.sandbox.http.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Load and bad luck: what happens to a request whatever it asks for. Thread-safe; the same seed gives the same luck. */
final class NetSuiteFaults {
  private static final int PERCENT = 100;
  private static final Duration STALL = Duration.ofSeconds(60);
  private static final Duration SLOW = Duration.ofSeconds(20);
  private static final int RETRY_SECONDS = 2;
  private static final int[] SERVER_ERRORS = {500, 502, 503, 504};
  private static final String HTML =
      "<!DOCTYPE html><html><head><title>NetSuite</title></head><body><h1>We are sorry</h1><p>The service is down for maintenance.</p></body></html>";

  private final NetSuiteBehaviour behaviour;
  private final NetSuiteErrors errors;
  private final Semaphore places;
  private final SplittableRandom random;
  private final RequestLoad load = new RequestLoad();

  NetSuiteFaults(NetSuiteBehaviour behaviour, NetSuiteErrors errors) {
    this.behaviour = behaviour;
    this.errors = errors;
    this.places = new Semaphore(behaviour.count(NetSuiteSwitch.CONCURRENCY_LIMIT));
    this.random = new SplittableRandom((long) behaviour.number(NetSuiteSwitch.FAULT_SEED));
  }

  /** Answers within the account's budget of concurrent requests, if there is room. */
  Reply answer(Supplier<Reply> work) {
    load.begun();
    try {
      return admitted(work);
    } finally {
      load.ended();
    }
  }

  /** The requests so far. */
  RequestLoad load() {
    return load;
  }

  private Reply admitted(Supplier<Reply> work) {
    if (!places.tryAcquire()) {
      return overLimit();
    }
    try {
      return before().orElseGet(() -> after(timed(work)));
    } finally {
      places.release();
    }
  }

  private Reply overLimit() {
    boolean unauthorized =
        switch (behaviour.text(NetSuiteSwitch.OVER_LIMIT)) {
          case "unauthorized" -> true;
          case "mixed" -> happens(PERCENT / 2);
          default -> false;
        };
    if (unauthorized) {
      pause(behaviour.scaled(STALL));
      return errors.login();
    }
    return tooMany();
  }

  private Reply tooMany() {
    Reply reply = errors.tooMany();
    return switch (behaviour.text(NetSuiteSwitch.RETRY_AFTER)) {
      case "seconds" -> reply.with("Retry-After", Long.toString(Math.round(behaviour.scaled(Duration.ofSeconds(RETRY_SECONDS)).toMillis() / 1000.0)));
      case "date" -> {
        Instant then = Instant.now().plus(behaviour.scaled(Duration.ofSeconds(RETRY_SECONDS)));
        yield reply.with("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(then.atOffset(ZoneOffset.UTC)));
      }
      default -> reply;
    };
  }

  private Optional<Reply> before() {
    if (happens(NetSuiteSwitch.TOO_MANY_PERCENT)) {
      return Optional.of(tooMany());
    }
    if (happens(NetSuiteSwitch.UNAUTHORIZED_PERCENT)) {
      return Optional.of(errors.login());
    }
    if (happens(NetSuiteSwitch.SERVER_ERROR_PERCENT)) {
      return Optional.of(errors.server(SERVER_ERRORS[draw(SERVER_ERRORS.length)]));
    }
    if (happens(NetSuiteSwitch.HTML_PERCENT)) {
      return Optional.of(Reply.of(200, "text/html; charset=UTF-8", HTML));
    }
    if (happens(NetSuiteSwitch.STALL_PERCENT)) {
      pause(behaviour.scaled(STALL));
    }
    return Optional.empty();
  }

  private Reply after(Reply reply) {
    if (happens(NetSuiteSwitch.CUT_PERCENT)) {
      return reply.cut();
    }
    return happens(NetSuiteSwitch.SLOW_PERCENT) ? reply.slow(behaviour.scaled(SLOW)) : reply;
  }

  private Reply timed(Supplier<Reply> work) {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(behaviour.count(NetSuiteSwitch.PAGE_MILLIS));
    Reply reply = work.get();
    pause(Duration.ofNanos(due - System.nanoTime()));
    return reply;
  }

  private boolean happens(NetSuiteSwitch percent) {
    return happens(behaviour.number(percent));
  }

  private synchronized boolean happens(double percent) {
    return percent > 0 && random.nextDouble() * PERCENT < percent;
  }

  private synchronized int draw(int bound) {
    return random.nextInt(bound);
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
