package dev.caravan.batch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rows of one pass that do not land: how many of each fate, and where the rejected ones stand, kept
 * in a file so that a batch of nothing but rejects needs no memory. Thread-safe until {@link #done()}.
 */
final class FateNotes implements AutoCloseable {
  private static final int ENTRY_BYTES = 3 * Long.BYTES + Integer.BYTES;

  private final Path file;
  private final DataOutputStream out;
  private final long[] counts = new long[Fate.values().length];

  FateNotes(Path file) throws IOException {
    this.file = file;
    this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
  }

  synchronized void note(int fate, long ordinal, long start, int length, long line) {
    counts[fate]++;
    if (fate == Fate.REJECTED.number()) {
      try {
        out.writeLong(ordinal);
        out.writeLong(start);
        out.writeInt(length);
        out.writeLong(line);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot note a reject", e);
      }
    }
  }

  synchronized void done() throws IOException {
    out.flush();
  }

  synchronized long count(Fate fate) {
    return counts[fate.number()];
  }

  /**
   * Hands the rejected rows over in portions, each in source order.
   *
   * @param rows at most in a portion
   * @param bytes of records after which a portion is full: what a portion holds, memory holds
   */
  void rejected(int rows, long bytes, PositionsConsumer consumer) throws IOException {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      List<long[]> portion = new ArrayList<>();
      long held = 0;
      for (long left = Files.size(file) / ENTRY_BYTES; left > 0; left--) {
        long[] entry = {in.readLong(), in.readLong(), in.readInt(), in.readLong()};
        portion.add(entry);
        held += entry[2];
        if (portion.size() == rows || held >= bytes || left == 1) {
          portion.sort(Comparator.comparingLong(noted -> noted[0]));
          consumer.accept(positions(portion));
          portion.clear();
          held = 0;
        }
      }
    }
  }

  private static SegmentRead.Positions positions(List<long[]> entries) {
    return new SegmentRead.Positions(
        entries.stream().mapToLong(entry -> entry[1]).toArray(),
        entries.stream().mapToInt(entry -> (int) entry[2]).toArray(),
        entries.stream().mapToLong(entry -> entry[0]).toArray(),
        entries.stream().mapToLong(entry -> entry[3]).toArray());
  }

  /** Takes a portion of rejected rows. */
  interface PositionsConsumer {
    void accept(SegmentRead.Positions positions) throws IOException;
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(file);
  }
}
