package dev.caravan.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** How much of the log the terminal shows. */
final class Logs {
  private Logs() {}

  static void level(boolean verbose) {
    if (verbose && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("dev.caravan").setLevel(Level.DEBUG);
      context.getLogger("org.apache.camel").setLevel(Level.INFO);
    }
  }

  /**
   * Only warnings and failures, unless the log was asked for: the command draws its own progress.
   *
   * @return false when it was asked for
   */
  static boolean quiet() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      ch.qos.logback.classic.Logger log = context.getLogger("dev.caravan");
      if (Level.DEBUG.equals(log.getLevel())) {
        return false;
      }
      log.setLevel(Level.WARN);
    }
    return true;
  }
}
