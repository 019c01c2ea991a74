package dev.caravan.source.netsuite;

import dev.caravan.source.http.KeyFolder;
import dev.caravan.source.http.RowDigests;
import dev.caravan.source.http.RowFile;
import dev.caravan.source.http.Snapshot;
import dev.caravan.source.http.Tombstones;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the keys there are with those there were. A table without a time of change shows all its keys at
 * each pass; of another one they are read when the window is.
 */
final class SnapshotDeletions implements Deletions {
  private final SuiteQl suiteQl;
  private final KeyedQuery query;
  private final Tombstones tombstones;
  private final Snapshot snapshot;

  SnapshotDeletions(SuiteQl suiteQl, KeyedQuery query, KeyFolder keys) {
    this.suiteQl = suiteQl;
    this.query = query;
    this.tombstones = query.tombstones();
    this.snapshot = new Snapshot(tombstones, keys, query.windowed() ? this::tell : null);
  }

  @Override
  public boolean wantsKeys() {
    return true;
  }

  @Override
  public void begin(Stand window) {
    snapshot.begin(window.window(), window.between());
  }

  @Override
  public void seen(Stand window, RowFile read) {
    snapshot.seen(window.window(), read);
  }

  @Override
  public Gone gone(Stand window, Path folder) {
    return Gone.of(snapshot.gone(window.window(), window.end(), folder), 0, new RowDigests());
  }

  private void tell(Snapshot.Listener listener) {
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
                listener.key(tombstones.key(json, length));
                last.clear();
                last.add(values);
              });
      more = page.hasMore() && page.rows() > 0;
      after = more ? Piece.key(query.keyColumns(), last.get(0), after) : after;
    }
  }
}
