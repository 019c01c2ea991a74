package dev.caravan.source.http;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A set of rows, known by 128 bits of their SHA-256: two rows that differ anywhere are not taken for
 * one. Sixteen to thirty-two bytes a row. Not thread-safe while rows are added.
 */
public final class RowDigests {
  private static final int SMALLEST = 64;

  private long[] slots = new long[2 * SMALLEST];
  private int rows;

  /** The digest of a row, in two parts; never two zeros. */
  public record Digest(long high, long low) {
    public static Digest of(byte[] row, int length) {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(row, 0, length);
        ByteBuffer bytes = ByteBuffer.wrap(sha.digest());
        // The lowest bit tells a digest from an empty slot.
        return new Digest(bytes.getLong(), bytes.getLong() | 1);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  public int size() {
    return rows;
  }

  public void add(Digest digest) {
    if (4L * (rows + 1) > slots.length) {
      grow();
    }
    int slot = slot(digest);
    if (slots[slot + 1] == 0) {
      slots[slot] = digest.high();
      slots[slot + 1] = digest.low();
      rows++;
    }
  }

  public boolean contains(Digest digest) {
    return slots[slot(digest) + 1] != 0;
  }

  private int slot(Digest digest) {
    int mask = slots.length / 2 - 1;
    int slot = (int) digest.high() & mask;
    while (slots[2 * slot + 1] != 0 && (slots[2 * slot] != digest.high() || slots[2 * slot + 1] != digest.low())) {
      slot = slot + 1 & mask;
    }
    return 2 * slot;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[before.length * 2];
    rows = 0;
    for (int i = 0; i < before.length; i += 2) {
      if (before[i + 1] != 0) {
        add(new Digest(before[i], before[i + 1]));
      }
    }
  }

  /** All of them, in pairs, in no order. */
  long[] pairs() {
    long[] pairs = new long[2 * rows];
    int at = 0;
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i + 1] != 0) {
        pairs[at++] = slots[i];
        pairs[at++] = slots[i + 1];
      }
    }
    return Arrays.copyOf(pairs, at);
  }

  /** Those that are not among others. */
  RowDigests without(RowDigests others) {
    RowDigests left = new RowDigests();
    long[] pairs = pairs();
    for (int i = 0; i < pairs.length; i += 2) {
      Digest digest = new Digest(pairs[i], pairs[i + 1]);
      if (!others.contains(digest)) {
        left.add(digest);
      }
    }
    return left;
  }

  public void addAll(RowDigests more) {
    long[] pairs = more.pairs();
    for (int i = 0; i < pairs.length; i += 2) {
      add(new Digest(pairs[i], pairs[i + 1]));
    }
  }
}
