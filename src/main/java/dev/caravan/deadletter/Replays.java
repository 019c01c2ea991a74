package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Excerpt;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.Statements;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Sends rejects through their flows again: each batch's in a new generation of it (I3), which waits in
 * the ledger as an unfinished batch until the flow takes it up. A reject is on its way from the moment
 * that batch is there, in one transaction, so that no record is replayed twice. Thread-safe.
 */
public final class Replays {
  private static final int RECORDS_AT_ONCE = 500;

  private final LedgerDatabase database;
  private final JdbcLedger ledger;
  private final Path segments;
  private final Clock clock;
  private final String actor;

  /**
   * @param segments folder of raw segments, one folder a batch
   * @param actor who asks for it
   */
  public Replays(JdbcLedger ledger, Path segments, Clock clock, String actor) {
    this.ledger = ledger;
    this.database = ledger.database();
    this.segments = segments.toAbsolutePath().normalize();
    this.clock = clock;
    this.actor = actor;
  }

  /**
   * Records on their way.
   *
   * @param batch they are in
   * @param of the batch they were rejected in
   */
  public record Queued(BatchId batch, String flow, BatchId of, long records) {}

  /**
   * Records of a batch to be tried out.
   *
   * @param replaced batches whose landed rows they do not meet
   */
  public record Trial(String flow, BatchId of, Segment segment, List<BatchId> replaced) {
    public Trial {
      replaced = List.copyOf(replaced);
    }

    /** Records that replace nothing. */
    public Trial(String flow, BatchId of, Segment segment) {
      this(flow, of, segment, List.of());
    }
  }

  /**
   * Queues the chosen rejects, batch by batch.
   *
   * @throws CaravanException REJECT_GONE when one is unknown or not open, LEDGER_CONFLICT when somebody
   *     else is at it; batches queued before stay queued
   */
  public List<Queued> queue(Choice choice) {
    List<Queued> queued = new ArrayList<>();
    for (Map.Entry<String, SortedSet<Long>> entry : choice.ordinals().entrySet()) {
      queued.add(queue(Choice.batch(entry), entry.getValue()));
    }
    return queued;
  }

  /** Writes the chosen rejects as they would be replayed, and changes nothing. */
  public List<Trial> tryOut(Choice choice, Path folder) {
    List<Trial> trials = new ArrayList<>();
    for (Map.Entry<String, SortedSet<Long>> entry : choice.ordinals().entrySet()) {
      BatchRecord batch = batch(Choice.batch(entry));
      Segment segment = write(batch, entry.getValue(), folder.resolve("replay-" + trials.size()));
      trials.add(new Trial(batch.flow(), batch.id(), segment));
    }
    return trials;
  }

  private Queued queue(BatchId of, SortedSet<Long> ordinals) {
    BatchRecord batch = batch(of);
    return Preparation.of(ledger, batch.flow(), () -> queue(batch, ordinals));
  }

  private Queued queue(BatchRecord batch, SortedSet<Long> ordinals) {
    refuseWhileReplaced(batch);
    int generation = 1 + ledger.generation(batch.flow(), batch.source(), batch.range());
    BatchId id = BatchId.of(batch.flow(), batch.source(), batch.range(), generation);
    Segment segment = write(batch, ordinals, segments.resolve(id.value()));
    database.write(
        "queue the replay " + id,
        statements -> {
          if (ledger.queue(statements, batch, id, generation, segment.folder().toString())) {
            mark(statements, id, batch.id(), ordinals);
          }
          return null;
        });
    return new Queued(id, batch.flow(), batch.id(), ordinals.size());
  }

  /** @throws CaravanException REJECT_GONE when one of the chosen is unknown or not open */
  public void refuseUnlessOpen(Choice choice) {
    for (Map.Entry<String, SortedSet<Long>> entry : choice.ordinals().entrySet()) {
      BatchId batch = batch(Choice.batch(entry)).id();
      portions(entry.getValue()).forEach(portion -> read(batch, portion));
    }
  }

  // The records are on their way already, with all others of their input.
  private void refuseWhileReplaced(BatchRecord batch) {
    ledger.generations(batch.flow(), batch.source(), batch.range()).stream()
        .filter(one -> one.state() != BatchState.COMMITTED && !ledger.replaced(one.id()).isEmpty())
        .findFirst()
        .ifPresent(
            one -> {
              throw new CaravanException(
                  Problem.of(ErrorCode.LEDGER_CONFLICT, null, "The input of batch " + batch.id() + " is being run again as batch " + one.id())
                      .next("Give the `caravan reprocess` command that was not finished once more."));
            });
  }

  private BatchRecord batch(BatchId id) {
    return ledger.batch(id)
        .orElseThrow(
            () ->
                new CaravanException(
                    Problem.of(ErrorCode.REJECT_GONE, null, "There is no batch " + id).next("`caravan rejects list` shows the rejects there are.")));
  }

