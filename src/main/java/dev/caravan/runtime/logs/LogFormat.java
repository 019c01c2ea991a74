package dev.caravan.runtime.logs;

/** How the log is written. */
public enum LogFormat {
  /** a line for people */
  TEXT,
  /** an object a line, for programs */
  JSON
}
