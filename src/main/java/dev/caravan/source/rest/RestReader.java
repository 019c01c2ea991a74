package dev.caravan.source.rest;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.KeyFolder;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.Reader;
import dev.caravan.source.http.Returning;
import dev.caravan.source.http.RowDigests;
import dev.caravan.source.http.RowFile;
import dev.caravan.source.http.RowFolder;
import dev.caravan.source.http.Snapshot;
import dev.caravan.source.http.Tombstones;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an API page by page. With an increment, a pass asks for what is new since the last one, less an
 * overlap; rows that come again as they landed are held back.
 */
public final class RestReader implements Reader {
  private static final Logger LOG = LoggerFactory.getLogger(RestReader.class);

  private final RestApi api;
  private final HttpRequest base;
  private final Paging paging;
  private final PageShape shape;
  private final Increment increment;
  private final int batchRows;
  private final Path folder;
  private final LandedRows landed;
  private final Deletions deletions;

  private String expected;
  /** null when no pass is under way */
  private RestStand stand;
  private boolean over;
  private boolean resumed;
  private RowDigests held;
  private RowDigests.Digest pageBefore;
  private final Set<String> places = new HashSet<>();
  private Assembly assembly;
  private int files;

  /** The batch being put together. */
  private static final class Assembly {
    final RowFile rows;
    /** keys of records read; null when nobody asks for them, or they are kept */
    RowFile keys;
    final RecentRows recent = new RecentRows();
    long known;

    Assembly(RowFile rows, RowFile keys) {
      this.rows = rows;
      this.keys = keys;
    }
  }

  /** What finds records that are gone. */
  record Deletions(Tombstones tombstones, Snapshot snapshot) {
    static Deletions of(Tombstones tombstones, KeyFolder keys) {
      return new Deletions(tombstones, new Snapshot(tombstones, keys, null));
    }
  }

  /** What the page in hand adds, once it is whole. */
  private static final class Taken {
    final RecentRows recent = new RecentRows();
    long known;
    long valued;
    Long highest;
    long mixedHigh;
    long mixedLow = 1;

    void mix(RowDigests.Digest digest) {
      mixedHigh = 31 * mixedHigh + digest.high();
      mixedLow = 31 * mixedLow + digest.low();
    }
  }

  /**
   * @param base the request for everything, without page or increment
   * @param increment null to read everything at each pass
   * @param batchRows after how many rows a batch ends, about
   * @param folder for rows on their way, this reader's own
   * @param deletions null when nobody asks for records that are gone
   */
  RestReader(
      RestApi api, HttpRequest base, Paging paging, PageShape shape, Increment increment, int batchRows, Path folder, LandedRows landed, Deletions deletions) {
    this.api = api;
    this.base = base;
    this.paging = paging;
    this.shape = shape;
    this.increment = increment;
    this.batchRows = batchRows;
    this.folder = folder;
    this.landed = landed;
    this.deletions = deletions;
  }

  /**
   * A reader of a list that is paged by offset, whole at each pass.
   *
   * @param list where in a reply the records and their number stand
   * @param most records that can be reached; more of them stop the flow
   */
  public static RestReader ofList(RestApi api, HttpRequest base, PageShape list, long most, int batchRows, Path folder, LandedRows landed) {
    return new RestReader(api, base, new Paging.Offset("offset", most), list, null, batchRows, folder, landed, null);
  }

  @Override
  public Optional<Slice> read(String from) {
    boolean begun = stand == null || !Objects.equals(from, expected);
    if (begun) {
      close();
      begin(RestStand.of(from));
      expected = from;
    }
    boolean rest = begun && stand.inPass();
    Optional<Slice> slice = assemble();
    if (slice.isEmpty() && rest) {
      // What was left of an earlier pass is empty: what is new may not be.
      begin(stand.behind(times()));
      slice = assemble();
    }
    return slice;
  }

  private void begin(RestStand from) {
    stand = from;
    over = false;
    resumed = from.inPass();
    pageBefore = null;
    places.clear();
    // Without an increment all rows come again: each is compared with what the pass before brought.
    held = landed.of(from.pass() - 1);
    if (deletions != null) {
      deletions.snapshot().begin(from.pass(), !from.inPass());
    }
  }

  private boolean times() {
    return increment != null && increment.form().isTime();
  }

  private Optional<Slice> assemble() {
    if (assembly == null) {
      RowFile keys = deletions == null ? null : new RowFile(folder.resolve("keys-read-" + files++ + ".ndjson"));
      assembly = new Assembly(new RowFile(folder.resolve("batch-" + files++ + ".ndjson")), keys);
    }
    while (!over && assembly.rows.rows() < batchRows) {
      page();
    }
    if (deletions != null) {
      compare();
    }
    Assembly made = assembly;
    assembly = null;
    if (made.rows.rows() == 0) {
      made.rows.delete();
      rememberKnown(made);
      return Optional.empty();
    }
    expected = (over ? stand.behind(times()) : stand).text();
    return Optional.of(new Slice(made.rows.path(), made.known, expected, over, new Returning(stand.pass(), again(made))));
  }

