package dev.caravan.runtime.door;

import dev.caravan.ErrorCode;
import dev.caravan.security.Caller;
import dev.caravan.security.Permission;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before the doors of the HTTP port: lets through who is known and may, and answers everybody else. Thread-safe. */
final class Guard implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final String CALLER = Guard.class.getName();

  private final Origins origins;
  private final Set<Permission> open;
  private final Recognition recognition;
  private final Entrance entrance;
  private final Predicate<RoutingContext> login;
  private final Unknown unknown;
  private final Attempts attempts;

  /**
   * @param open what anyone may who reaches the port
   * @param login whether a call is for who is not in
   */
  Guard(Origins origins, Set<Permission> open, Recognition recognition, Entrance entrance, Predicate<RoutingContext> login, Unknown unknown, Attempts attempts) {
    this.origins = origins;
    this.open = Set.copyOf(open);
    this.recognition = recognition;
    this.entrance = entrance;
    this.login = login;
    this.unknown = unknown;
    this.attempts = attempts;
  }

  /** Who makes a call that came through. */
  static Caller caller(RoutingContext call) {
    return call.get(CALLER);
  }

  @Override
  public void handle(RoutingContext call) {
    Permission permission = Doors.permission(call.request().method().name(), call.normalizedPath());
    Answers.secure(call);
    if (open.contains(permission)) {
      call.next();
      return;
    }
    Optional<Origins.Refusal> refusal = origins.refusal(call.request());
    if (refusal.isPresent()) {
      Answers.refuse(call, refusal.get().status(), ErrorCode.ACCESS_REFUSED, refusal.get().why());
    } else if (login.test(call)) {
      call.next();
    } else {
      aside(call, () -> let(call, permission));
    }
  }

  /** Away from the event loop, which must not wait for a password or a file; what the call sends is kept until then. */
  private static void aside(RoutingContext call, Runnable work) {
    call.request().pause();
    call.vertx()
        .executeBlocking(
            () -> {
              work.run();
              return null;
            },
            false)
        .onComplete(
            done -> {
              if (call.response().ended()) {
                return;
              }
              if (done.cause() instanceof IllegalArgumentException) {
                // What stands in the address cannot be decoded.
                Answers.refuse(call, 400, ErrorCode.API_REQUEST, "The call cannot be read");
                return;
              }
              if (done.failed()) {
                LOG.warn("A call of {} cannot be let in: {}", call.normalizedPath(), done.cause().getMessage());
                Answers.refuse(call, 503, ErrorCode.ACTION_UNAUDITED, "Nobody can be let in now; the log tells why");
                return;
              }
              call.request().resume();
              call.next();
            });
  }

  /** Answers the call, unless it may go on. */
  private void let(RoutingContext call, Permission permission) {
    if (permission == Permission.CONSOLE_OPEN && entrance.asksByToken(call.request())) {
      if (!entrance.byToken(call)) {
        unknown.answer(call, new Recognition.Answer.Unknown(ErrorCode.ACCESS_REFUSED));
      }
      return;
    }
    Recognition.Answer answer = recognition.of(call.request());
    if (!(answer instanceof Recognition.Answer.Known known)) {
      unknown.answer(call, answer);
    } else if (known.caller().may(permission)) {
      call.put(CALLER, known.caller());
    } else {
      attempts.denied(known.caller(), permission, call.request());
      Answers.refuse(call, 403, ErrorCode.ACCESS_DENIED, "A " + known.caller().role().word() + " may not: " + permission.word());
    }
  }
}
