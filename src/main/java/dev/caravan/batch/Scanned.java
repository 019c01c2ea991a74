package dev.caravan.batch;

/**
 * How much of a batch the engine has read at one moment.
 *
 * @param rows records, whatever becomes of them
 * @param share of the segment, 0 to 1
 */
public record Scanned(long rows, double share) {
  public static final Scanned NOTHING = new Scanned(0, 0);
}
