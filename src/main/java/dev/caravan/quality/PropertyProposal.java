package dev.caravan.quality;

import java.util.LinkedHashMap;
import java.util.Map;

/** The keys proposed for one property of a contract, in order, each with the reason for it. Not thread-safe. */
public final class PropertyProposal {
  private final String name;
  private final ColumnProfile column;
  private final Map<String, Decision> decisions = new LinkedHashMap<>();

  /** @param column null where no values were profiled */
  PropertyProposal(String name, ColumnProfile column) {
    this.name = name;
    this.column = column;
  }

  /**
   * @param value text, Boolean, number, List or Map
   * @param reason for people; null when the value speaks for itself
   */
  record Decision(Object value, String reason) {}

  /**
   * @param value text, Boolean, number, List or Map
   * @param reason for people; null when the value speaks for itself
   */
  public void decide(String key, Object value, String reason) {
    decisions.put(key, new Decision(value, reason));
  }

  /** Adds an option of the logical type. */
  void option(String key, Object value, String reason) {
    inner("logicalTypeOptions", key, value, reason);
  }

  /** Adds a custom property. */
  public void custom(String key, Object value, String reason) {
    inner("customProperties", key, value, reason);
  }

  @SuppressWarnings("unchecked")
  private void inner(String outer, String key, Object value, String reason) {
    Decision decision = decisions.computeIfAbsent(outer, absent -> new Decision(new LinkedHashMap<String, Decision>(), null));
    ((Map<String, Decision>) decision.value()).put(key, new Decision(value, reason));
  }

  String name() {
    return name;
  }

  ColumnProfile column() {
    return column;
  }

  Map<String, Decision> decisions() {
    return decisions;
  }

  String logicalType() {
    Decision decision = decisions.get("logicalType");
    return decision == null ? "" : decision.value().toString();
  }
}
