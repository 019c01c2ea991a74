package dev.caravan.sandbox;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The files of one flow: decides which records get dirty and keeps the count. Not thread-safe. */
final class Delivery implements AutoCloseable {
  private static final double DIRTY_SHARE = 0.015;
  private static final int REDELIVERED = 20;

  private final String flow;
  private final Path folder;
  private final Charset charset;
  private final List<Dirt> kinds;
  private final SplittableRandom random;
  private final List<Path> files = new ArrayList<>();
  private final Map<Dirt, Long> dirt = new EnumMap<>(Dirt.class);
  private final Deque<String> lastClean = new ArrayDeque<>();
  private RecordFile file;
  private long records;

  Delivery(String flow, Path folder, Charset charset, SplittableRandom random, Dirt... kinds) {
    this.flow = flow;
    this.folder = folder;
    this.charset = charset;
    this.random = random;
    this.kinds = List.of(kinds);
  }

  /** Ends the file before and begins the next; a header counts as no record. */
  void begin(String name, String header) throws IOException {
    close();
    Path path = folder.resolve(name);
    file = new RecordFile(path, charset);
    files.add(path);
    if (header != null) {
      file.line(header);
    }
  }

  /** The tail of the file before once more, as shops send it after an outage. */
  void redeliver() throws IOException {
    for (String record : lastClean) {
      file.line(record);
      count(Dirt.DUPLICATE);
    }
  }

  /** What is to be wrong with the next record; null for nothing. */
  Dirt next() {
    if (random.nextDouble() >= DIRTY_SHARE) {
      return null;
    }
    Dirt kind = kinds.get(random.nextInt(kinds.size()));
    return kind == Dirt.DUPLICATE && lastClean.isEmpty() ? null : kind;
  }

  void clean(String record) throws IOException {
    file.line(record);
    records++;
    lastClean.addLast(record);
    if (lastClean.size() > REDELIVERED) {
      lastClean.removeFirst();
    }
  }

  void dirty(Dirt kind, String record) throws IOException {
    file.line(record);
    count(kind);
  }

  void dirty(Dirt kind, byte[] record) throws IOException {
    file.line(record);
    count(kind);
  }

  /** A clean record once more. */
  void duplicate() throws IOException {
    dirty(Dirt.DUPLICATE, lastClean.getLast());
  }

  private void count(Dirt kind) {
    records++;
    dirt.merge(kind, 1L, Long::sum);
  }

  GeneratedFlow generated() {
    return new GeneratedFlow(flow, files, records, dirt);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
