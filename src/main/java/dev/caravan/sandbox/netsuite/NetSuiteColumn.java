package dev.caravan.sandbox.netsuite;

/**
 * One column of a table.
 *
 * @param name as SuiteQL has it, in lower case
 * @param recordName as the record service has it: {@code lastModifiedDate}
 * @param references table its values are ids of, or null
 */
record NetSuiteColumn(String name, String recordName, ColumnKind kind, String references) {
  boolean custom() {
    return name.startsWith("cust");
  }
}
