package dev.caravan.batch;

import static dev.caravan.batch.Sql.name;
import static dev.caravan.batch.Sql.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Checks.ForeignKey;
import dev.caravan.batch.Checks.Severity;
import dev.caravan.batch.Checks.UniqueCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The steps of one batch on one session: opens what they look things up in, finds the rows that lose to
 * an earlier one of the same key, and writes the relation as often as it is needed.
 */
final class BatchPlan {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<Reject.Failure>> FAILURES = new TypeReference<>() {};
  private static final TypeReference<List<Reason>> REASONS = new TypeReference<>() {};

  private final Session session;
  private final Batch batch;
  private final Stage.Typed typed;

  /** the contract's columns, and those of later steps, after which no new field can be called */
  private final List<ColumnRead> named;

  private FieldPlan fields;
  private int tables;
  private final Map<Reference, String> references = new HashMap<>();
  /** (stage, or check within a stage) to the table of ordinals that lose or are refused */
  private final Map<Object, String> losers = new HashMap<>();

  BatchPlan(Session session, Batch batch) {
    this.session = session;
    this.batch = batch;
    this.typed = batch.tombstones() ? marked(typed(batch)) : typed(batch);
    this.named = named(typed, batch.stages());
    this.fields = FieldPlan.of(typed, typed.drift().remembers() ? typed.watch().before(typed.drift(), named) : DriftPlan.NOTHING);
  }

