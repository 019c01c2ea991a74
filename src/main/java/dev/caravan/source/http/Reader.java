package dev.caravan.source.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a source piece by piece. It is told where it stands and tells where it stands then; both are
 * texts that only it understands and that the ledger keeps. One thread at a time.
 */
public interface Reader {

  /**
   * What is read becomes one batch.
   *
   * @param rows NDJSON, at least one line; whoever takes the slice may move the file away
   * @param known rows that came again and have landed before: they are counted, not landed
   * @param to where the source stands when this has landed
   * @param last whether the pass is over then
   * @param returning rows of it that may come again
   */
  record Slice(Path rows, long known, String to, boolean last, Returning returning) {}

  /**
   * Reads on. After a failure it may be called again with the same stand and goes on where it was.
   *
   * @param from null when nothing has ever been read
   * @return empty when there is nothing new
   */
  Optional<Slice> read(String from);

  /** Tells that a slice has landed, which this process read or an earlier one. */
  void committed(Returning rows);

  /** As {@link #committed}, of a slice of which an earlier process may have told it. */
  void committedBefore(Returning rows);

  /** Ends a pass, however it went; files of slices that were not taken may go. */
  void close();
}
