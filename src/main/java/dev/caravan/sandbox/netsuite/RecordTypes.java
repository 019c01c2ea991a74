package dev.caravan.sandbox.netsuite;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Record types of the record service and the tables they live in: transactions have a type each, one table together. */
final class RecordTypes {
  /**
   * @param name as URLs have it: {@code salesOrder}
   * @param condition which rows of the table are of the type, or null for all
   * @param sublist name of the sublist of lines, or null
   */
  record RecordType(String name, String table, String condition, String sublist) {}

  private static final List<RecordType> ALL =
      List.of(
          of("account"), new RecordType("accountingPeriod", "accountingperiod", null, null), of("classification"), of("currency"), of("customer"),
          of("department"), of("employee"), new RecordType("inventoryItem", "item", "itemtype = 'InvtPart'", null), of("location"),
          new RecordType("serviceSaleItem", "item", "itemtype = 'Service'", null), of("subsidiary"), of("vendor"), transaction("salesOrder"),
          transaction("invoice"), transaction("vendorBill"), transaction("customerPayment"), transaction("journalEntry"), transaction("creditMemo"));

  private RecordTypes() {}

  private static RecordType of(String table) {
    return new RecordType(table, table, null, null);
  }

  private static RecordType transaction(String name) {
    return new RecordType(name, "transaction", "recordtype = '" + name.toLowerCase(Locale.ROOT) + "'", "item");
  }

  static List<RecordType> all() {
    return ALL;
  }

  /** By name, in any case. */
  static Optional<RecordType> named(String name) {
    return ALL.stream().filter(type -> type.name().equalsIgnoreCase(name)).findFirst();
  }
}
