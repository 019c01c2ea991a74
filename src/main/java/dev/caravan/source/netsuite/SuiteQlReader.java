package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.Reader;
import dev.caravan.source.http.Returning;
import dev.caravan.source.http.RowDigests;
import dev.caravan.source.http.RowFile;
import dev.caravan.source.http.RowFolder;
import dev.caravan.source.http.Tombstones;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a query window by window. A window is a stretch of modification times with both bounds frozen:
 * a row that changes while it is read leaves the window and comes with the next one. Inside a window
 * stretches of keys are read at once, ahead of what lands, and become batches in their order.
 */
final class SuiteQlReader implements Reader {
  private static final Logger LOG = LoggerFactory.getLogger(SuiteQlReader.class);
  /** below, knowing where the rows are spares less than the call costs */
  private static final long COUNTED_FROM_ROWS = 50L * SuiteQl.PAGE;

  private final SuiteQl suiteQl;
  private final KeyedQuery query;
  private final ExtentProbe probe;
  private final Limits limits;
  private final Path folder;
  private final LandedRows landed;
  private final Deletions deletions;
  private final Tombstones tombstones;
  private final Deque<Task> tasks = new ArrayDeque<>();
  private ExecutorService readers;
  private Stand window;
  private Pieces pieces;
  private String expected;
  private Assembly assembly;
  private Sieve sieve;
  private Deletions.Gone gone;
  private int files;
  private int failuresTold;

  /**
   * @param overlap how far before its begin a window reads again
   * @param batchRows after how many rows a batch ends, about
   * @param parallel calls made at once
   */
  record Limits(Duration overlap, long batchRows, int parallel) {
    /** Twice the calls: also when all of them are answered at once, as many others have theirs ready. */
    int readers() {
      return 2 * parallel;
    }
  }

  /** A piece that is being read, or is to be read again when {@code future} is null. */
  private static final class Task {
    final Piece piece;
    final long rows;
    Future<Piece> future;
    /** how many failures had been told when it was begun */
    int begun;

    /** @param rows how many it brings, about */
    Task(Piece piece, long rows) {
      this.piece = piece;
      this.rows = rows;
    }
  }

  /** The batch being put together. */
  private static final class Assembly {
    final RowFile rows;
    RowFile keys;
    long known;
    List<String> at = List.of();
    final RowDigests toRemember = new RowDigests();

    /** @param keys of all rows read, or null */
    Assembly(RowFile rows, RowFile keys) {
      this.rows = rows;
      this.keys = keys;
    }
  }

  /** @param folder for rows on their way, this reader's own */
  SuiteQlReader(SuiteQl suiteQl, KeyedQuery query, Limits limits, Path folder, LandedRows landed, Deletions deletions) {
    this.suiteQl = suiteQl;
    this.query = query;
    this.probe = new ExtentProbe(suiteQl, query);
    this.limits = limits;
    this.folder = folder;
    this.landed = landed;
    this.deletions = deletions;
    this.tombstones = query.tombstones();
  }

  @Override
  public Optional<Slice> read(String from) {
    if (window == null || !Objects.equals(from, expected)) {
      close();
      Stand stand = Stand.of(from);
      if (!open(stand) && !(!stand.between() && open(stand.behindWindow()))) {
        return Optional.empty();
      }
      expected = from;
    }
    while (true) {
      Optional<Slice> slice = assemble();
      if (slice.isPresent() || window.window() != Stand.of(from).window()) {
        return slice;
      }
      // What was left of an earlier window is empty: the next one may not be.
      if (Stand.of(from).between() || !open(Stand.of(from).behindWindow())) {
        return Optional.empty();
      }
    }
  }

  /** @return false when there is nothing in the window, and nobody asks what has gone */
  private boolean open(Stand stand) {
    close();
    String begin = ServerClock.minus(stand.since(), limits.overlap());
    Extent extent = probe.ask(begin, stand.until());
    String until = stand.until() != null ? stand.until() : extent.now();
    if (extent.rows() == 0 && deletions instanceof Deletions.NotLookedFor) {
      return false;
    }
    if (extent.rows() == 0) {
      window = new Stand(stand.since(), until, stand.after(), stand.highest(), stand.window());
      sieve = sieve(until);
      deletions.begin(stand);
      return true;
    }
    extent.requireKeys(query.keyColumns());
    String highest = stand.highest() != null ? stand.highest() : extent.numbers() ? extent.highest() : null;
    window = new Stand(stand.since(), until, stand.after(), highest, stand.window());
    sieve = sieve(until);
    deletions.begin(stand);
    readers = Executors.newFixedThreadPool(limits.readers(), SuiteQlReader::thread);
    LOG.debug("Window from {} to {}: {} rows, keys up to {}", begin, until, extent.rows(), highest);
    if (highest == null || stand.after().size() > 1) {
      add(stand.after(), highest, limits.batchRows());
    }
    if (highest != null) {
      BigInteger first = stand.after().isEmpty() ? new BigInteger(extent.lowest()).subtract(BigInteger.ONE) : new BigInteger(stand.after().get(0));
      BigInteger begun = stand.after().size() > 1 ? new BigInteger(highest) : first;
      KeyDensity guess = KeyDensity.even(begun, new BigInteger(highest), extent.rows());
      pieces = new Pieces(guess, counts(begin, until, guess), limits);
    }
    return true;
  }

