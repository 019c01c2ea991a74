package dev.caravan.runtime.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/**
 * The levels of the log over JMX. Loggers of libraries stay as they are shipped: below it, some write what travels,
 * with its secrets (I6). Thread-safe.
 */
public final class LogLevels implements LogLevelsMBean, AutoCloseable {
  static final String NAME = "dev.caravan:type=log";
  private static final String OURS = "dev.caravan";
  private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogLevels.class);

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  /** null when another runtime of this process shows them */
  private ObjectName shown;

  /** Shows them until they are closed. */
  public static LogLevels show() {
    LogLevels levels = new LogLevels();
    try {
      levels.shown = levels.server.registerMBean(levels, new ObjectName(NAME)).getObjectName();
    } catch (InstanceAlreadyExistsException e) {
      LOG.debug("Another runtime of this process shows the levels of the log");
    } catch (JMException e) {
      LOG.warn("The levels of the log cannot be shown over JMX: {}", e.toString());
    }
    return levels;
  }

  private static LoggerContext loggers() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  @Override
  public Map<String, String> getLevels() {
    Map<String, String> levels = new TreeMap<>();
    loggers().getLoggerList().stream().filter(logger -> logger.getLevel() != null).forEach(logger -> levels.put(logger.getName(), logger.getLevel().toString()));
    return levels;
  }

  @Override
  public String changeLevel(String logger, String level) {
    if (!logger.equals(OURS) && !logger.startsWith(OURS + ".")) {
      throw new IllegalArgumentException("Only levels of " + OURS + " and below can be changed: libraries may write secrets when they tell more");
    }
    String wanted = level.strip().toUpperCase(Locale.ROOT);
    if (!wanted.isEmpty() && !LEVELS.contains(wanted)) {
      throw new IllegalArgumentException("Requires ERROR, WARN, INFO, DEBUG, TRACE or nothing, got '" + level + "'");
    }
    Logger changed = loggers().getLogger(logger);
    changed.setLevel(wanted.isEmpty() ? null : Level.valueOf(wanted));
    LOG.info("The log tells {} of {} from now on", changed.getEffectiveLevel(), logger);
    return changed.getEffectiveLevel().toString();
  }

  @Override
  public synchronized void close() {
    if (shown == null) {
      return;
    }
    try {
      server.unregisterMBean(shown);
      shown = null;
    } catch (JMException e) {
      LOG.debug("{} was not shown any more", shown, e);
    }
  }
}
