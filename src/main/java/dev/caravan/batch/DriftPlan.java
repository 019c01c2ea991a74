package dev.caravan.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is decided about single fields of a batch, beyond the policy of its contract. Immutable.
 *
 * @param evolved new fields that land in columns of their own
 * @param quarantined new fields whose records are rejects
 * @param present columns without whose field a record is a reject
 * @param full whether no further field gets a column of its own, and records with one are rejects
 */
public record DriftPlan(List<ColumnRead> evolved, Set<String> quarantined, Set<String> present, boolean full) {
  public static final DriftPlan NOTHING = new DriftPlan(List.of(), Set.of(), Set.of(), false);

  public DriftPlan {
    evolved = List.copyOf(evolved);
    quarantined = Set.copyOf(quarantined);
    present = Set.copyOf(present);
  }

  /** The plan with columns for further fields: by field their type. */
  public DriftPlan evolving(List<ColumnRead> contract, Map<String, Type> fields) {
    Set<String> names = new HashSet<>();
    contract.forEach(read -> names.add(read.column().name().toLowerCase(Locale.ROOT)));
    evolved.forEach(read -> names.add(read.column().name().toLowerCase(Locale.ROOT)));
    List<ColumnRead> columns = new ArrayList<>(evolved);
    new TreeMap<>(fields).forEach((field, type) -> {
      String name = JsonDiscovery.named(field, names.size() + 1, names);
      columns.add(new ColumnRead(new Column(name, type), List.of(field), CellRules.STRICT));
    });
    return new DriftPlan(columns, quarantined, present, full);
  }
}
