package dev.caravan.source.netsuite;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.source.http.JsonRows;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.Reader;
import dev.caravan.source.http.Returning;
import dev.caravan.source.http.RowDigests;
import dev.caravan.source.http.RowFile;
import dev.caravan.source.http.RowFolder;
import dev.caravan.source.http.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of a type: first the ids of all that are new, then one record after the other in the order of the
 * id, several at once. The filter of the service knows days only, so records of more than a day come again; those that
 * come as they landed are held back.
 */
final class RecordReader implements Reader {
  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);
  /** records under way for each call that may be: while one is waited for, others come */
  private static final int AHEAD = 3;
  /** the field that tells one record from another */
  static final String KEY = "id";
  // A day for the filter, one for the zone of the user, one because both are cut to whole days.
  private static final int DAYS_AGAIN = 3;

  private final RecordService service;
  private final SuiteQl suiteQl;
  private final Options options;
  private final Path folder;
  private final LandedRows landed;
  private final Snapshot snapshot;
  private final Deque<Task> tasks = new ArrayDeque<>();
  private ExecutorService readers;
  private Stand window;
  private Iterator<Long> ids;
  private String expected;
  private Assembly assembly;
  private Sieve sieve;
  private int files;

  /**
   * @param filter conditions joined by AND, blank for none
   * @param changed field with the time of the last change, blank for none
   * @param overlap how far before its begin a window reads again
   * @param batchRows after how many records a batch ends
   * @param parallel records read at once
   * @param skipUnreadable whether records that may not be opened are left out
   */
  record Options(String filter, String changed, Duration overlap, int batchRows, int parallel, boolean skipUnreadable) {}

  /** A record that is being read, or is to be read again when {@code future} is null. */
  private static final class Task {
    final long id;
    Future<Optional<byte[]>> future;

    Task(long id) {
      this.id = id;
    }
  }

  /** The batch being put together. */
  private static final class Assembly {
    final RowFile rows;
    /** ids of records read; null when nobody asks for them, or they are kept */
    RowFile keys;
    final RowDigests toRemember = new RowDigests();
    long known;
    long last;

    Assembly(RowFile rows, RowFile keys) {
      this.rows = rows;
      this.keys = keys;
    }
  }

  /** @param snapshot finds records that are gone; null when nobody asks */
  RecordReader(RecordService service, SuiteQl suiteQl, Options options, Path folder, LandedRows landed, Snapshot snapshot) {
    this.service = service;
    this.suiteQl = suiteQl;
    this.options = options;
    this.folder = folder;
    this.landed = landed;
    this.snapshot = snapshot;
  }

  /** The id of a record as tombstones and records have it. */
  static byte[] key(long id) {
    return ("{\"" + KEY + "\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<Slice> read(String from) {
    boolean begun = window == null || !Objects.equals(from, expected);
    if (begun) {
      open(Stand.of(from));
      expected = from;
    }
    boolean rest = begun && !window.after().isEmpty();
    Optional<Slice> slice = assemble();
    if (slice.isEmpty() && rest) {
      // What was left of an earlier window is gone: what is new may not be.
      open(window.behindWindow());
      expected = from;
      slice = assemble();
    }
    return slice;
  }

  private boolean windowed() {
    return !options.changed().isBlank();
  }

  private void open(Stand stand) {
    close();
    String until = stand.until() != null || !windowed() ? stand.until() : ServerClock.now(suiteQl);
    TreeSet<Long> all = RecordIds.all(service, filter(stand.since()));
    window = new Stand(stand.since(), until, stand.after(), null, stand.window());
    ids = (stand.after().isEmpty() ? all : all.tailSet(Long.valueOf(stand.after().get(0)), false)).iterator();
    RowDigests before = landed.of(window.window() - 1);
    sieve = windowed() ? Sieve.from(before, LocalDateTime.parse(ServerClock.minus(until, options.overlap()), ServerClock.FORMAT).minusDays(DAYS_AGAIN)) : Sieve.all(before);
    if (snapshot != null) {
      snapshot.begin(window.window(), stand.between());
    }
    readers = Executors.newFixedThreadPool(options.parallel(), RecordReader::thread);
    LOG.debug("Window since {}: {} records", stand.since(), all.size());
  }

  private String filter(String since) {
    if (since == null || !windowed()) {
      return options.filter();
    }
    LocalDate day = LocalDateTime.parse(ServerClock.minus(since, options.overlap()), ServerClock.FORMAT).toLocalDate().minusDays(1);
    String condition = options.changed() + " ON_OR_AFTER \"" + written(day) + "\"";
    return options.filter().isBlank() ? condition : options.filter() + " AND " + condition;
  }

  // Filters take dates in the format of the token's user, and a query writes them so.
  private String written(LocalDate day) {
    List<String> row = suiteQl.firstRow("SELECT TO_DATE('" + day + "', 'YYYY-MM-DD') AS day FROM DUAL", List.of("day"));
    if (row.isEmpty() || row.get(0) == null || row.get(0).contains("\"")) {
      throw new CaravanException(ErrorCode.NETSUITE_QUERY, "The account does not write the day " + day + " but " + row);
    }
    return row.get(0);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-netsuite-reader");
    thread.setDaemon(true);
    return thread;
  }

  private Optional<Slice> assemble() {
    if (assembly == null) {
      RowFile keys = snapshot == null ? null : new RowFile(folder.resolve("ids-" + files++ + ".ndjson"));
      assembly = new Assembly(new RowFile(folder.resolve("batch-" + files++ + ".ndjson")), keys);
    }
    fill();
    while (!tasks.isEmpty() && assembly.rows.rows() < options.batchRows()) {
      take(tasks.peek());
      tasks.poll();
      fill();
    }
    boolean over = tasks.isEmpty();
    if (snapshot != null) {
      compare(over);
    }
    Assembly made = assembly;
    assembly = null;
    if (made.rows.rows() == 0) {
      made.rows.delete();
      rememberKnown(made);
      return Optional.empty();
    }
    Stand to = over ? window.behindWindow() : window.at(List.of(Long.toString(made.last)));
    expected = to.text();
    return Optional.of(new Slice(made.rows.path(), made.known, expected, over, new Returning(window.window(), made.toRemember)));
  }

  // What has gone comes with the last records, so that both land or neither. Called again after a failure.
  private void compare(boolean over) {
    if (assembly.keys != null) {
      snapshot.seen(window.window(), assembly.keys);
      assembly.keys = null;
    }
    if (over) {
      assembly.rows.append(snapshot.gone(window.window(), window.end(), folder));
    }
  }

  // Nothing lands that a commit could follow, yet the next window is compared with this one, if any of it has landed.
  private void rememberKnown(Assembly made) {
    Stand before = Stand.of(expected);
    if (before.window() == window.window() && !before.between()) {
      landed.addMissing(window.window(), made.toRemember);
    }
  }

  private void fill() {
    while (ids.hasNext() && tasks.size() < AHEAD * options.parallel()) {
      tasks.add(new Task(ids.next()));
    }
    for (Task task : tasks) {
      if (task.future == null) {
        task.future = readers.submit(() -> service.record(task.id));
      }
    }
  }

  private void take(Task task) {
    Optional<byte[]> record = await(task);
    assembly.rows.discardPage();
    if (record.isPresent()) {
      try {
        add(record.get());
        if (assembly.keys != null) {
          byte[] key = key(task.id);
          assembly.keys.add(key, key.length);
        }
      } catch (IOException e) {
        task.future = null;
        throw new CaravanException(ErrorCode.HTTP_REPLY, "Record " + task.id + " cannot be read: " + e.getMessage(), e);
      }
    }
    assembly.rows.endPage();
    if (assembly.keys != null) {
      assembly.keys.endPage();
    }
    assembly.last = task.id;
  }

  private Optional<byte[]> await(Task task) {
    try {
      return task.future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaravanException(ErrorCode.FLOW_STOPPED, "The reading was interrupted", e);
    } catch (ExecutionException e) {
      if (options.skipUnreadable() && e.getCause() instanceof CaravanException refused && refused(refused.code())) {
        LOG.warn("Record {} is left out, because it may not be opened: {}", task.id, refused.getMessage());
        return Optional.empty();
      }
      task.future = null;
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new CaravanException(ErrorCode.FLOW_BUG, "A record could not be read: " + e.getCause(), e);
    }
  }

  private static boolean refused(ErrorCode code) {
    return code == ErrorCode.HTTP_REFUSED || code == ErrorCode.NETSUITE_QUERY;
  }

  private void add(byte[] record) throws IOException {
    JsonRows row = new JsonRows();
    try (JsonParser parser = JsonRows.parser(record)) {
      parser.nextToken();
      JsonRows.copyWithout("links", parser, row.begin());
      row.end();
    }
    RowDigests.Digest digest = RowDigests.Digest.of(row.bytes(), row.length());
    if (sieve.remembers(changed(row))) {
      assembly.toRemember.add(digest);
    }
    if (sieve.landed().contains(digest)) {
      assembly.known++;
    } else {
      assembly.rows.add(row.bytes(), row.length());
    }
  }

  private String changed(JsonRows row) throws IOException {
    try (JsonParser parser = JsonRows.parser(row.bytes(), row.length())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(options.changed());
        JsonToken value = parser.nextToken();
        if (wanted) {
          return value == JsonToken.VALUE_STRING ? parser.getText() : null;
        }
        parser.skipChildren();
      }
      return null;
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
    ids = null;
    assembly = null;
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
