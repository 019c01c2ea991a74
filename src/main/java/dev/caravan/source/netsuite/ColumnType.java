package dev.caravan.source.netsuite;

/** What the texts of a column mean. */
public enum ColumnType {
  INTEGER,
  NUMBER,
  /** {@code T} or {@code F} */
  BOOLEAN,
  DATE,
  TIMESTAMP,
  TEXT
}
