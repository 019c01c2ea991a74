package dev.caravan.source.http;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.failure.HttpAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One outside system as all flows of the process see it: how many calls at once, whether logins are
 * taken, its access tokens. Thread-safe.
 */
public final class HttpSystem {
  private static final Logger LOG = LoggerFactory.getLogger(HttpSystem.class);
  /** a call that took this long met a queue */
  private static final Duration STALL = Duration.ofSeconds(50);
  static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final BooleanSupplier ALWAYS = () -> true;

  private final String name;
  private final ConcurrencyBudget budget;
  private final Logins logins;
  private final TokenCache tokens;
  private final Duration patience;
  private final Duration longestAsked;
  private final Clock clock;
  private final Clock steady;

  public HttpSystem(String name, ConcurrencyBudget budget, Clock clock) {
    this(name, budget, PATIENCE, ConcurrencyBudget.LONGEST_ASKED, clock, clock);
  }

  /** See {@link HttpSystems#HttpSystems(java.util.function.Function, Duration, Duration, Clock, Clock)}. */
  HttpSystem(String name, ConcurrencyBudget budget, Duration patience, Duration longestAsked, Clock clock, Clock steady) {
    this.patience = patience;
    this.longestAsked = longestAsked;
    this.name = name;
    this.budget = budget;
    this.logins = new Logins(name, clock, steady);
    this.tokens = new TokenCache(steady);
    this.clock = clock;
    this.steady = steady;
  }

  public String name() {
    return name;
  }

  public ConcurrencyBudget budget() {
    return budget;
  }

  public TokenCache tokens() {
    return tokens;
  }

  public HttpReply send(HttpRequest request, Authorization authorization, HttpExchange exchange) {
    return send(request, authorization, exchange, ALWAYS);
  }

  /**
   * Makes one call within the budget and brings its reply, after as many tries as the system's own
   * state asks for: too many calls are waited out, one refused login is repeated with a new proof.
   *
   * @param goesOn whether the caller is still to go on
   * @return a reply that is neither the server's failure nor about login, load or redirection
   * @throws CaravanException HTTP_LOGIN, HTTP_BUSY, HTTP_REDIRECTED, FLOW_STOPPED when the caller is not
   *     to go on, and those of {@link HttpExchange#send}
   */
  public HttpReply send(HttpRequest request, Authorization authorization, HttpExchange exchange, BooleanSupplier goesOn) {
    boolean refused = false;
    Instant giveUp = steady.instant().plus(patience);
    while (true) {
      HttpReply reply = once(request, authorization, exchange, goesOn, refused);
      if (reply.took().compareTo(STALL) > 0) {
        budget.stalled();
      }
      if (reply.status() == 401) {
        LOG.warn("{} refused a login, perhaps under load: it is tried once more with a new proof", name);
        refused = true;
      } else if (reply.throttled()) {
        Duration asked = reply.retryAfter(clock.instant()).orElse(null);
        budget.throttled(asked);
        LOG.info("{} takes no more calls now ({}){}: {} at once from here on", name, reply.status(), asked == null ? "" : " and asks for " + asked.toSeconds() + " s", budget.allowed());
        if (asked != null && asked.compareTo(longestAsked) > 0) {
          throw tooLong(request, reply, asked);
        }
        if (steady.instant().isAfter(giveUp)) {
          throw busy(request, reply);
        }
      } else if (reply.status() >= 300 && reply.status() < 400) {
        throw redirected(request, reply);
      } else {
        budget.succeeded();
        return reply;
      }
    }
  }

  /**
   * Makes one call within the budget and brings its reply, whatever it says: for asking what the system
   * bears. What is learnt of its load holds for all callers.
   *
   * @throws CaravanException HTTP_LOGIN and those of {@link HttpExchange#send}
   */
  public HttpReply attempt(HttpRequest request, Authorization authorization, HttpExchange exchange) {
    HttpReply reply = once(request, authorization, exchange, ALWAYS, false);
    if (reply.throttled()) {
      budget.throttled(reply.retryAfter(clock.instant()).orElse(null));
    } else if (reply.status() != 401) {
      budget.succeeded();
    }
    return reply;
  }

  // What a reply says of the login is noted before the next call gets its leave.
  private HttpReply once(HttpRequest request, Authorization authorization, HttpExchange exchange, BooleanSupplier goesOn, boolean again) {
    if (!budget.acquire(goesOn)) {
      throw new CaravanException(ErrorCode.FLOW_STOPPED, "The call was not made, because the flow is being stopped: " + request);
    }
    AtomicBoolean held = new AtomicBoolean(true);
    Runnable release =
        () -> {
          if (held.getAndSet(false)) {
            budget.release();
          }
        };
    try {
      return shown(new HttpCall(request, authorization, release), exchange, again);
    } finally {
      release.run();
    }
  }

  private HttpReply shown(HttpCall call, HttpExchange exchange, boolean again) {
    HttpRequest request = call.request();
    Authorization authorization = call.authorization();
    int since = logins.begin();
    try {
      prepare(authorization, exchange);
      HttpReply reply = exchange.send(call);
      if (reply.status() == 401) {
        budget.doubted();
        logins.refused(request, reply, since, again, authorization.refused());
      } else if (!reply.throttled() && reply.status() / 100 != 3) {
        logins.succeeded(since);
      }
      return reply;
    } finally {
      logins.ended();
    }
  }

  private void prepare(Authorization authorization, HttpExchange exchange) {
    try {
      authorization.prepare(exchange);
    } catch (CaravanException e) {
      if (e.code() == ErrorCode.HTTP_LOGIN) {
        logins.close(e.problems().get(0));
      }
      throw e;
    }
  }

  private CaravanException busy(HttpRequest request, HttpReply reply) {
    return new CaravanException(
        Problem.of(ErrorCode.HTTP_BUSY, null, name + " has taken no call for " + patience.toSeconds() + " s: " + request)
            .required("a call to be taken", reply.status() + " " + reply.excerpt()));
  }

  private CaravanException tooLong(HttpRequest request, HttpReply reply, Duration asked) {
    return new CaravanException(
        Problem.of(ErrorCode.HTTP_BUSY, null, name + " asks to be left alone for " + asked.toSeconds() + " s: " + request)
            .required("at most " + longestAsked.toSeconds() + " s (caravan.retry.after-max)", reply.status() + " " + reply.excerpt())
            .next("Start the flow again when the system has said, or raise caravan.retry.after-max."),
        new HttpAnswer(reply.status(), asked));
  }

  private static CaravanException redirected(HttpRequest request, HttpReply reply) {
    return new CaravanException(
        Problem.of(ErrorCode.HTTP_REDIRECTED, null, "The server sends elsewhere: " + request)
            .required("a reply", reply.status() + " to " + reply.headers().getOrDefault("Location", "nowhere"))
            .next("Signed calls follow no redirection; set the address that is meant, if it is one you trust."));
  }
}
