package dev.caravan.batch;

import static dev.caravan.batch.Sql.name;
import static dev.caravan.batch.Sql.text;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes the steps of a batch as one SQL relation. Each step is a common table expression over the one
 * before; the system columns travel along, among them {@code _fate}, which a step may set once, and in
 * the second look {@code _reasons}, the list of broken rules of a rejected row.
 *
 * <p>Not thread-safe; one a query.
 */
final class RelationSql {
  private static final String NO_REASONS = "[]::STRUCT(step VARCHAR, field VARCHAR, rule VARCHAR, required VARCHAR, got VARCHAR)[]";

  private static final String CHECK = "check";

  private static final Pattern OWN = Pattern.compile("_(ordinal|start|length|line|fault|fate|reasons|tried|hit|value|n|[kot]\\d*)", Pattern.CASE_INSENSITIVE);

  private final boolean tombstones;
  private final boolean explain;
  private final List<String> steps = new ArrayList<>();
  private final Set<String> columns = new LinkedHashSet<>();
  private String last = "s0";
  private boolean joins;

  /**
   * @param from what to write behind FROM for the segment
   * @param tombstones whether a column says which rows are tombstones
   * @param explain carry the reasons of rejects along
   */
  RelationSql(String from, List<ColumnRead> reads, boolean tombstones, boolean explain) {
    this.tombstones = tombstones;
    this.explain = explain;
    StringBuilder select = new StringBuilder("SELECT _ordinal, _start, _length, _line, ");
    select.append("CASE WHEN _fault IS NOT NULL THEN ").append(Fate.REJECTED.number());
    if (tombstones) {
      select.append(" WHEN ").append(name(Stage.Tombstones.COLUMN)).append(" THEN ").append(Fate.DELETED.number());
    }
    select.append(" ELSE ").append(Fate.LANDED.number()).append(" END AS _fate");
    if (explain) {
      select.append(", _fault, ").append(NO_REASONS).append(" AS _reasons");
    }
    for (ColumnRead read : reads) {
      String column = name(read.column().name());
      columns.add(read.column().name());
      String value = ColumnVectors.finish(read.column().type(), column);
      boolean marks = tombstones && read.column().name().equals(Stage.Tombstones.COLUMN);
      select.append(", ").append(marks ? "coalesce(" + value + ", false)" : value).append(" AS ").append(column);
    }
    steps.add("s0 AS (" + select + " FROM " + from + ")");
  }

  /** Whether the relation has a column of its own that is called so. */
  static boolean reserves(String name) {
    return OWN.matcher(name).matches();
  }

  Set<String> columns() {
    return java.util.Collections.unmodifiableSet(columns);
  }

  /** The columns of the data, quoted, in order. */
  String columnList() {
    return String.join(", ", columns.stream().map(Sql::name).toList());
  }

  /** {@code WITH … SELECT <select> FROM <the last step>}. */
  String query(String select) {
    return "WITH " + String.join(",\n", steps) + "\nSELECT " + select + " FROM " + last;
  }

  void derived(Stage.Derived step) {
    String expression = step.type() == null ? "(" + step.sql() + ")" : "CAST((" + step.sql() + ") AS " + sql(step.type()) + ")";
    // TRY gives NULL for an expression that fails; the struct tells that from one that yields NULL.
    // A tombstone's key may be calculated; what its other columns would need, it does not have.
    String tried = next("*, CASE WHEN " + Fate.LANDS + " THEN TRY(struct_pack(v := " + expression + ")) END AS _tried", last, "");
    String broken = "_fate = 0 AND _tried IS NULL";
    boolean replaces = columns.contains(step.column());
    select(
        tried,
        "",
        fate(broken, Fate.REJECTED),
        reasons("calculate", broken, text(step.column()), "calculate", step.sql(), "NULL"),
        step.column(),
        "_tried.v");
    if (!replaces) {
      columns.add(step.column());
    }
  }

  void filtered(Stage.Filtered step) {
    String tried = next("*, CASE WHEN _fate = 0 THEN TRY(struct_pack(v := (" + step.where() + ")::BOOLEAN)) END AS _tried", last, "");
    String broken = "_fate = 0 AND _tried IS NULL";
    String fate =
        "CASE WHEN " + broken + " THEN " + Fate.REJECTED.number()
            + " WHEN _fate = 0 AND NOT coalesce(_tried.v, false) THEN " + Fate.FILTERED.number() + " ELSE _fate END";
    select(tried, "", fate, reasons("filter", broken, "NULL", "filter", step.where(), "NULL"), null, null);
  }

