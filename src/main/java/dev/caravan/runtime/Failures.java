package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.sql.SQLException;
import software.amazon.awssdk.core.exception.SdkException;

/** Sorts what was thrown: which problem it is, and whether the same input may succeed later. */
final class Failures {
  private Failures() {}

  /** The problem that decides, however deep it is wrapped. */
  static Problem problem(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CaravanException known) {
        return known.problems().get(0);
      }
    }
    Throwable root = root(failure);
    ErrorCode code = isBug(root) ? ErrorCode.FLOW_BUG : isTarget(failure) ? ErrorCode.SINK_TARGET : ErrorCode.FLOW_STOPPED;
    return Problem.of(code, null, root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
  }

  /** Whether to try again. What is not known may pass: outside systems fail in ways nobody has listed. */
  static boolean mayPass(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CaravanException known) {
        // Waiting does not mend another flow: it has stopped.
        return known.code().kind() == ErrorCode.Kind.TRANSIENT && known.code() != ErrorCode.FLOW_UPSTREAM;
      }
    }
    return !isBug(root(failure));
  }

  // Thrown by the calls that a sink's Kamelet makes itself.
  private static boolean isTarget(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SdkException || cause instanceof SQLException || cause instanceof CallNotPermittedException) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBug(Throwable root) {
    return root instanceof Error
        || root instanceof NullPointerException
        || root instanceof IllegalArgumentException
        || root instanceof IllegalStateException
        || root instanceof ClassCastException
        || root instanceof IndexOutOfBoundsException
        || root instanceof UnsupportedOperationException;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
