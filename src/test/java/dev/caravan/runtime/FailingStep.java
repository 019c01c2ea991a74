package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.failure.HttpAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A step that fails as often as it is told, and remembers when it was called. */
public final class FailingStep {
  private final List<Long> calls = new CopyOnWriteArrayList<>();
  private int failures = Integer.MAX_VALUE;
  private String code;
  private Duration asked;

  public FailingStep setFailures(int failures) {
    this.failures = failures;
    return this;
  }

  /** Name of an {@link ErrorCode}; without one it fails as an outside system does. */
  public FailingStep setCode(String code) {
    this.code = code;
    return this;
  }

  /** Milliseconds that it asks to wait, as a system over its limit does. */
  public FailingStep setAsks(long milliseconds) {
    this.asked = Duration.ofMillis(milliseconds);
    return this;
  }

  public Object pass(Object body) throws Exception {
    calls.add(System.nanoTime());
    if (calls.size() > failures) {
      return body;
    }
    if (asked != null) {
      throw new CaravanException(ErrorCode.HTTP_FAILED, "the system is over its limit", new HttpAnswer(503, asked));
    }
    if (code != null) {
      throw new CaravanException(ErrorCode.valueOf(code), "the step was told to fail");
    }
    throw new java.net.ConnectException("connection refused");
  }

  /** When it was called, in nanoseconds of {@link System#nanoTime}. */
  List<Long> calls() {
    return calls;
  }
}
