package dev.caravan.security;

import java.time.Instant;

/**
 * What the audit says of one access. Never the value.
 *
 * @param name as it was asked for, with its store: {@code vault:shop/db#password}
 * @param user on whose behalf: a flow, a data source, a command
 * @param outcome {@code done}, or the code of the failure
 * @param uses how often it was used since the entry before; 1 for everything but {@link Action#USE}
 */
public record Access(Instant at, String name, String user, Action action, String outcome, long uses) {
  public static final String DONE = "done";

  /** What was done with the secret. */
  public enum Action {
    /** asked for from its store */
    READ,
    /** handed out from memory, within the lifetime */
    USE,
    /** refused by the outside, so asked for anew */
    REFUSED,
    SET,
    ROTATE,
    REMOVE
  }
}
