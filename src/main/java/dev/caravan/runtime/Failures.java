package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.Problem;
import dev.caravan.catalog.S3Store;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/** Sorts what was thrown: which problem it is, and whether the same input may succeed later. */
final class Failures {
  /** Failures that may pass, of what this process and its own stores do. */
  private static final Set<ErrorCode> INSIDE =
      EnumSet.of(
          ErrorCode.SINK_STAGE, ErrorCode.REJECT_STORE, ErrorCode.LEDGER_UNAVAILABLE, ErrorCode.LEDGER_CONFLICT, ErrorCode.ENRICH_REFERENCE,
          ErrorCode.ENGINE_MEMORY);
  /** Classes of SQL states by which a database that works refuses: data, constraints, names and rights. */
  private static final Set<String> ANSWERED = Set.of("22", "23", "42");

  private Failures() {}

  /** The problem that decides, however deep it is wrapped. */
  static Problem problem(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CaravanException known) {
        return known.problems().get(0);
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String told = target(cause);
      if (told != null) {
        return Problem.of(ErrorCode.SINK_TARGET, null, told);
      }
    }
    Throwable root = root(failure);
    return Problem.of(isBug(root) ? ErrorCode.FLOW_BUG : ErrorCode.FLOW_STOPPED, null, root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
  }

  // Thrown by the calls that a sink's Kamelet makes itself. What lies below says neither whose failure it is nor
  // what was answered. Null for anything else.
  private static String target(Throwable cause) {
    if (cause instanceof SdkException s3) {
      return "A call to S3 failed: " + S3Store.told(s3);
    }
    if (cause instanceof SQLException database) {
      return "A call to a database failed: " + String.valueOf(database.getMessage()).lines().findFirst().orElse("");
    }
    return cause instanceof CallNotPermittedException ? cause.getMessage() : null;
  }

  /** Whether to try again. What is not known may pass: outside systems fail in ways nobody has listed. */
  static boolean mayPass(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CaravanException known) {
        // Waiting does not mend another flow: it has stopped.
        return known.code().failureClass() == FailureClass.TRANSIENT && known.code() != ErrorCode.FLOW_UPSTREAM;
      }
    }
    return !isBug(root(failure));
  }

  /** Whether the system outside is to blame: it did not answer, or not as it should. */
  static boolean isOutside(Throwable failure) {
    CaravanException known = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null && ANSWERED.contains(sql.getSQLState().substring(0, Math.min(2, sql.getSQLState().length())))) {
        return false;
      }
      if (known == null && cause instanceof CaravanException one) {
        known = one;
      }
    }
    return known == null ? !isBug(root(failure)) : known.code().failureClass() == FailureClass.TRANSIENT && !INSIDE.contains(known.code());
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
