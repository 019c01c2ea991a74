package dev.caravan.batch;

/** Spelling of SQL: the only place where text becomes part of a statement. */
public final class Sql {
  private Sql() {}

  /** A quoted identifier. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A quoted literal. */
  public static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
