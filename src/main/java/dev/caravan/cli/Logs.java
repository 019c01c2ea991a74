package dev.caravan.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import dev.caravan.runtime.logs.LogFormat;
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

  /** From now on the log is written like this. */
  static void format(LogFormat format) {
    if (format == LogFormat.JSON && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      Appender<ILoggingEvent> console = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("console");
      if (console instanceof ConsoleAppender<ILoggingEvent> lines) {
        lines.setEncoder(json(context));
      }
    }
  }

  private static JsonEncoder json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    // The message as people read it; its parts may be objects that say more of themselves.
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.start();
    return encoder;
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
