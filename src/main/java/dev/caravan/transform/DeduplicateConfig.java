package dev.caravan.transform;

/** What the parameters of {@code kamelet:deduplicate-action} say, as text; {@link Deduplicate} reads it. */
public final class DeduplicateConfig {
  private String keys;
  private String against = "batch";
  private String dataset;

  public String keys() {
    return keys;
  }

  /** Columns that together name a record: {@code order_id, line}. */
  public DeduplicateConfig setKeys(String keys) {
    this.keys = keys;
    return this;
  }

  public String against() {
    return against;
  }

  /** {@code batch}: earlier rows of the same batch; {@code landed}: also what earlier batches landed. */
  public DeduplicateConfig setAgainst(String against) {
    this.against = against;
    return this;
  }

  public String dataset() {
    return dataset;
  }

  /** Where it landed: {@code retail/order}; needed with {@code landed} only. */
  public DeduplicateConfig setDataset(String dataset) {
    this.dataset = dataset;
    return this;
  }
}
