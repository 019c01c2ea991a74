package dev.caravan.cli.crash;

/**
 * Something that must not be.
 *
 * @param invariant it breaks: I1 to I5
 * @param text for people, with the key or batch concerned
 */
record Finding(String invariant, String text) {
  @Override
  public String toString() {
    return text + " (" + invariant + ")";
  }
}