  // One call, made beside the first pages. Without its answer stretches are cut by what they would have if all keys were as dense.
  private CompletableFuture<KeyDensity> counts(String since, String until, KeyDensity guess) {
    if (guess.rows() < COUNTED_FROM_ROWS) {
      return CompletableFuture.failedFuture(new CancellationException("too few rows to be counted"));
    }
    String counts = query.counts(since, until, guess.after(), guess.highest(), KeyDensity.width(guess.after(), guess.highest()));
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return KeyDensity.counted(guess.after(), guess.highest(), suiteQl.firstRows(counts, SuiteQl.PAGE, List.of("part", "counted")));
          } catch (CaravanException | NumberFormatException e) {
            LOG.debug("Rows are not counted by parts of their keys: {}", e.getMessage());
            throw e;
          }
        },
        readers);
  }

  private Sieve sieve(String until) {
    if (!query.windowed()) {
      // All rows come again: each is compared with what the pass before brought.
      return Sieve.all(landed.of(window.window() - 1));
    }
    // A day earlier than the next window begins: a selected time may be that of the session's zone.
    LocalDateTime from = LocalDateTime.parse(ServerClock.minus(until, limits.overlap()), ServerClock.FORMAT).minusDays(1);
    return Sieve.from(landed.of(window.window() - 1), from);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-netsuite-reader");
    thread.setDaemon(true);
    return thread;
  }

  private void add(List<String> after, String upTo, long rows) {
    tasks.add(new Task(piece(after, upTo), rows));
  }

  private Piece piece(List<String> after, String upTo) {
    RowFile rows = new RowFile(folder.resolve("piece-" + files++ + ".ndjson"));
    Piece.Keys keys = deletions.wantsKeys() ? new Piece.Keys(keyFile(), tombstones) : null;
    return new Piece(suiteQl, query, ServerClock.minus(window.since(), limits.overlap()), window.until(), after, upTo, limits.batchRows(), sieve, rows, keys);
  }

  private RowFile keyFile() {
    return new RowFile(folder.resolve("keys-" + files++ + ".ndjson"));
  }

  private Optional<Slice> assemble() {
    if (assembly == null) {
      RowFile keys = deletions.wantsKeys() ? keyFile() : null;
      assembly = new Assembly(new RowFile(folder.resolve("batch-" + files++ + ".ndjson")), keys);
    }
    boolean over = false;
    while (!over && assembly.rows.rows() < limits.batchRows()) {
      fill();
      if (tasks.isEmpty()) {
        over = true;
      } else {
        take(await(tasks.peek()));
      }
    }
    over = over || tasks.isEmpty() && (pieces == null || !pieces.hasNext());
    if (assembly.keys != null) {
      deletions.seen(window, assembly.keys);
      assembly.keys = null;
    }
    if (over && gone == null) {
      gone = deletions.gone(window, folder);
    }
    Assembly made = assembly;
    assembly = null;
    if (made.rows.rows() > 0) {
      boolean last = over && !gone.any();
      return Optional.of(slice(made.rows, made, last ? window.behindWindow() : window.at(made.at), last));
    }
    made.rows.delete();
    if (over && gone.any()) {
      made.known += gone.known();
      made.toRemember.addAll(gone.toRemember());
      return Optional.of(slice(gone.tombstones(), made, window.behindWindow(), true));
    }
    rememberKnown(made);
    return Optional.empty();
  }

  private Slice slice(RowFile rows, Assembly made, Stand to, boolean last) {
    expected = to.text();
    return new Slice(rows.path(), made.known, to.text(), last, new Returning(window.window(), made.toRemember));
  }

  // Nothing lands that a commit could follow, yet the next window is compared with this one. If nothing of it
  // has landed, the window stays as it is, and so does the one it is compared with.
  private void rememberKnown(Assembly made) {
    if (Stand.of(expected).window() == window.window() && !Stand.of(expected).between() && made.toRemember.size() > 0) {
      landed.addMissing(window.window(), made.toRemember);
    }
  }

  private void fill() {
    long ahead = tasks.stream().mapToLong(task -> task.rows).sum();
    while (pieces != null && pieces.hasNext() && ahead < pieces.ahead()) {
      Pieces.Stretch stretch = pieces.next();
      add(stretch.after(), stretch.upTo(), stretch.rows());
      ahead += stretch.rows();
    }
    for (Task task : tasks) {
      if (task.future == null) {
        begin(task);
      }
    }
  }

  private void begin(Task task) {
    task.begun = failuresTold;
    task.future = readers.submit(task.piece);
  }

  private Piece await(Task task) {
    try {
      return task.future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaravanException(ErrorCode.FLOW_STOPPED, "The reading was interrupted", e);
    } catch (ExecutionException e) {
      if (task.begun < failuresTold) {
        // What was read beside a page that failed may have met the same fault: one outage is one attempt.
        begin(task);
        return await(task);
      }
      failuresTold++;
      task.future = null;
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new CaravanException(ErrorCode.FLOW_BUG, "A page could not be read: " + e.getCause(), e);
    }
  }

  private void take(Piece piece) {
    tasks.poll();
    assembly.known += piece.known();
    assembly.toRemember.addAll(piece.toRemember());
    assembly.rows.append(piece.rows());
    if (assembly.keys != null) {
      assembly.keys.append(piece.keys());
    }
    assembly.at = piece.whole() && piece.upTo() != null ? List.of(piece.upTo()) : piece.after();
    if (!piece.whole()) {
      tasks.addFirst(new Task(piece(piece.after(), piece.upTo()), limits.batchRows()));
    }
  }

  @Override
  public void committed(Returning rows) {
    landed.add(rows.window(), rows.rows());
  }

  @Override
  public void committedBefore(Returning rows) {
    landed.addMissing(rows.window(), rows.rows());
  }

  @Override
  public void close() {
    window = null;
    gone = null;
    pieces = null;
    assembly = null;
    tasks.forEach(task -> task.piece.abandon());
    tasks.clear();
    if (readers != null) {
      // Not shutdownNow: an interrupt could close the ledger's file.
      readers.shutdown();
      readers = null;
    }
    expected = null;
    RowFolder.empty(folder);
  }
}
