package dev.caravan.runtime.door;

import dev.caravan.ErrorCode;
import dev.caravan.security.Action;
import dev.caravan.security.Caller;
import dev.caravan.security.KeptActions;
import dev.caravan.security.Logins;
import dev.caravan.security.Permission;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down who came in, and who did not: in the audit, where it cannot be flooded by whoever reaches the port. Thread-safe. */
final class Attempts {
  static final String LOG_IN = "log in";
  private static final String DOOR = "http port";
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final KeptActions actions;
  private final Clock clock;

  Attempts(KeptActions actions, Clock clock) {
    this.actions = actions;
    this.clock = clock;
  }

  /** A name and a password. A program that sends the right ones with each call is not written down each time; see {@link #in}. */
  void note(String name, Logins.Outcome outcome, HttpServerRequest request) {
    if (outcome instanceof Logins.Outcome.Wrong wrong) {
      String address = address(request);
      LOG.warn("A login from {} was refused", address);
      // Of names that nobody has there are as many as somebody likes to try; those of users are locked out in between.
      if (wrong.known()) {
        actions.note(new Action(clock.instant(), name, null, null, LOG_IN, DOOR, ErrorCode.ACCESS_REFUSED.code(), address));
      }
    }
  }

  /** A browser that is in from now on. */
  void in(Caller caller, HttpServerRequest request) {
    LOG.info("{} came in from {}", caller.name(), address(request));
    actions.note(Action.of(clock.instant(), caller, LOG_IN, DOOR, Action.DONE, address(request)));
  }

  void out(Caller caller, HttpServerRequest request) {
    actions.note(Action.of(clock.instant(), caller, "log out", DOOR, Action.DONE, address(request)));
  }

  /** A token that lets nobody in. */
  void badToken(String kind, HttpServerRequest request) {
    LOG.warn("{} called with {} that lets nobody in here, or not any more", address(request), kind);
  }

  /** Somebody who is known and may not. */
  void denied(Caller caller, Permission permission, HttpServerRequest request) {
    actions.note(Action.of(clock.instant(), caller, permission.word(), request.path(), ErrorCode.ACCESS_DENIED.code(), address(request)));
  }

  static String address(HttpServerRequest request) {
    return request.remoteAddress() == null ? "unknown" : request.remoteAddress().host();
  }
}
