package dev.caravan.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A contract put together from facts that somebody else found, property by property. Not thread-safe. */
public final class ContractDraft {
  private final String dataset;
  private final String origin;
  private final String table;
  private final List<String> notes = new ArrayList<>();
  private final List<PropertyProposal> properties = new ArrayList<>();

  /**
   * @param dataset {@code system/entity}
   * @param origin what the draft is made from, in one line for people
   * @param table its name in the source
   */
  public ContractDraft(String dataset, String origin, String table) {
    this.dataset = Objects.requireNonNull(dataset, "dataset is null");
    this.origin = Objects.requireNonNull(origin, "origin is null");
    this.table = Objects.requireNonNull(table, "table is null");
  }

  /** Adds a line for people above the properties. */
  public void note(String text) {
    notes.add(text);
  }

  /** Adds a property, behind those there are. */
  public PropertyProposal property(String name) {
    PropertyProposal property = new PropertyProposal(name, null);
    properties.add(property);
    return property;
  }

  /** @return an ODCS 3.1.0 contract in YAML, with a comment above each decision that has a reason */
  public String yaml() {
    return ContractYaml.write(dataset, origin, table, properties, notes);
  }
}