  private static Stage.Typed typed(Batch batch) {
    for (int i = 0; i < batch.stages().size(); i++) {
      if (batch.stages().get(i) instanceof Stage.Typed typed) {
        if (batch.stages().subList(0, i).stream().anyMatch(stage -> !(stage instanceof Stage.Tombstones))) {
          throw new CaravanException(
              Problem.of(ErrorCode.ROUTE_INVALID, null, "a step that reads types (normalize) comes after another step in flow " + batch.flow())
                  .next("Put it first in the route."));
        }
        return typed;
      }
    }
    try {
      return new Stage.Typed(RecordParsers.discover(batch.segment()));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SOURCE_UNREADABLE, "cannot read the segment of batch " + batch.id() + ": " + e.getMessage(), e);
    }
  }

  private static List<ColumnRead> named(Stage.Typed typed, List<Stage> stages) {
    Map<String, ColumnRead> named = new LinkedHashMap<>();
    typed.columns().forEach(read -> named.put(read.column().name(), read));
    for (Stage stage : stages) {
      Collection<String> made = stage instanceof Stage.Joined joined ? joined.take().values() : stage instanceof Stage.Derived derived ? List.of(derived.column()) : List.of();
      made.forEach(name -> named.putIfAbsent(name, new ColumnRead(new Column(name, new Type.Text()), List.of(), CellRules.VERBATIM)));
    }
    return List.copyOf(named.values());
  }

  private static Stage.Typed marked(Stage.Typed typed) {
    List<ColumnRead> marked = new ArrayList<>(typed.columns());
    marked.removeIf(read -> read.column().name().equalsIgnoreCase(Stage.Tombstones.COLUMN));
    marked.add(ColumnRead.of(new Column(Stage.Tombstones.COLUMN, new Type.Bool())));
    return new Stage.Typed(marked, typed.drift(), typed.watch());
  }

  SegmentRead whole() {
    return SegmentRead.whole(batch.segment(), fields);
  }

  SegmentRead ordered() {
    return SegmentRead.ordered(batch.segment(), fields);
  }

  /** @return whether the batch has to be read again, since its fields are others than expected */
  boolean drifted(DriftSights sights) {
    if (typed.drift().contract() == null || onlyTombstones(sights)) {
      return false;
    }
    DriftPlan decided = typed.watch().seen(batch, typed.drift(), named, fields.drift(), sights);
    if (decided.equals(fields.drift())) {
      return false;
    }
    fields = FieldPlan.of(typed, decided);
    for (Stage stage : batch.stages()) {
      if (stage instanceof Stage.Deduplicated step) {
        losers.put(stage, findLosers(relationBefore(stage), step.keys()));
      }
    }
    return true;
  }

  void landing(DriftSights sights, String relation) {
    if (typed.drift().contract() != null && !onlyTombstones(sights)) {
      typed.watch().landing(batch, typed.drift(), typed.columns(), sights, session.connection(), relation);
    }
  }

  // What they lack is no drift.
  private boolean onlyTombstones(DriftSights sights) {
    return batch.tombstones() && sights.columns().containsKey(Stage.Tombstones.COLUMN) && sights.columns().get(Stage.Tombstones.COLUMN).present() == sights.records();
  }

  /** Opens references and finds duplicates: everything that must be known before rows can be decided. */
  void prepare() {
    for (Stage stage : batch.stages()) {
      if (stage instanceof Stage.Joined joined) {
        String relation = open(joined.reference());
        refuseAmbiguous(joined, relation);
      } else if (stage instanceof Stage.Deduplicated step) {
        if (step.landed() != null) {
          open(step.landed());
        }
        losers.put(stage, findLosers(relationBefore(stage), step.keys()));
      } else if (stage instanceof Stage.Checked checked) {
        checked.checks().foreignKeys().forEach(key -> open(key.reference()));
      } else if (stage instanceof Stage.Refused step) {
        losers.put(stage, list(step.rows()));
      }
    }
  }

  private String list(List<Stage.Refused.Row> rows) {
    String table = "_refused_" + tables++;
    String values = rows.stream()
        .map(row -> "(" + row.ordinal() + ", " + (row.field() == null ? "NULL" : text(row.field())) + ", " + text(row.required()) + ", " + text(row.got()) + ")")
        .collect(Collectors.joining(", "));
    session.execute("CREATE OR REPLACE TEMP TABLE " + table + " (_ordinal BIGINT, field VARCHAR, required VARCHAR, got VARCHAR)");
    if (!rows.isEmpty()) {
      session.execute("INSERT INTO " + table + " VALUES " + values);
    }
    return table;
  }

  private String open(Reference reference) {
    return references.computeIfAbsent(reference, key -> {
      try {
        return key.open(session.connection(), "_reference_" + references.size());
      } catch (SQLException e) {
        throw Session.failure("reference " + key.name(), e);
      }
    });
  }

  private void refuseAmbiguous(Stage.Joined joined, String relation) {
    String keys = joined.on().values().stream().map(Sql::name).collect(Collectors.joining(", "));
    String query = "SELECT concat_ws(', ', " + keys + ") FROM " + relation + " WHERE " + present(List.copyOf(joined.on().values()))
        + " GROUP BY " + keys + " HAVING count(*) > 1 LIMIT 1";
    session.first(query, row -> row.getString(1)).ifPresent(key -> {
      throw new CaravanException(
          Problem.of(ErrorCode.ENRICH_AMBIGUOUS, null, "reference " + joined.reference().name() + " has two rows for one key")
              .required("one row a key of (" + keys + ")", key));
    });
  }

  /** Decides which rows lose to an earlier one in each unique check of severity error. */
  void findUniqueLosers() {
    for (Stage stage : batch.stages()) {
      if (stage instanceof Stage.Checked checked) {
        for (UniqueCheck unique : checked.checks().uniques()) {
          if (unique.severity() == Severity.ERROR) {
            losers.put(unique, findLosers(relationBefore(unique), unique.fields()));
          }
        }
      }
    }
  }

  private String findLosers(RelationSql before, List<String> keys) {
    keys.forEach(before::require);
    String number = String.valueOf(tables++);
    String names = keys.stream().map(Sql::name).collect(Collectors.joining(", "));
    session.execute("CREATE OR REPLACE TEMP TABLE _keys_" + number + " AS " + before.query("_ordinal, " + names) + " WHERE _fate = 0 AND " + present(keys));
    session.execute(
        "CREATE OR REPLACE TEMP TABLE _losers_" + number + " AS SELECT _ordinal FROM ("
            + "SELECT _ordinal, row_number() OVER (PARTITION BY " + names + " ORDER BY _ordinal) AS _n FROM _keys_" + number
            + " SEMI JOIN (SELECT " + names + " FROM _keys_" + number + " GROUP BY " + names + " HAVING count(*) > 1) USING (" + names + ")"
            + ") WHERE _n > 1");
    session.execute("DROP TABLE _keys_" + number);
    return "_losers_" + number;
  }

  static String present(List<String> fields) {
    return fields.stream().map(field -> name(field) + " IS NOT NULL").collect(Collectors.joining(" AND "));
  }

  private RelationSql relationBefore(Object end) {
    return relation(session.register(whole()), false, end);
  }

  RelationSql relation(SegmentRead read, boolean explain) {
    return relation(session.register(read), explain, null);
  }

  /** @param end the stage or check before which to stop, or null */
  private RelationSql relation(String from, boolean explain, Object end) {
    RelationSql relation = new RelationSql(from, fields.columns(), batch.tombstones(), explain);
    for (Stage stage : batch.stages()) {
      if (stage == end) {
        return relation;
      }
      if (stage instanceof Stage.Derived derived) {
        relation.derived(derived);
      } else if (stage instanceof Stage.Filtered filtered) {
        relation.filtered(filtered);
      } else if (stage instanceof Stage.Joined joined) {
        relation.joined(joined, references.get(joined.reference()));
      } else if (stage instanceof Stage.Deduplicated step) {
        relation.listed(losers.get(step), Fate.DEDUPLICATED, null, null, null, step.keys());
        if (step.landed() != null) {
          relation.known(step.keys(), step.keys(), references.get(step.landed()), true, Fate.DEDUPLICATED, null, null);
        }
      } else if (stage instanceof Stage.Checked checked) {
        if (check(relation, checked.checks(), end)) {
          return relation;
        }
      } else if (stage instanceof Stage.Refused) {
        relation.refused(losers.get(stage));
      }
    }
    return relation;
  }

  private boolean check(RelationSql relation, Checks checks, Object end) {
    relation.checked(checks);
    for (ForeignKey key : checks.foreignKeys()) {
      if (key.severity() == Severity.ERROR) {
        String required = "a value of " + key.reference().name() + " (" + String.join(", ", key.referenceFields()) + ")";
        relation.known(key.fields(), key.referenceFields(), references.get(key.reference()), false, Fate.REJECTED, "foreignKey", required);
      }
    }
    for (UniqueCheck unique : checks.uniques()) {
      if (unique == end) {
        return true;
      }
      if (losers.containsKey(unique)) {
        String required = "one row for each (" + String.join(", ", unique.fields()) + ") in the batch";
        relation.listed(losers.get(unique), Fate.REJECTED, unique.fields().get(0), unique.rule(), required, unique.fields());
      }
    }
    return false;
  }

  List<Checks> checks() {
    List<Checks> checks = new ArrayList<>();
    for (Stage stage : batch.stages()) {
      if (stage instanceof Stage.Checked checked) {
        checks.add(checked.checks());
      }
    }
    return checks;
  }

  List<UniqueCheck> uniques(Severity severity) {
    return checks().stream().flatMap(checks -> checks.uniques().stream()).filter(unique -> unique.severity() == severity).toList();
  }

  /** A query that counts the rows of a table whose key is not in the reference. */
  String unknownKeys(ForeignKey key, String table) {
    String match = "";
    for (int i = 0; i < key.fields().size(); i++) {
      match += (i == 0 ? "" : " AND ") + "l." + name(key.fields().get(i)) + " = r." + name(key.referenceFields().get(i));
    }
    String present = key.fields().stream().map(field -> "l." + name(field) + " IS NOT NULL").collect(Collectors.joining(" AND "));
    return "SELECT count(*) FROM " + table + " l ANTI JOIN " + references.get(key.reference()) + " r ON " + match + " WHERE " + present;
  }

  /** The columns that land, with their types. */
  List<Column> columns() {
    Map<String, Type> known = new HashMap<>();
    fields.columns().forEach(read -> known.put(read.column().name(), read.column().type()));
    RelationSql relation = relation(whole(), false);
    return session.list("DESCRIBE " + relation.query(relation.columnList()), row -> column(row, known));
  }

  private static Column column(ResultSet row, Map<String, Type> known) throws SQLException {
    String name = row.getString(1);
    boolean json = known.get(name) instanceof Type.Json && row.getString(2).equals("VARCHAR");
    return new Column(name, json ? new Type.Json() : EngineTypes.parse(row.getString(2)));
  }

  /** A relation of the landing columns without rows. */
  String emptyRelation() {
    RelationSql relation = relation(whole(), false);
    return "(" + relation.query(relation.columnList()) + " WHERE false)";
  }

  /** The second look: why these rows were rejected, with their raw bytes, in source order. */
  List<Reject> explain(SegmentRead.Positions positions) {
    RelationSql relation = relation(SegmentRead.at(batch.segment(), fields, positions), true);
    String query = relation.query("_ordinal, _start, _length, _line, _fault, to_json(_reasons)::VARCHAR") + " WHERE _fate = 1 ORDER BY _ordinal";
    try (FileChannel data = FileChannel.open(batch.segment().data())) {
      Origins origins = Origins.of(batch.segment());
      return session.list(query, row -> reject(row, data, origins));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the segment of batch " + batch.id(), e);
    }
  }

  /** A broken rule, and the step it belongs to. */
  private record Reason(String step, String field, String rule, String required, String got) {}

  private Reject reject(ResultSet row, FileChannel data, Origins origins) throws SQLException {
    try {
      List<Reject.Failure> failures = new ArrayList<>();
      if (row.getString(5) != null) {
        failures.addAll(JSON.readValue(row.getString(5), FAILURES));
      }
      // A record that cannot be read is looked at by no other step.
      List<Reason> reasons = JSON.readValue(row.getString(6), REASONS);
      String step = reasons.isEmpty() ? "read" : reasons.get(0).step();
      reasons.forEach(reason -> failures.add(new Reject.Failure(reason.field(), reason.rule(), reason.required(), reason.got())));
      long start = row.getLong(2);
      return new Reject(
          row.getLong(1),
          origins.named(SegmentText.pointer(batch.segment(), start, row.getLong(4))),
          failures,
          SegmentText.raw(batch.segment(), data, start, Math.min(row.getInt(3), Reject.RAW_LIMIT)),
          step);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the engine writes valid JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the segment of batch " + batch.id(), e);
    }
  }
}
