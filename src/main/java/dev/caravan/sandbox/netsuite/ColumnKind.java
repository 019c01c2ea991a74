package dev.caravan.sandbox.netsuite;

/** What a column of an account holds, and the engine's type for it. */
enum ColumnKind {
  ID("BIGINT", "integer"),
  COUNT("BIGINT", "integer"),
  TEXT("VARCHAR", "string"),
  /** {@code T} or {@code F} */
  FLAG("VARCHAR", "boolean"),
  AMOUNT("DECIMAL(18,2)", "number"),
  RATE("DECIMAL(18,8)", "number"),
  DAY("DATE", "string"),
  INSTANT("TIMESTAMPTZ", "string");

  private final String engineType;
  private final String schemaType;

  ColumnKind(String engineType, String schemaType) {
    this.engineType = engineType;
    this.schemaType = schemaType;
  }

  String engineType() {
    return engineType;
  }

  /** The type that the metadata catalogue gives. */
  String schemaType() {
    return schemaType;
  }
}
