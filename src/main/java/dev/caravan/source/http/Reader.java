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
   */
  record Slice(Path rows, long known, String to, boolean last) {}

  /**
   * Reads on. After a failure it may be called again with the same stand and goes on where it was.
   *
   * @param from null when nothing has ever been read
   * @return empty when there is nothing new
   */
  Optional<Slice> read(String from);

  /** Tells that the slice read last has landed. */
  void committed();

  /** Ends a pass, however it went; files of slices that were not taken may go. */
  void close();
}
