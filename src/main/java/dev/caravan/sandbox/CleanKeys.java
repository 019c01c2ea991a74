package dev.caravan.sandbox;

import java.util.SplittableRandom;

/** Keys of the records that will land: what other records may refer to. */
final class CleanKeys {
  private final int[] keys;
  private int size;

  CleanKeys(int capacity) {
    this.keys = new int[capacity];
  }

  void add(int key) {
    keys[size++] = key;
  }

  int size() {
    return size;
  }

  int any(SplittableRandom random) {
    return keys[random.nextInt(size)];
  }

  /** Round and round. */
  int at(int index) {
    return keys[index % size];
  }
}