  /** @param relation the reference, unique on its keys */
  void joined(Stage.Joined step, String relation) {
    List<String> keys = List.copyOf(step.on().keySet());
    keys.forEach(this::require);
    StringBuilder right = new StringBuilder("SELECT true AS _hit");
    StringBuilder on = new StringBuilder("l._fate = 0");
    for (int i = 0; i < keys.size(); i++) {
      right.append(", ").append(name(step.on().get(keys.get(i)))).append(" AS _k").append(i);
      on.append(" AND l.").append(name(keys.get(i))).append(" = r._k").append(i);
    }
    int taken = 0;
    for (String column : step.take().keySet()) {
      right.append(", ").append(name(column)).append(" AS _t").append(taken++);
    }
    String source = "(" + "SELECT * FROM " + last + ") l LEFT JOIN (" + right + " FROM " + relation + ") r ON " + on;
    String missed = "_fate = 0 AND _hit IS NULL";
    String fate =
        switch (step.missing()) {
          case KEEP -> "_fate";
          case REJECT -> fate(missed, Fate.REJECTED);
          case FILTER -> fate(missed, Fate.FILTERED);
        };
    StringBuilder data = new StringBuilder();
    Set<String> names = new LinkedHashSet<>(step.take().values());
    columns.stream().filter(column -> !names.contains(column)).forEach(column -> data.append(", ").append(name(column)));
    taken = 0;
    for (String as : step.take().values()) {
      data.append(", _t").append(taken++).append(" AS ").append(name(as));
    }
    List<String> reasons = step.missing() == Stage.MissingKey.REJECT
        ? reasons("lookup", missed, text(keys.get(0)), "lookup", "a key of " + step.reference().name(), got(keys))
        : List.of();
    columns.removeAll(names);
    columns.addAll(names);
    next(system(fate, reasons) + data, source, "");
  }

  /** Rows whose ordinal stands in a table get a fate. */
  void listed(String table, Fate fate, String field, String rule, String required, List<String> fields) {
    String source = last + " l LEFT JOIN (SELECT _ordinal AS _o FROM " + table + ") r ON l._ordinal = r._o";
    String listed = "_fate = 0 AND _o IS NOT NULL";
    List<String> reasons = fate == Fate.REJECTED ? reasons(CHECK, listed, text(field), rule, required, got(fields)) : List.of();
    next(system(fate(listed, fate), reasons) + data(), source, "");
  }

