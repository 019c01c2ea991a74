package dev.caravan.source.http;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds rows that are gone by comparing the keys there are with those there were: a key that a pass before saw
 * and that is no longer there has gone. A pass that reads all rows sees all keys; of another one they are listed
 * at its end. One thread at a time.
 */
public final class Snapshot {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

  private static final int PORTION = 10_000;

  private final Tombstones tombstones;
  private final KeyFolder keys;
  private final Listing listing;

  /** @param listing null when each pass reads all rows */
  public Snapshot(Tombstones tombstones, KeyFolder keys, Listing listing) {
    this.tombstones = tombstones;
    this.keys = keys;
    this.listing = listing;
  }

  /** Tells the keys of all rows there are, each as {@link Tombstones#key} writes it. */
  public interface Listing {
    void tell(Listener listener);
  }

  /** Takes keys one by one. */
  public interface Listener {
    void key(byte[] key) throws IOException;
  }

  /** @param fresh whether the window is read from its beginning, not from where an attempt before left off */
  public void begin(long window, boolean fresh) {
    if (fresh) {
      keys.begin(window);
    } else {
      keys.resume(window);
    }
  }

  /** Keys of rows that were read, one line each; they are kept when this returns. */
  public void seen(long window, RowFile read) {
    if (read.rows() > 0) {
      keys.add(window, read);
    } else {
      read.delete();
    }
  }

  /**
   * Tombstones of what has gone, once all rows of the window are read; the same again when it is asked again.
   *
   * @param time of the window's end as {@code 2026-11-21T14:00:00Z}, or null
   * @param folder for rows on their way
   * @return a file that may have no rows
   */
  public RowFile gone(long window, String time, Path folder) {
    RowDigests there = new RowDigests();
    RowFile all = new RowFile(folder.resolve("keys-" + window + ".ndjson"));
    if (listing != null) {
      listing.tell(key -> add(key, all, there));
    } else {
      keys.seen(window, key -> add(key, all, there));
    }
    all.endPage();
    RowFile gone = new RowFile(folder.resolve("gone-" + window + ".ndjson"));
    RowDigests told = new RowDigests();
    KeyFolder.Lines compare =
        key -> {
          RowDigests.Digest digest = tombstones.digest(key);
          if (!there.contains(digest) && !told.contains(digest)) {
            told.add(digest);
            byte[] tombstone = tombstones.of(key, time);
            gone.add(tombstone, tombstone.length);
          }
        };
    keys.before(window, compare);
    keys.seen(window, compare);
    if (told.size() > 0 && cannotTell(window, there)) {
      gone.discardPage();
      keys.before(window, key -> add(key, all, there));
      all.endPage();
    }
    gone.endPage();
    keys.atEnd(window, all);
    if (gone.rows() == 0) {
      keys.settle(window);
    }
    return gone;
  }

  private boolean cannotTell(long window, RowDigests there) {
    if (there.size() == 0) {
      LOG.warn("Not one row is shown any more, which is rather a permission that was taken than a table that was emptied: no row is taken for deleted");
      return true;
    }
    if (listing == null && !keys.complete(window)) {
      LOG.warn("What this pass read before it was interrupted is not known here: deletions are looked for in the next pass");
      return true;
    }
    return false;
  }

  private void add(byte[] key, RowFile all, RowDigests there) throws IOException {
    there.add(tombstones.digest(key));
    all.add(key, key.length);
    if (there.size() % PORTION == 0) {
      all.endPage();
    }
  }
}
