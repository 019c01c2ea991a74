package dev.caravan.source.http;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps a wrong login from being shown again and again: some systems lock a user after a few. What
 * one flow learns holds for all. Thread-safe.
 */
final class Logins {
  /** refusals without a success between them; a lock comes at five */
  private static final int MOST_REFUSED = 4;
  private static final Duration LOCK = Duration.ofMinutes(30);
  private static final Duration SKEW = Duration.ofMinutes(4);

  private final String system;
  private final Clock clock;
  private final Clock steady;
  private int refusedInRow;
  /** begins with each refusal that follows a success */
  private int round;
  /** logins that are shown and not answered yet */
  private int underWay;
  private Instant closedUntil = Instant.MIN;
  private Problem reason;

  Logins(String system, Clock clock, Clock steady) {
    this.system = system;
    this.clock = clock;
    this.steady = steady;
  }

  /**
   * Asks for leave to show a login; after a refusal it waits for the logins under way, and then for the one that
   * decides. {@link #ended} gives the leave back.
   *
   * @return what {@link #refused} and {@link #succeeded} are to be told
   * @throws CaravanException HTTP_LOGIN when logins are not to be tried now; FLOW_STOPPED when interrupted
   */
  synchronized int begin() {
    try {
      while (refusedInRow > 0 && underWay > 0 && !closed()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaravanException(ErrorCode.FLOW_STOPPED, "The login to " + system + " was not tried, because the flow is being stopped", e);
    }
    if (closed()) {
      throw new CaravanException(reason);
    }
    underWay++;
    return round;
  }

  private boolean closed() {
    return steady.instant().isBefore(closedUntil);
  }

  /** Gives back the leave of {@link #begin}, whatever came of it. */
  synchronized void ended() {
    underWay--;
    notifyAll();
  }

  /**
   * A login was taken. One that was shown before the latest refusal says nothing of what follows it.
   *
   * @param since what {@link #begin} said before the call
   */
  synchronized void succeeded(int since) {
    if (since == round) {
      refusedInRow = 0;
      closedUntil = Instant.MIN;
    }
  }

  /**
   * One refusal may be due to load: one login more is shown, by whoever comes first, and it decides. Calls that
   * were under way at the first refusal say nothing new.
   *
   * @param since what {@link #begin} said before the call
   * @param again whether this call was refused before
   * @param renewed whether there is another proof to show
   * @throws CaravanException HTTP_LOGIN when it is not to be tried again
   */
  synchronized void refused(HttpRequest request, HttpReply reply, int since, boolean again, boolean renewed) {
    refusedInRow++;
    boolean first = refusedInRow == 1;
    if (first) {
      round++;
    }
    boolean decided = !first && since == round || refusedInRow >= MOST_REFUSED;
    if (!again && (renewed || !decided)) {
      return;
    }
    close(problem(request, reply));
    throw new CaravanException(reason);
  }

  /** No login is tried for a while. */
  synchronized void close(Problem why) {
    closedUntil = steady.instant().plus(LOCK);
    reason = why;
  }

  /** What to do about the clock of this machine, when it alone explains that a login was refused. */
  static Optional<String> clockAdvice(HttpReply refusal, Instant now) {
    return refusal
        .date()
        .map(theirs -> Duration.between(theirs, now).abs())
        .filter(skew -> skew.compareTo(SKEW) > 0)
        .map(skew -> "The clock of this machine differs from the server's by " + skew.toSeconds() + " s, which alone makes signatures invalid: set it right, then run again.");
  }

  private Problem problem(HttpRequest request, HttpReply reply) {
    String next =
        clockAdvice(reply, clock.instant())
            .orElse("Compare account, keys and role with what the system has (in NetSuite: the Login Audit Trail); then run again. No more logins are tried for 30 minutes, so that the user is not locked.");
    return Problem.of(ErrorCode.HTTP_LOGIN, null, "The login to " + system + " is refused: " + request)
        .required("a login that is taken", reply.status() + " " + reply.excerpt())
        .next(next);
  }
}
