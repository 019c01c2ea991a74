package dev.caravan.sandbox.netsuite;

import static dev.caravan.sandbox.netsuite.ColumnKind.AMOUNT;
import static dev.caravan.sandbox.netsuite.ColumnKind.COUNT;
import static dev.caravan.sandbox.netsuite.ColumnKind.DAY;
import static dev.caravan.sandbox.netsuite.ColumnKind.FLAG;
import static dev.caravan.sandbox.netsuite.ColumnKind.ID;
import static dev.caravan.sandbox.netsuite.ColumnKind.INSTANT;
import static dev.caravan.sandbox.netsuite.ColumnKind.RATE;
import static dev.caravan.sandbox.netsuite.ColumnKind.TEXT;

import java.util.List;

/** The tables of the made account. The order of columns is that in which rows are made. */
final class NetSuiteSchema {
  static final String DELETED = "deletedrecord";

  private NetSuiteSchema() {}

  static List<NetSuiteTable> tables(NetSuiteBehaviour behaviour) {
    return List.of(
        subsidiary(), currency(), account(), accountingPeriod(), named("department"), named("classification"), location(), employee(), vendor(),
        item(), customer(), transaction(), transactionLine(), transactionAccountingLine(), deleted(behaviour));
  }

  private static NetSuiteTable subsidiary() {
    return NetSuiteTable.named("subsidiary", "name").all(ID, "id").all(TEXT, "name", "fullName").reference("parent", "subsidiary")
        .reference("currency", "currency").all(TEXT, "country").all(FLAG, "isElimination", "isInactive").all(INSTANT, "lastModifiedDate").build();
  }

  private static NetSuiteTable currency() {
    return NetSuiteTable.named("currency", "name").all(ID, "id").all(TEXT, "name", "symbol").all(RATE, "exchangeRate").all(COUNT, "currencyPrecision")
        .all(FLAG, "isBaseCurrency", "isInactive").all(INSTANT, "lastModifiedDate").build();
  }

  private static NetSuiteTable account() {
    return NetSuiteTable.named("account", "accountsearchdisplayname").all(ID, "id").all(TEXT, "acctNumber", "accountSearchDisplayName", "fullName", "acctType")
        .reference("currency", "currency").reference("parent", "account").reference("subsidiary", "subsidiary").all(FLAG, "isSummary", "isInactive")
        .all(INSTANT, "lastModifiedDate").build();
  }

  private static NetSuiteTable accountingPeriod() {
    return NetSuiteTable.named("accountingperiod", "periodname").all(ID, "id").all(TEXT, "periodName").all(DAY, "startDate", "endDate")
        .all(FLAG, "isYear", "isQuarter", "isPosting", "closed").all(DAY, "closedOnDate").reference("parent", "accountingperiod")
        .all(INSTANT, "lastModifiedDate").build();
  }

  private static NetSuiteTable named(String table) {
    return NetSuiteTable.named(table, "name").all(ID, "id").all(TEXT, "name", "fullName").reference("parent", table).reference("subsidiary", "subsidiary")
        .all(FLAG, "isInactive").all(INSTANT, "lastModifiedDate").build();
  }

  private static NetSuiteTable location() {
    return NetSuiteTable.named("location", "name").all(ID, "id").all(TEXT, "name", "fullName").reference("parent", "location").reference("subsidiary", "subsidiary")
        .all(TEXT, "locationType").all(FLAG, "makeInventoryAvailable", "isInactive").all(INSTANT, "lastModifiedDate").build();
  }

  private static NetSuiteTable employee() {
    return NetSuiteTable.named("employee", "entityid").all(ID, "id").all(TEXT, "entityId", "firstName", "lastName", "email", "title")
        .reference("department", "department").reference("location", "location").reference("subsidiary", "subsidiary").reference("supervisor", "employee")
        .reference("currency", "currency").all(DAY, "hireDate").all(FLAG, "isInactive").all(INSTANT, "dateCreated", "lastModifiedDate").build();
  }

  private static NetSuiteTable vendor() {
    return NetSuiteTable.named("vendor", "companyname").all(ID, "id").all(TEXT, "entityId", "companyName", "legalName", "email", "phone")
        .reference("subsidiary", "subsidiary").reference("currency", "currency").all(AMOUNT, "creditLimit").all(FLAG, "is1099Eligible", "isInactive")
        .all(INSTANT, "dateCreated", "lastModifiedDate").build();
  }

  private static NetSuiteTable item() {
    return NetSuiteTable.named("item", "displayname").all(ID, "id").all(TEXT, "itemId", "displayName", "itemType", "description")
        .reference("subsidiary", "subsidiary").reference("department", "department").reference("class", "classification").reference("location", "location")
        .reference("incomeAccount", "account").reference("expenseAccount", "account").all(AMOUNT, "averageCost").all(FLAG, "isInactive")
        .all(INSTANT, "createdDate", "lastModifiedDate").build();
  }

  private static NetSuiteTable customer() {
    return NetSuiteTable.named("customer", "altname").all(ID, "id").all(TEXT, "entityId", "altName", "companyName").all(FLAG, "isPerson")
        .all(TEXT, "firstName", "lastName", "email", "phone").reference("subsidiary", "subsidiary").reference("currency", "currency")
        .reference("parent", "customer").reference("salesRep", "employee").all(AMOUNT, "creditLimit").all(TEXT, "externalId", "custentity_tier")
        .all(FLAG, "isInactive").all(INSTANT, "dateCreated", "lastModifiedDate").build();
  }

  private static NetSuiteTable transaction() {
    return NetSuiteTable.named("transaction", "tranid").all(ID, "id").all(TEXT, "tranId", "type", "recordType", "status").all(DAY, "tranDate", "dueDate")
        .reference("entity", "customer").reference("employee", "employee").reference("currency", "currency").all(RATE, "exchangeRate")
        .all(AMOUNT, "foreignTotal").reference("postingPeriod", "accountingperiod").all(FLAG, "posting", "voided").all(TEXT, "memo", "externalId", "custbody_channel")
        .all(INSTANT, "createdDate", "lastModifiedDate").build();
  }

  private static NetSuiteTable transactionLine() {
    return NetSuiteTable.named("transactionline", null).all(ID, "uniqueKey").reference("transaction", "transaction").all(COUNT, "id", "lineSequenceNumber")
        .all(FLAG, "mainLine", "taxLine").reference("item", "item").all(RATE, "quantity").all(AMOUNT, "rate", "foreignAmount", "netAmount")
        .reference("department", "department").reference("class", "classification").reference("location", "location").reference("subsidiary", "subsidiary")
        .all(TEXT, "memo").all(INSTANT, "lineLastModifiedDate").build();
  }

  private static NetSuiteTable transactionAccountingLine() {
    return NetSuiteTable.named("transactionaccountingline", null).reference("transaction", "transaction").all(COUNT, "transactionLine", "accountingBook")
        .reference("account", "account").all(FLAG, "posting").all(AMOUNT, "debit", "credit", "amount").build();
  }

  private static NetSuiteTable deleted(NetSuiteBehaviour behaviour) {
    return behaviour.is(NetSuiteSwitch.DELETED_COLUMNS, "recordid")
        ? NetSuiteTable.named(DELETED, null).all(ID, "recordId").all(TEXT, "recordTypeId", "name").all(INSTANT, "deletedDate").all(TEXT, "deletedBy").build()
        : NetSuiteTable.named(DELETED, null).all(ID, "internalId").all(TEXT, "type", "name").all(INSTANT, "deletedDate").all(TEXT, "context").build();
  }
}
