package dev.caravan.source.netsuite;

import java.util.Objects;

/**
 * One column of a table, each fact with where it is from. Immutable.
 *
 * @param name in lower case, as SuiteQL has it
 * @param title for people, or null
 * @param required whether a row cannot be without it
 * @param references table whose ids it has, or null
 * @param referencesMissing ids sampled that the table does not have
 */
public record ColumnSchema(
    String name, String title, ColumnType type, String typeFrom, boolean required, String requiredFrom, boolean custom, String references, String referencesFrom,
    int referencesMissing) {
  public ColumnSchema {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(type, "type is null");
  }

  /** How a query selects it so that its text is the same for every user and zone. */
  public String selected() {
    return switch (type) {
      case DATE -> "TO_CHAR(" + name + ", 'YYYY-MM-DD') AS " + name;
      case TIMESTAMP -> "TO_CHAR(SYS_EXTRACT_UTC(" + name + "), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS " + name;
      case INTEGER, NUMBER, BOOLEAN, TEXT -> name;
    };
  }
}
