package dev.caravan.runtime.logs;

import java.util.Map;

/** How much the log tells, while the process runs; JMX asks for names that begin with get. */
public interface LogLevelsMBean {

  /** Logger to level, of those whose level is said. */
  Map<String, String> getLevels();

  /**
   * Changes how much a logger tells, until the process ends.
   *
   * @param logger {@code dev.caravan} or one below it
   * @param level ERROR, WARN, INFO, DEBUG or TRACE; empty for that of the logger above
   * @return the level that holds now
   * @throws IllegalArgumentException for a logger of a library, or what is no level
   */
  String changeLevel(String logger, String level);
}
