package dev.caravan.source.netsuite;

import dev.caravan.source.http.RowDigests;
import dev.caravan.source.http.RowFile;
import java.nio.file.Path;
import java.util.List;

/** Finds out which rows of a table are gone. One thread at a time. */
sealed interface Deletions permits DeletedRecords, SnapshotDeletions, Deletions.NotLookedFor {

  /** Whether {@link #seen} is to be told the keys of all rows that are read. */
  default boolean wantsKeys() {
    return false;
  }

  /** A window is read from its beginning, or from where an attempt before left off. */
  default void begin(Stand window) {}

  /** Keys of rows that were read, one line each; they are kept when this returns. */
  default void seen(Stand window, RowFile keys) {}

  /**
   * What has gone, once all rows of the window are read; the same again when it is asked again.
   *
   * @param folder for rows on their way
   */
  Gone gone(Stand window, Path folder);

  /**
   * @param tombstones of rows that are gone; null when there are none
   * @param known rows that were said to be gone before
   * @param toRemember digests of tombstones that the next window may bring again
   */
  record Gone(RowFile tombstones, long known, RowDigests toRemember) {
    static final Gone NOTHING = new Gone(null, 0, new RowDigests());

    static Gone of(RowFile tombstones, long known, RowDigests toRemember) {
      if (tombstones.rows() > 0) {
        return new Gone(tombstones, known, toRemember);
      }
      tombstones.delete();
      return new Gone(null, known, toRemember);
    }

    boolean any() {
      return tombstones != null;
    }
  }

  /** Deletions are nobody's concern. */
  record NotLookedFor() implements Deletions {
    @Override
    public Gone gone(Stand window, Path folder) {
      return Gone.NOTHING;
    }
  }

  /** How a Kamelet names the ways. */
  List<String> WAYS = List.of("none", "records", "snapshot");
}
