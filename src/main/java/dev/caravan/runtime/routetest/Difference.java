package dev.caravan.runtime.routetest;

/**
 * One thing that is not as expected.
 *
 * @param where {@code landed[2].amount}: the second landed record's column
 */
public record Difference(String where, String expected, String got) {
  @Override
  public String toString() {
    return where + "\n  expected  " + expected + "\n  got       " + got;
  }
}
