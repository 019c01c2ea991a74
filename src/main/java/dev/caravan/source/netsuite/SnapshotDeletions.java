package dev.caravan.source.netsuite;

import dev.caravan.source.http.RowDigests;
import dev.caravan.source.http.RowFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the keys there are with those there were: a key that a pass before saw and that is no longer
 * there has gone. A table without a time of change shows all its keys at each pass; of another one they
 * are read when the window is.
 */
final class SnapshotDeletions implements Deletions {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotDeletions.class);

  private static final int PORTION = 10_000;

  private final SuiteQl suiteQl;
  private final KeyedQuery query;
  private final Tombstones tombstones;
  private final KeyFolder keys;

  SnapshotDeletions(SuiteQl suiteQl, KeyedQuery query, Tombstones tombstones, KeyFolder keys) {
    this.suiteQl = suiteQl;
    this.query = query;
    this.tombstones = tombstones;
    this.keys = keys;
  }

  @Override
  public boolean wantsKeys() {
    return true;
  }

  @Override
  public void begin(Stand window) {
    if (window.between()) {
      keys.begin(window.window());
    } else {
      keys.resume(window.window());
    }
  }

  @Override
  public void seen(Stand window, RowFile read) {
    if (read.rows() > 0) {
      keys.add(window.window(), read);
    } else {
      read.delete();
    }
  }

  @Override
  public Gone gone(Stand window, Path folder) {
    long number = window.window();
    RowDigests there = new RowDigests();
    RowFile all = new RowFile(folder.resolve("keys-" + number + ".ndjson"));
    if (query.windowed()) {
      readAll(all, there);
    } else {
      keys.seen(number, key -> add(key, all, there));
      all.endPage();
    }
    RowFile gone = new RowFile(folder.resolve("gone-" + number + ".ndjson"));
    RowDigests told = new RowDigests();
    KeyFolder.Lines compare =
        key -> {
          RowDigests.Digest digest = tombstones.digest(key);
          if (!there.contains(digest) && !told.contains(digest)) {
            told.add(digest);
            byte[] tombstone = tombstones.of(key, iso(window.until()));
            gone.add(tombstone, tombstone.length);
          }
        };
    keys.before(number, compare);
    keys.seen(number, compare);
    if (told.size() > 0 && cannotTell(number, there)) {
      gone.delete();
      keys.before(number, key -> add(key, all, there));
      all.endPage();
      keys.atEnd(number, all);
      return Gone.NOTHING;
    }
    gone.endPage();
    keys.atEnd(number, all);
    if (gone.rows() == 0) {
      keys.settle(number);
    }
    return Gone.of(gone, 0, new RowDigests());
  }

  private boolean cannotTell(long window, RowDigests there) {
    if (there.size() == 0) {
      LOG.warn("Not one row is shown any more, which is rather a permission that was taken than a table that was emptied: no row is taken for deleted");
      return true;
    }
    if (!query.windowed() && !keys.complete(window)) {
      LOG.warn("What this pass read before it was interrupted is not known here: deletions are looked for in the next pass");
      return true;
    }
    return false;
  }

  private void readAll(RowFile all, RowDigests there) {
    List<String> after = List.of();
    boolean more = true;
    while (more) {
      List<String[]> last = new ArrayList<>();
      SuiteQl.Page page =
          suiteQl.page(
              query.keyPage(after),
              SuiteQl.PAGE,
              query.keyColumns(),
              (json, length, values) -> {
                add(tombstones.key(json, length), all, there);
                last.clear();
                last.add(values);
              });
      all.endPage();
      more = page.hasMore() && page.rows() > 0;
      after = more ? Piece.key(query.keyColumns(), last.get(0), after) : after;
    }
  }

  private void add(byte[] key, RowFile all, RowDigests there) throws java.io.IOException {
    there.add(tombstones.digest(key));
    all.add(key, key.length);
    if (there.size() % PORTION == 0) {
      all.endPage();
    }
  }

  private static String iso(String utc) {
    return utc == null ? null : utc.replace(' ', 'T') + "Z";
  }
}
