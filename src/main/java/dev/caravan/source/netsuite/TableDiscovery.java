package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Secrets;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.HttpSystems;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns what an account's tables are like: the catalogue describes the records, a page of rows shows what
 * SuiteQL has, and probes settle what the two leave open. One thread at a time.
 */
public final class TableDiscovery {
  private final SuiteQl suiteQl;
  private final MetadataCatalog catalog;
  private final Clock clock;
  private List<String> types;

  /** @throws CaravanException NETSUITE_ACCOUNT, KAMELET_PARAMETER: nothing is called yet */
  public TableDiscovery(NetSuiteConfig config, HttpSystems systems, HttpExchange exchange, Secrets secrets, Clock clock) {
    NetSuiteAccount account = config.account();
    HttpSystem system = systems.system("netsuite-" + account.realm(), config.concurrency());
    Authorization authorization = NetSuiteLogin.of(config, account, system, secrets.usedBy("netsuite schema"), clock);
    this.suiteQl = new SuiteQl(account, system, exchange, authorization, () -> true);
    this.catalog = new MetadataCatalog(account, system, exchange, authorization);
    this.clock = clock;
  }

  /** @throws CaravanException USAGE when this can be no table's name */
  static void checkName(String table) {
    if (!table.matches("[A-Za-z][A-Za-z0-9_]*")) {
      throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "This is no name of a table").required("letters, digits and _", "'" + table + "'"));
    }
  }

  /** Tables that the role sees in the catalogue, with the record types that are in them. */
  public Map<String, List<String>> tables() {
    Map<String, List<String>> tables = new TreeMap<>();
    types().forEach(type -> tables.computeIfAbsent(TableNames.tableOf(type), absent -> new ArrayList<>()).add(type));
    return tables;
  }

  // A role without the permission for the catalogue may still read tables.
  private List<String> types() {
    if (types == null) {
      try {
        types = catalog.types();
      } catch (CaravanException e) {
        if (e.code() != ErrorCode.HTTP_REFUSED && e.code() != ErrorCode.NETSUITE_QUERY) {
          throw e;
        }
        types = List.of();
      }
    }
    return types;
  }

  /**
   * @param name in any case
   * @throws CaravanException NETSUITE_TABLE, NETSUITE_SCHEMA, USAGE, HTTP_REFUSED and those of {@link HttpSystem#send}
   */
  public TableSchema discover(String name) {
    checkName(name);
    String table = name.toLowerCase(Locale.ROOT);
    List<String> recordTypes = TableNames.recordTypes(table, types());
    List<String> notes = new ArrayList<>();
    Sample sample = sample(table, notes);
    Map<String, CatalogField> fields = fields(recordTypes);
    Set<String> names = new LinkedHashSet<>(sample.columns());
    List<String> unseen = fields.keySet().stream().filter(field -> !names.contains(field)).toList();
    List<String> existing = new ColumnProbe(suiteQl, table).existing(unseen);
    names.addAll(existing);
    if (names.isEmpty()) {
      throw new CaravanException(Problem.of(ErrorCode.NETSUITE_SCHEMA, null, "Nothing can be learnt of the table " + table).required("a record type in the catalogue, or a row", "neither"));
    }
    note(notes, sample, fields, unseen.size() - existing.size(), existing.size());
    List<String> key = TableNames.KEYS.stream().filter(columns -> names.containsAll(columns) && (sample.unique(columns) || sample.rows() == 0 && columns.equals(List.of("id")))).findFirst().orElse(List.of());
    ColumnFacts facts = new ColumnFacts(suiteQl, table, sample, key);
    List<ColumnSchema> columns = names.stream().map(column -> facts.column(column, fields.get(column))).toList();
    return new TableSchema(table, recordTypes, sample.rows(), key, columns, notes, clock.instant());
  }

  private Sample sample(String table, List<String> notes) {
    try {
      return Sample.of(suiteQl, "SELECT * FROM " + table + " WHERE ROWNUM <= " + SuiteQl.PAGE);
    } catch (CaravanException e) {
      if (e.code() == ErrorCode.NETSUITE_TABLE) {
        throw unknown(table, e);
      }
      if (e.code() != ErrorCode.NETSUITE_QUERY) {
        throw e;
      }
      notes.add("No row was sampled, because SELECT * is refused for this table.");
      return Sample.none();
    }
  }

  private CaravanException unknown(String table, CaravanException failure) {
    Problem problem = failure.problems().get(0);
    String near = Nearest.to(table, TableNames.all(types())).filter(other -> !other.equals(table)).map(other -> " Did you mean '" + other + "'?").orElse("");
    return new CaravanException(problem.next(problem.next() + near), failure);
  }

  private Map<String, CatalogField> fields(List<String> recordTypes) {
    Map<String, CatalogField> fields = new LinkedHashMap<>();
    for (String type : recordTypes) {
      Optional<JsonNode> schema = catalog.schema(type);
      schema.ifPresent(json -> json.path("properties").fields().forEachRemaining(
          property -> CatalogField.of(property.getKey(), property.getValue()).ifPresent(field -> fields.merge(field.column(), field, TableDiscovery::either))));
    }
    return fields;
  }

  // Record types of one table may differ: a field that one of them can be without can be null.
  private static CatalogField either(CatalogField one, CatalogField other) {
    boolean same = one.type().equals(other.type()) && one.refers() == other.refers();
    Optional<ColumnType> type = same ? one.type() : Optional.of(ColumnType.TEXT);
    return new CatalogField(one.column(), one.title(), type, one.nullable() || other.nullable(), one.custom(), same && one.refers(), one.target());
  }

  private static void note(List<String> notes, Sample sample, Map<String, CatalogField> fields, int refused, int unseen) {
    if (fields.isEmpty()) {
      notes.add("The catalogue does not describe this table: a column that is null in all " + sample.rows() + " rows sampled is not known.");
    }
    if (unseen > 0) {
      notes.add(unseen + " columns are null in all " + sample.rows() + " rows sampled; that they exist was asked by a query.");
    }
    if (refused > 0) {
      notes.add(refused + " fields of the catalogue are no columns of this table, or the role may not see them.");
    }
  }
}
