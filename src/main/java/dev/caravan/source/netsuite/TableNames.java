package dev.caravan.source.netsuite;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known beforehand of tables and record types: the catalogue lists record types, which are several
 * for one table here and there, and SuiteQL lists nothing.
 */
final class TableNames {
  /** Tables that most accounts are read for. */
  static final List<String> USUAL =
      List.of(
          "customer", "vendor", "item", "employee", "subsidiary", "account", "accountingperiod", "currency", "department", "classification", "location",
          "transaction", "transactionline", "transactionaccountingline", "deletedrecord");

  private static final Set<String> TRANSACTIONS =
      Set.of(
          "assemblybuild", "assemblyunbuild", "bintransfer", "binworksheet", "cashrefund", "cashsale", "charge", "check", "creditcardcharge", "creditcardrefund",
          "creditmemo", "customerdeposit", "customerpayment", "customerrefund", "depositapplication", "deposit", "estimate", "expensereport",
          "intercompanyjournalentry", "inventoryadjustment", "inventorycostrevaluation", "inventorycount", "inventorytransfer", "invoice", "itemfulfillment",
          "itemreceipt", "journalentry", "opportunity", "paycheck", "paycheckjournal", "purchaseorder", "requestforquote", "returnauthorization", "salesorder",
          "statisticaljournalentry", "transferorder", "vendorbill", "vendorcredit", "vendorpayment", "vendorprepayment", "vendorreturnauthorization", "workorder");

  // Columns that are unique together, the likeliest first.
  static final List<List<String>> KEYS =
      List.of(List.of("uniquekey"), List.of("id"), List.of("transaction", "transactionline", "accountingbook"), List.of("internalid"), List.of("recordid", "recordtypeid"), List.of("recordid"));

  private static final Map<String, List<String>> REFERENCES =
      Map.of(
          "class", List.of("classification"),
          "salesrep", List.of("employee"),
          "supervisor", List.of("employee"),
          "postingperiod", List.of("accountingperiod"),
          "entity", List.of("customer", "vendor", "employee"),
          "createdfrom", List.of("transaction"));

  private static final Map<String, String> ENTITIES =
      Map.of("accountingperiod", "accounting-period", "transactionline", "transaction-line", "transactionaccountingline", "transaction-accounting-line");

  private TableNames() {}

  /** What contracts and datasets call the rows of a table. */
  static String entity(String table) {
    return ENTITIES.getOrDefault(table, table);
  }

  /** The record types, of those there are, whose rows are in the table. */
  static List<String> recordTypes(String table, List<String> types) {
    return types.stream().filter(type -> tableOf(type).equals(table)).sorted().toList();
  }

  /** The table that a record type's rows are in: most have one of their name. */
  static String tableOf(String type) {
    String plain = type.toLowerCase(Locale.ROOT);
    if (TRANSACTIONS.contains(plain)) {
      return "transaction";
    }
    return plain.endsWith("item") && plain.length() > "item".length() ? "item" : plain;
  }

  /** Tables that a column of ids may refer to, by its name, the likeliest first. */
  static List<String> referenced(String table, String column) {
    if (column.equals("parent")) {
      return List.of(table);
    }
    if (REFERENCES.containsKey(column)) {
      return REFERENCES.get(column);
    }
    return USUAL.stream().filter(target -> column.equals(target) || column.endsWith(target) && !target.equals("item")).toList();
  }

  /** Names to choose from when one does not exist. */
  static Set<String> all(List<String> types) {
    return Stream.concat(USUAL.stream(), types.stream().map(TableNames::tableOf)).collect(Collectors.toSet());
  }
}