  // What has gone comes with the last records, so that both land or neither. Called again after a failure.
  private void compare() {
    if (assembly.keys != null) {
      deletions.snapshot().seen(stand.pass(), assembly.keys);
      assembly.keys = null;
    }
    if (over) {
      assembly.rows.append(deletions.snapshot().gone(stand.pass(), null, folder));
    }
  }

  // What the next pass may bring again.
  private RowDigests again(Assembly made) {
    Long since = stand.behind(times()).since();
    return made.recent.from(increment == null || since == null ? Long.MIN_VALUE : increment.again(since));
  }

  // Nothing lands that a commit could follow, yet the next pass is compared with this one, if any of it has landed.
  private void rememberKnown(Assembly made) {
    RestStand before = RestStand.of(expected);
    if (before.inPass() && before.pass() == stand.pass()) {
      landed.addMissing(stand.pass(), again(made));
    }
  }

  private void page() {
    String at = stand.inPass() ? stand.at() : paging.first();
    HttpRequest request = paging.request(since(), at);
    HttpReply reply = api.call(request);
    if (!reply.ok()) {
      if (resumed && paging.expires()) {
        LOG.warn("{} does not know any more where the last read stood ({}): it is read from the beginning", request, reply.status());
        begin(stand.again());
        return;
      }
      throw api.refusal(request, reply);
    }
    resumed = false;
    Taken page = new Taken();
    assembly.rows.discardPage();
    if (assembly.keys != null) {
      assembly.keys.discardPage();
    }
    Page told = shape.read(request, reply, (json, length) -> row(page, json, length));
    check(request, told, page);
    Optional<String> next = paging.next(at, request, reply, told);
    next.filter(place -> place.equals(at) || places.contains(place)).ifPresent(place -> {
      throw twice(request, "a page that was not read yet", "the place of an earlier one");
    });
    long read = stand.read() + told.rows();
    if (next.isEmpty() && told.total() != null && read < told.total()) {
      throw twice(request, told.total() + " records, as the reply says", read + " on all pages");
    }
    assembly.rows.endPage();
    if (assembly.keys != null) {
      assembly.keys.endPage();
    }
    next.ifPresent(places::add);
    assembly.known += page.known;
    assembly.recent.addAll(page.recent);
    pageBefore = told.rows() == 0 ? null : new RowDigests.Digest(page.mixedHigh, page.mixedLow);
    Long begun = stand.begun() != null ? stand.begun() : reply.date().map(date -> date.toEpochMilli()).orElse(null);
    stand = stand.at(next.orElse(null), read, highest(page), begun);
    over = next.isEmpty();
  }

  private HttpRequest since() {
    return increment == null ? base : increment.asked(stand.since()).map(value -> base.without(increment.parameter()).with(increment.parameter(), value)).orElse(base);
  }

  private void row(Taken page, byte[] json, int length) throws java.io.IOException {
    RowDigests.Digest digest = RowDigests.Digest.of(json, length);
    page.mix(digest);
    if (assembly.keys != null) {
      byte[] key = deletions.tombstones().key(json, length);
      if (!deletions.tombstones().whole(key)) {
        throw new CaravanException(
            Problem.of(ErrorCode.KAMELET_PARAMETER, null, "A record has no key by which its deletion could be told")
                .required("each of " + String.join(", ", deletions.tombstones().keys()) + " at the top of each record", "a record without, from " + base));
      }
      assembly.keys.add(key, key.length);
    }
    Optional<Long> order = increment == null ? Optional.empty() : increment.order(json, length);
    page.recent.add(digest, order.orElse(null));
    if (order.isPresent()) {
      page.valued++;
      page.highest = page.highest == null ? order.get() : Long.valueOf(Math.max(page.highest, order.get()));
    }
    if (held.contains(digest)) {
      page.known++;
    } else {
      assembly.rows.add(json, length);
    }
  }

  private void check(HttpRequest request, Page told, Taken page) {
    if (increment != null && told.rows() > 0 && page.valued == 0) {
      throw increment.missing(request.toString());
    }
    if (told.rows() > 0 && new RowDigests.Digest(page.mixedHigh, page.mixedLow).equals(pageBefore)) {
      throw twice(request, "other records than those of the page before", "the same, as from a server that does not know the parameter");
    }
  }

  private Long highest(Taken page) {
    if (page.highest == null || stand.highest() == null) {
      return page.highest == null ? stand.highest() : page.highest;
    }
    return Math.max(stand.highest(), page.highest);
  }

  private static CaravanException twice(HttpRequest request, String required, String got) {
    return new CaravanException(Problem.of(ErrorCode.REST_PAGING, null, "The pages do not follow one another: " + request).required(required, got));
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
    stand = null;
    expected = null;
    assembly = null;
    RowFolder.empty(folder);
  }
}
