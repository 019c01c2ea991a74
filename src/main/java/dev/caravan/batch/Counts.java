package dev.caravan.batch;

/** What became of the records of a batch. */
public record Counts(long read, long landed, long rejected, long deduplicated, long filtered) {
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  /** I1. */
  public boolean balanced() {
    return read == landed + rejected + deduplicated + filtered;
  }

  public Counts plus(Counts more) {
    return new Counts(
        read + more.read,
        landed + more.landed,
        rejected + more.rejected,
        deduplicated + more.deduplicated,
        filtered + more.filtered);
  }

  /** As people are told. */
  @Override
  public String toString() {
    return "read " + read + ", landed " + landed + ", rejected " + rejected + ", deduplicated " + deduplicated + ", filtered " + filtered;
  }
}
