package dev.caravan.runtime.api;

import dev.caravan.security.Caller;
import java.util.Optional;

/**
 * Somebody whom the doors have let in calls MBeans. Jolokia hands MBeans nothing but arguments, so who calls is bound to the
 * thread that makes the call.
 *
 * @param address from where
 * @param calls of the runtime whose port they came to: several may live in one process, and share their MBean
 */
public record Visit(Caller caller, String address, TextCalls calls) {
  private static final ThreadLocal<Visit> HERE = new ThreadLocal<>();

  /** Calls MBeans in the name of who visits. @param work is done by this thread, and has ended when this returns */
  public void during(Runnable work) {
    HERE.set(this);
    try {
      work.run();
    } finally {
      HERE.remove();
    }
  }

  /** Whose call this thread answers; empty when it came in by no door. */
  static Optional<Visit> here() {
    return Optional.ofNullable(HERE.get());
  }
}
