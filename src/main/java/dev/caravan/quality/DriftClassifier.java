package dev.caravan.quality;

import dev.caravan.batch.Column;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.DriftPlan;
import dev.caravan.batch.DriftRules;
import dev.caravan.batch.DriftSights;
import dev.caravan.batch.DriftSights.NewField;
import dev.caravan.batch.DriftSights.SeenColumn;
import dev.caravan.batch.Type;
import dev.caravan.catalog.DriftProposal.Drift;
import dev.caravan.catalog.DriftProposal.Kind;
import dev.caravan.catalog.DriftProposals.Sketch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compares how a batch came with its contract and tells what is different. Stateless. */
final class DriftClassifier {
  /** A lower share of values that do not fit is dirt, not drift; and so is a single one, however small the batch. */
  private static final double DRIFTING = 0.1;

  private static final int SEVERAL = 2;

  /** So many records that should have had a field make its absence no accident. */
  private static final double EXPECTED = 10;

  /** From here on a new field is taken for an old one. */
  private static final double ALIKE = 0.6;

  private static final Type.Decimal NUMBER = new Type.Decimal(38, 10);
  private static final int LONG_DIGITS = 18;

  private DriftClassifier() {}

  /**
   * Everything that is different, by field.
   *
   * @param sketches what is known of the columns from before, by name
   */
  static List<Drift> classify(DriftRules rules, List<ColumnRead> columns, DriftSights sights, Map<String, Sketch> sketches) {
    Map<String, NewField> unknown = new TreeMap<>();
    sights.unknown().forEach((name, field) -> {
      if (field.records() > 0) {
        unknown.put(name, field);
      }
    });
    List<String> gone = columns.stream().map(read -> read.column().name()).filter(column -> gone(rules, column, sights, sketches)).toList();
    List<Drift> drifts = new ArrayList<>(renamed(columns, unknown, gone, sketches));
    Set<String> old = new HashSet<>();
    for (Drift drift : drifts) {
      unknown.remove(drift.field());
      old.add(drift.column());
    }
    drifts.addAll(added(columns, unknown));
    for (String column : gone) {
      if (!old.contains(column)) {
        drifts.add(new Drift(Kind.GONE, column, column, null, 1, sights.records(), List.of()));
      }
    }
    columns.forEach(read -> changed(read, sights.columns().get(read.column().name())).ifPresent(drifts::add));
    return drifts;
  }

  private static boolean gone(DriftRules rules, String column, DriftSights sights, Map<String, Sketch> sketches) {
    SeenColumn seen = sights.columns().get(column);
    Sketch before = sketches.get(column);
    if (seen == null || seen.present() > 0 || sights.records() == 0 || column.equals(DriftRules.VARIANT_COLUMN)) {
      return false;
    }
    return before != null && before.share() > 0 && (rules.required().contains(column) || before.share() * sights.records() >= EXPECTED);
  }

  private record Pair(String field, String column, double likeness) {}

  private static List<Drift> renamed(List<ColumnRead> columns, Map<String, NewField> unknown, List<String> gone, Map<String, Sketch> sketches) {
    List<Pair> pairs = new ArrayList<>();
    for (String column : gone) {
      ValueSketch before = ValueSketch.parse(sketches.get(column).sketch());
      unknown.forEach((name, field) -> pairs.add(new Pair(name, column, before.likeness(ValueSketch.of(field.examples())))));
    }
    pairs.sort(Comparator.comparingDouble(Pair::likeness).reversed().thenComparing(Pair::field).thenComparing(Pair::column));
    Map<String, Type> types = new HashMap<>();
    columns.forEach(read -> types.put(read.column().name(), read.column().type()));
    Map<String, Drift> renamed = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    for (Pair pair : pairs) {
      if (pair.likeness() >= ALIKE && !renamed.containsKey(pair.field()) && taken.add(pair.column())) {
        NewField field = unknown.get(pair.field());
        renamed.put(pair.field(), new Drift(Kind.RENAMED, pair.field(), pair.column(), types.get(pair.column()), pair.likeness(), field.records(), field.examples()));
      }
    }
    return List.copyOf(renamed.values());
  }

  private static List<Drift> added(List<ColumnRead> columns, Map<String, NewField> unknown) {
    Map<String, Type> types = new TreeMap<>();
    unknown.forEach((name, field) -> types.put(name, field.type()));
    List<Drift> added = new ArrayList<>();
    for (ColumnRead read : DriftPlan.NOTHING.evolving(columns, types).evolved()) {
      String name = read.source().get(0);
      NewField field = unknown.get(name);
      added.add(new Drift(Kind.NEW, name, read.column().name(), field.type(), 1, field.records(), field.examples()));
    }
    return added;
  }

  private static Optional<Drift> changed(ColumnRead read, SeenColumn seen) {
    if (seen == null || seen.misfits() < SEVERAL || seen.misfits() < DRIFTING * seen.present()) {
      return Optional.empty();
    }
    Column column = read.column();
    Type came = seen.examples().stream().map(DriftClassifier::written).reduce(DriftClassifier::together).orElseGet(Type.Text::new);
    Type wider = together(column.type(), came);
    Kind kind = wider.equals(column.type()) ? Kind.NARROWED : Kind.WIDENED;
    return Optional.of(new Drift(kind, column.name(), column.name(), wider, 1, seen.misfits(), seen.examples()));
  }

  /** The type a value has by the way it is written. */
  private static Type written(String value) {
    String text = value.strip();
    if (text.matches("-?\\d+")) {
      return text.length() <= LONG_DIGITS ? new Type.Int(64, true) : text.length() <= NUMBER.precision() ? new Type.Decimal(38, 0) : new Type.Text();
    }
    if (text.matches("-?\\d{1,28}\\.\\d{1,10}")) {
      return NUMBER;
    }
    if (text.equals("true") || text.equals("false")) {
      return new Type.Bool();
    }
    return text.startsWith("{") || text.startsWith("[") ? new Type.Json() : new Type.Text();
  }

  /** The narrowest type that holds the values of both. */
  private static Type together(Type one, Type other) {
    if (one.equals(other)) {
      return one;
    }
    if (one instanceof Type.Json || other instanceof Type.Json) {
      return new Type.Json();
    }
    if (one instanceof Type.Int first && other instanceof Type.Int second) {
      return first.bits() >= second.bits() ? first : second;
    }
    if (one instanceof Type.Floating && numeric(other)) {
      return one;
    }
    if (numeric(one) && numeric(other)) {
      return wide(one, other);
    }
    return new Type.Text();
  }

  private static boolean numeric(Type type) {
    return type instanceof Type.Int || type instanceof Type.Decimal;
  }

  private static Type wide(Type one, Type other) {
    int scale = Math.max(scale(one), scale(other));
    int before = Math.max(before(one), before(other));
    if (before + scale > NUMBER.precision()) {
      return new Type.Text();
    }
    // An exact fit of the old type means the value was written otherwise, not that it is another one.
    if (one instanceof Type.Decimal first && first.scale() == scale && first.precision() - first.scale() >= before) {
      return first;
    }
    return new Type.Decimal(NUMBER.precision(), scale);
  }

  private static int scale(Type type) {
    return type instanceof Type.Decimal decimal ? decimal.scale() : 0;
  }

  private static int before(Type type) {
    return type instanceof Type.Decimal decimal ? decimal.precision() - decimal.scale() : LONG_DIGITS;
  }
}
