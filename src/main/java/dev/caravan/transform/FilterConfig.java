package dev.caravan.transform;

/** What the parameters of {@code kamelet:filter-action} say; {@link Filter} reads it. */
public final class FilterConfig {
  private String where;

  public String where() {
    return where;
  }

  /** SQL condition over the columns so far. */
  public FilterConfig setWhere(String where) {
    this.where = where;
    return this;
  }
}
