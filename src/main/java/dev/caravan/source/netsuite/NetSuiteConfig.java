package dev.caravan.source.netsuite;

import dev.caravan.source.Parameters;
import java.time.Duration;
import java.util.List;

/**
 * What the parameters of the NetSuite Kamelets say. Setters read text as Kamelets hand it over and tell
 * at once what cannot be read.
 */
public final class NetSuiteConfig {
  private Parameters parameters = new Parameters("netsuite-suiteql-source");
  private String flow;
  private String account;
  private String baseUrl = "";
  private String login = "oauth2";
  private String algorithm = "PS256";
  private String credentials = "netsuite";
  private String query = "";
  private String queryFile = "";
  private List<String> cursor = List.of();
  private List<String> key = List.of();
  private Duration overlap = Duration.ofMinutes(5);
  private int concurrency = 5;
  private int batchRows = 100_000;
  private List<String> after = List.of();
  private String type = "";
  private String filter = "";
  private boolean expand = true;
  private String changed = "lastModifiedDate";
  private boolean skipUnreadable;
  private String dataset = "";
  private String deletes = "none";
  private List<String> deletedTypes = List.of();

  /** Name of the Kamelet, for messages. */
  public NetSuiteConfig setName(String name) {
    this.parameters = new Parameters(name);
    return this;
  }

  public Parameters parameters() {
    return parameters;
  }

  public String flow() {
    return flow;
  }

  /** Id of the route the source feeds. */
  public NetSuiteConfig setFlow(String flow) {
    this.flow = flow;
    return this;
  }

  public NetSuiteAccount account() {
    return NetSuiteAccount.of(account, baseUrl);
  }

  /** The account as it was spelled; null when none was named. */
  public String accountId() {
    return account;
  }

  public NetSuiteConfig setAccount(String account) {
    this.account = account;
    return this;
  }

  /** Where the services answer, when not at the usual host. */
  public NetSuiteConfig setBaseUrl(String baseUrl) {
    this.baseUrl = baseUrl;
    return this;
  }

  public String login() {
    return login;
  }

  /** oauth2 or tba. */
  public NetSuiteConfig setLogin(String login) {
    this.login = parameters.choice("login", login, List.of("oauth2", "tba"));
    return this;
  }

  public String algorithm() {
    return algorithm;
  }

  public NetSuiteConfig setAlgorithm(String algorithm) {
    this.algorithm = parameters.choice("algorithm", algorithm, ClientAssertionAuthorization.ALGORITHMS.stream().sorted().toList());
    return this;
  }

  public String credentials() {
    return credentials;
  }

  /** What the names of the secrets begin with. */
  public NetSuiteConfig setCredentials(String credentials) {
    this.credentials = credentials.strip();
    return this;
  }

  public String query() {
    return query;
  }

  public NetSuiteConfig setQuery(String query) {
    this.query = query;
    return this;
  }

  public String queryFile() {
    return queryFile;
  }

  public NetSuiteConfig setQueryFile(String queryFile) {
    this.queryFile = queryFile;
    return this;
  }

  public List<String> cursor() {
    return cursor;
  }

  /** The time of the last change, then the columns that are unique: {@code lastmodifieddate, id}. */
  public NetSuiteConfig setCursor(String cursor) {
    this.cursor = Parameters.list(cursor);
    if (this.cursor.size() == 1) {
      throw parameters.bad("cursor", "the time of the last change and, behind it, the columns of the key, such as lastmodifieddate, id", cursor);
    }
    return this;
  }

  public List<String> key() {
    return key;
  }

  /** Columns that are unique together, for tables without a time of change. */
  public NetSuiteConfig setKey(String key) {
    this.key = Parameters.list(key);
    return this;
  }

  public Duration overlap() {
    return overlap;
  }

  public NetSuiteConfig setOverlap(String overlap) {
    this.overlap = parameters.duration("overlap", overlap);
    return this;
  }

  public int concurrency() {
    return concurrency;
  }

  public NetSuiteConfig setConcurrency(String concurrency) {
    this.concurrency = parameters.count("concurrency", concurrency, 1, 200);
    return this;
  }

  public int batchRows() {
    return batchRows;
  }

  public NetSuiteConfig setBatchRows(String batchRows) {
    this.batchRows = parameters.count("batchRows", batchRows, 1, 10_000_000);
    return this;
  }

  public String deletes() {
    return deletes;
  }

  /** How deleted rows are found: none or snapshot, and of a SuiteQL query by the table of deleted records too. */
  public NetSuiteConfig setDeletes(String deletes) {
    this.deletes = parameters.choice("deletes", deletes, Deletions.WAYS);
    return this;
  }

  public List<String> deletedTypes() {
    return deletedTypes;
  }

  /** Types of records as the account's table of deleted records spells them; empty means the table's name. */
  public NetSuiteConfig setDeletedTypes(String deletedTypes) {
    this.deletedTypes = Parameters.list(deletedTypes);
    return this;
  }

  public List<String> after() {
    return after;
  }

  /** Ids of flows whose first pass must be over, separated by commas. */
  public NetSuiteConfig setAfter(String after) {
    this.after = Parameters.list(after);
    return this;
  }

  public String type() {
    return type;
  }

  /** A record type as the record service spells it: {@code salesOrder}. */
  public NetSuiteConfig setType(String type) {
    this.type = name("type", type);
    return this;
  }

  // It becomes part of a path.
  private String name(String parameter, String text) {
    if (!text.strip().matches("[A-Za-z0-9_]+")) {
      throw parameters.bad(parameter, "letters, digits and underscores", text);
    }
    return text.strip();
  }

  public String filter() {
    return filter;
  }

  /** Conditions on fields of the record, joined by AND; blank for all records. */
  public NetSuiteConfig setFilter(String filter) {
    if (filter.replaceAll("\"[^\"]*\"", "").matches("(?s).*\\bOR\\b.*")) {
      throw parameters.bad("filter", "conditions joined by AND, because others are joined to them; two flows for an OR", filter);
    }
    this.filter = filter.strip();
    return this;
  }

  public boolean expand() {
    return expand;
  }

  /** Whether sublists come with their lines. */
  public NetSuiteConfig setExpand(String expand) {
    this.expand = parameters.choice("expand", expand, List.of("true", "false")).equals("true");
    return this;
  }

  public String changed() {
    return changed;
  }

  /** The field with the time of the last change; blank for types that have none. */
  public NetSuiteConfig setChanged(String changed) {
    this.changed = changed.isBlank() ? "" : name("changed", changed);
    return this;
  }

  public boolean skipUnreadable() {
    return skipUnreadable;
  }

  /** fail or skip: what a record means that is listed and may not be opened. */
  public NetSuiteConfig setUnreadable(String unreadable) {
    this.skipUnreadable = parameters.choice("unreadable", unreadable, List.of("fail", "skip")).equals("skip");
    return this;
  }

  public String dataset() {
    return dataset;
  }

  /** Id of a saved dataset: {@code custdataset_open_orders}. */
  public NetSuiteConfig setDataset(String dataset) {
    this.dataset = name("dataset", dataset);
    return this;
  }
}
