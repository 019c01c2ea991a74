package dev.caravan.catalog;

import dev.caravan.batch.BatchId;

/**
 * Something that a lake and the ledger tell differently.
 *
 * @param flow as the manifest or the ledger names it; null of a file that nobody names
 * @param batch null of a file that tells no batch
 * @param place where in the lake
 */
public record Discrepancy(Kind kind, String flow, BatchId batch, String place) {

  /** What is told differently, and what to do about it. */
  public enum Kind {
    /** visible in the lake, while the ledger has never heard of it: the ledger is older */
    BATCH_UNKNOWN("landed, but the ledger does not know the batch",
        "Files that are still in their inbox: nothing, the next run lands the same batch and sees it is there. Other sources: --withdraw FLOW, then run it, and it reads them again."),
    /** committed, while the lake does not show it: the lake is older */
    MANIFEST_GONE("committed, but the lake has no manifest of it", "Land it again from its raw records: caravan reprocess FLOW --from TIME."),
    FILE_GONE("a file that the manifest names is not there", "Bring it back from a backup of the lake, or land its batch again: caravan reprocess FLOW --from TIME."),
    COUNTS_DIFFER("ledger and manifest count its rows differently", "Keep both backups and ask who restored or edited them; caravan reprocess FLOW --from TIME lands it again."),
    /** its place is in none of the lakes that were looked at */
    NOT_LOOKED_AT("landed in a lake that was not looked at", "Name it: --lake s3://bucket/prefix."),
    LANDING_UNKNOWN("the ledger does not know that it landed here", "--repair notes it."),
    /** of an attempt that was killed; its batch is visible with other files */
    FILE_STRAY("no manifest names the file, and its batch is visible with others", "--repair removes it.");

    private final String sentence;
    private final String next;

    Kind(String sentence, String next) {
      this.sentence = sentence;
      this.next = next;
    }

    public String sentence() {
      return sentence;
    }

    /** The next move; FLOW and TIME stand for those of the batch. */
    public String next() {
      return next;
    }

    /** Whether {@link Reconciliation#repair} mends it. */
    public boolean mendable() {
      return this == LANDING_UNKNOWN || this == FILE_STRAY;
    }
  }
}
