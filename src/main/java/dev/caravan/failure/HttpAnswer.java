package dev.caravan.failure;

import java.time.Duration;
import java.util.Optional;

/** The cause of a failure that an HTTP status tells of; never thrown by itself. Immutable. */
public final class HttpAnswer extends Exception {
  private final int status;
  private final transient Duration retryAfter;

  /** @param retryAfter how long the system asks to wait, or null */
  public HttpAnswer(int status, Duration retryAfter) {
    super("HTTP status " + status, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