  /** Rows whose fields stand in a reference (or do not) get a fate; rows with a null among them pass. */
  void known(List<String> fields, List<String> referenceFields, String relation, boolean whenFound, Fate fate, String rule, String required) {
    fields.forEach(this::require);
    StringBuilder right = new StringBuilder("SELECT DISTINCT true AS _hit");
    StringBuilder on = new StringBuilder("l._fate = 0");
    StringBuilder present = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      right.append(", ").append(name(referenceFields.get(i))).append(" AS _k").append(i);
      on.append(" AND l.").append(name(fields.get(i))).append(" = r._k").append(i);
      present.append(" AND ").append(name(fields.get(i))).append(" IS NOT NULL");
    }
    String source = last + " l LEFT JOIN (" + right + " FROM " + relation + ") r ON " + on;
    String hit = "_fate = 0" + present + " AND _hit IS " + (whenFound ? "NOT NULL" : "NULL");
    List<String> reasons = fate == Fate.REJECTED ? reasons(CHECK, hit, text(fields.get(0)), rule, required, got(fields)) : List.of();
    next(system(fate(hit, fate), reasons) + data(), source, "");
  }

  /** Rows that stand in a table with what their target says of them are rejected, tombstones too. */
  void refused(String table) {
    String source = last + " l LEFT JOIN (SELECT _ordinal AS _o, field AS _o1, required AS _o2, got AS _o3 FROM " + table + ") r ON l._ordinal = r._o";
    String refused = Fate.LANDS + " AND _o IS NOT NULL";
    String reason = "{'step': 'land', 'field': _o1, 'rule': 'refused', 'required': _o2, 'got': _o3}";
    List<String> reasons = explain ? List.of("CASE WHEN " + refused + " THEN list_append(_reasons, " + reason + ") ELSE _reasons END") : List.of();
    next(system(fate(refused, Fate.REJECTED), reasons) + data(), source, "");
  }

  /** Row checks of severity error; of a tombstone only its key is asked for. */
  void checked(Checks checks) {
    List<RowCheck> errors = checks.rows().stream().filter(check -> check.severity() == Severity.ERROR).toList();
    if (!errors.isEmpty()) {
      checked(errors, Fate.LANDED);
    }
    if (tombstones) {
      List<RowCheck> ofKey = errors.stream().filter(check -> check.rule().equals("required") && isKey(check.field(), checks)).toList();
      if (!ofKey.isEmpty()) {
        checked(ofKey, Fate.DELETED);
      }
    }
  }

  private static boolean isKey(String field, Checks checks) {
    return checks.uniques().stream().anyMatch(unique -> unique.rule().equals("primaryKey") && unique.fields().contains(field));
  }

  private void checked(List<RowCheck> errors, Fate of) {
    String open = "_fate = " + of.number();
    String any = String.join(" OR ", errors.stream().map(check -> "coalesce((" + check.fails() + "), false)").toList());
    // A check that cannot even be computed for a row is broken by it.
    String broken = open + " AND coalesce(TRY(" + any + "), true)";
    List<String> reasons = new ArrayList<>();
    if (explain) {
      List<String> each = new ArrayList<>();
      for (RowCheck check : errors) {
        String got = columns.contains(check.field()) ? shown(check.field()) : "NULL";
        each.add(
            "CASE WHEN coalesce(TRY(coalesce((" + check.fails() + "), false)), true) THEN "
                + reason(CHECK, text(check.field()), check.rule(), check.required(), got) + " END");
      }
      reasons.add(
          "CASE WHEN " + open + " THEN list_concat(_reasons, list_filter([" + String.join(", ", each)
              + "], lambda x: x IS NOT NULL)) ELSE _reasons END");
    }
    next(system(fate(broken, Fate.REJECTED), reasons) + data(), last, "");
  }

  /** @throws CaravanException COLUMN_UNKNOWN with the nearest name */
  void require(String column) {
    if (!columns.contains(column)) {
      throw new CaravanException(
          Problem.of(ErrorCode.COLUMN_UNKNOWN, null, "no column '" + column + "' after the steps before")
              .next(Nearest.hint(column, columns)));
    }
  }

  private void select(String from, String extra, String fate, List<String> reasons, String column, String value) {
    StringBuilder data = new StringBuilder();
    boolean replaced = false;
    for (String existing : columns) {
      if (existing.equals(column)) {
        data.append(", ").append(value).append(" AS ").append(name(existing));
        replaced = true;
      } else {
        data.append(", ").append(name(existing));
      }
    }
    if (column != null && !replaced) {
      data.append(", ").append(value).append(" AS ").append(name(column));
    }
    next(system(fate, reasons) + data, from, extra);
  }

  /** Whether rows may come in another order than they were scanned in. */
  boolean joins() {
    return joins;
  }

  private String next(String select, String from, String extra) {
    joins |= from.contains(" JOIN ");
    String step = "s" + steps.size();
    steps.add(step + " AS (SELECT " + select + " FROM " + from + extra + ")");
    last = step;
    return step;
  }

  private String system(String fate, List<String> reasons) {
    String system = "_ordinal, _start, _length, _line, " + fate + " AS _fate";
    if (explain) {
      system += ", _fault, " + (reasons.isEmpty() ? "_reasons" : reasons.get(0)) + " AS _reasons";
    }
    return system;
  }

  private String data() {
    StringBuilder data = new StringBuilder();
    columns.forEach(column -> data.append(", ").append(name(column)));
    return data.toString();
  }

  private static String fate(String condition, Fate fate) {
    return "CASE WHEN " + condition + " THEN " + fate.number() + " ELSE _fate END";
  }

  private List<String> reasons(String step, String condition, String field, String rule, String required, String got) {
    if (!explain) {
      return List.of();
    }
    return List.of("CASE WHEN " + condition + " THEN list_append(_reasons, " + reason(step, field, rule, required, got) + ") ELSE _reasons END");
  }

  private static String reason(String step, String field, String rule, String required, String got) {
    return "{'step': " + text(step) + ", 'field': " + field + "::VARCHAR, 'rule': " + text(rule) + ", 'required': " + text(required) + ", 'got': " + got + "::VARCHAR}";
  }

  private static String got(List<String> fields) {
    if (fields.size() == 1) {
      return shown(fields.get(0));
    }
    return "concat_ws(', ', " + String.join(", ", fields.stream().map(field -> "coalesce(" + shown(field) + ", 'null')").toList()) + ")";
  }

  private static String shown(String column) {
    return "left(CAST(" + name(column) + " AS VARCHAR), 200)";
  }

  /** The engine's own type: JSON is kept as its text, which no cast may refuse. */
  static String sql(Type type) {
    return type instanceof Type.Json ? "VARCHAR" : type.sql();
  }

}