  private Segment write(BatchRecord batch, SortedSet<Long> ordinals, Path folder) {
    Path original = Path.of(batch.segment());
    if (!SegmentWriter.exists(original)) {
      throw new CaravanException(
          Problem.of(ErrorCode.SOURCE_UNREADABLE, null, "How the records of batch " + batch.id() + " are to be read is not known any more: " + original + " is gone")
              .next("Deliver the records again."));
    }
    try (Excerpt excerpt = Excerpt.begin(SegmentWriter.described(original), folder)) {
      for (List<Long> portion : portions(ordinals)) {
        for (ChosenReject reject : read(batch.id(), portion)) {
          add(excerpt, reject);
        }
      }
      return excerpt.finish();
    }
  }

  private static void add(Excerpt excerpt, ChosenReject reject) {
    if (reject.edited() != null) {
      excerpt.addText(reject.ordinal(), reject.pointer(), reject.edited());
    } else if (reject.cut()) {
      excerpt.addWhole(reject.ordinal(), reject.pointer());
    } else {
      excerpt.add(reject.ordinal(), reject.pointer(), reject.raw());
    }
  }

  private List<ChosenReject> read(BatchId batch, List<Long> ordinals) {
    List<ChosenReject> found =
        database.read("read rejects of batch " + batch, statements -> ChosenReject.read(statements, number(statements, batch), ordinals));
    List<Long> open = found.stream().filter(reject -> reject.status() == RejectStatus.OPEN).map(ChosenReject::ordinal).toList();
    for (Long ordinal : ordinals) {
      if (!open.contains(ordinal)) {
        throw gone(ChosenReject.id(batch, ordinal));
      }
    }
    return found;
  }

  private void mark(Statements statements, BatchId replay, BatchId of, SortedSet<Long> ordinals) throws SQLException {
    long number = number(statements, of);
    Instant now = clock.instant();
    for (List<Long> portion : portions(ordinals)) {
      int marked =
          statements.update(
              "UPDATE rejects SET status = 'REPLAYED' WHERE number = ? AND ordinal = ANY (?) AND status = 'OPEN'",
              number, ChosenReject.array(statements, portion));
      if (marked != portion.size()) {
        throw gone(of + ", one of " + portion.size());
      }
      statements.update(
          "INSERT INTO reject_replays (batch, ordinal, number, actor, noted) SELECT ?, ordinal, number, ?, ? FROM rejects"
              + " WHERE number = ? AND ordinal = ANY (?)",
          replay.value(), actor, now, number, ChosenReject.array(statements, portion));
    }
  }

  /** Replaces what will be replayed of a reject. */
  public void edit(String id, byte[] text) {
    decide(
        id, "edit",
        (statements, number, ordinal) -> {
          statements.update("DELETE FROM reject_edits WHERE number = ? AND ordinal = ?", number, ordinal);
          statements.update(
              "INSERT INTO reject_edits (number, ordinal, edited, actor, noted) VALUES (?, ?, ?, ?, ?)", number, ordinal, text, actor, clock.instant());
        });
  }

  /** Notes that a reject is not needed; it stays to be looked at. */
  public void drop(String id, String reason) {
    decide(
        id, "drop",
        (statements, number, ordinal) -> {
          statements.update("UPDATE rejects SET status = 'DROPPED' WHERE number = ? AND ordinal = ?", number, ordinal);
          statements.update(
              "INSERT INTO reject_drops (number, ordinal, reason, actor, noted) VALUES (?, ?, ?, ?, ?)", number, ordinal, reason, actor, clock.instant());
        });
  }

  private interface Decision {
    void carryOut(Statements statements, long number, long ordinal) throws SQLException;
  }

  private void decide(String id, String what, Decision decision) {
    Map.Entry<String, SortedSet<Long>> one = Choice.of(List.of(id)).ordinals().entrySet().iterator().next();
    database.write(
        ErrorCode.REJECT_STORE,
        what + " reject " + id,
        statements -> {
          long number = number(statements, Choice.batch(one));
          long ordinal = one.getValue().first();
          statements
              .first("SELECT status FROM rejects WHERE number = ? AND ordinal = ? FOR UPDATE", row -> row.getString(1), number, ordinal)
              .filter(RejectStatus.OPEN.name()::equals)
              .orElseThrow(() -> gone(id));
          decision.carryOut(statements, number, ordinal);
          return null;
        });
  }

  private static long number(Statements statements, BatchId batch) throws SQLException {
    return statements
        .first("SELECT number FROM reject_batches WHERE batch = ?", row -> row.getLong(1), batch.value())
        .orElseThrow(() -> gone(batch.value()));
  }

  private static CaravanException gone(String id) {
    return new CaravanException(
        Problem.of(ErrorCode.REJECT_GONE, null, "There is no open reject " + id)
            .next("`caravan rejects show <id>` tells what has become of it."));
  }

  private static List<List<Long>> portions(SortedSet<Long> ordinals) {
    List<Long> all = List.copyOf(ordinals);
    List<List<Long>> portions = new ArrayList<>();
    for (int from = 0; from < all.size(); from += RECORDS_AT_ONCE) {
      portions.add(all.subList(from, Math.min(all.size(), from + RECORDS_AT_ONCE)));
    }
    return portions;
  }
}
