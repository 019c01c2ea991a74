package dev.caravan;

import java.util.Locale;

/** What a failure asks for, whatever it is called: every error code has one, and everything else that is thrown is given one. */
public enum FailureClass {
  /** try again later: the same input may succeed */
  TRANSIENT,
  /** the same input will fail again: stop and show */
  PERMANENT,
  /** one record is to blame: the others can go on without it */
  POISON,
  /** somebody must mend a file or a setting first */
  CONFIGURATION,
  /** Caravan itself is wrong */
  BUG;

  /** As files, logs, metrics and the ledger spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
