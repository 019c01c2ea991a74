package dev.caravan.transform;

/**
 * What the parameters of {@code kamelet:enrich-action} say, as text; {@link Enrich} reads it. null and
 * blank mean "not given".
 */
public final class EnrichConfig {
  private String with;
  private String contract;
  private String on;
  private String take;
  private String missing = "keep";
  private boolean latest;
  private String calculate;

  public String with() {
    return with;
  }

  /** {@code retail/currency}, {@code file:path.csv} or {@code jdbc:datasource/table}. */
  public EnrichConfig setWith(String with) {
    this.with = with;
    return this;
  }

  public String contract() {
    return contract;
  }

  /** Contract that types the columns of a reference file: {@code retail/currency}. */
  public EnrichConfig setContract(String contract) {
    this.contract = contract;
    return this;
  }

  public String on() {
    return on;
  }

  /** Column of both sides, or column to column of the reference: {@code country, currency=code}. */
  public EnrichConfig setOn(String on) {
    this.on = on;
    return this;
  }

  public String take() {
    return take;
  }

  /** Columns of the reference, perhaps under a new name: {@code rate, name=currency_name}. */
  public EnrichConfig setTake(String take) {
    this.take = take;
    return this;
  }

  public String missing() {
    return missing;
  }

  /** What happens to a row without a match: keep, reject or filter. */
  public EnrichConfig setMissing(String missing) {
    this.missing = missing;
    return this;
  }

  public boolean latest() {
    return latest;
  }

  /** Whether, of a dataset that has landed more than once, the newest batch with a key counts. */
  public EnrichConfig setLatest(boolean latest) {
    this.latest = latest;
    return this;
  }

  public String calculate() {
    return calculate;
  }

  /** Columns to calculate, in order: {@code total = quantity * unit_price as DECIMAL(18,2)}. */
  public EnrichConfig setCalculate(String calculate) {
    this.calculate = calculate;
    return this;
  }
}
