package dev.caravan.quality;

/** What can be asked of a column's values. */
enum Family {
  NUMBER,
  /** a day or an instant */
  MOMENT,
  TEXT,
  /** booleans, times of day, identifiers: countable only */
  PLAIN,
  /** lists, structs, JSON: compared by their text */
  NESTED;

  static Family of(String type) {
    String name = type.contains("(") ? type.substring(0, type.indexOf('(')) : type;
    if (type.endsWith("]") || name.equals("STRUCT") || name.equals("MAP") || name.equals("UNION") || name.equals("JSON") || name.equals("BLOB")) {
      return NESTED;
    }
    return switch (name) {
      case "VARCHAR", "ENUM" -> TEXT;
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
          "FLOAT", "DOUBLE", "DECIMAL" -> NUMBER;
      case "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> MOMENT;
      default -> PLAIN;
    };
  }
}
