package dev.caravan.runtime;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.DriftRetention;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Tasks;
import dev.caravan.deadletter.RejectRetention;
import dev.caravan.source.HeldLeases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done now and then: show that this process lives, note which others died, and remove
 * what nobody needs any more. Touches nothing of a batch that is not committed.
 */
public final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  // A folder this young may belong to a batch that the ledger does not know yet.
  private static final Duration ORPHAN_AGE = Duration.ofHours(1);

  private final Ledger ledger;
  private final HeldLeases leases;
  private final Path data;
  private final Duration segmentRetention;
  private final RejectRetention rejects;
  private final DriftRetention proposals;
  private final Supplier<Set<Path>> lakes;
  private final Tasks tasks;
  private final Runnable stops;
  private final Leftovers leftovers;
  private final Clock clock;

  /**
   * @param stops looks which flows people have stopped
   * @param lakes folders of lakes that flows land in
   * @param clock the time of day, which files bear
   */
  Housekeeping(
      Ledger ledger, HeldLeases leases, Path data, Duration segmentRetention, RejectRetention rejects, DriftRetention proposals, Tasks tasks, Runnable stops,
      Supplier<Set<Path>> lakes, Clock clock, Clock steady) {
    this.ledger = ledger;
    this.leases = leases;
    this.data = data;
    this.segmentRetention = segmentRetention;
    this.rejects = rejects;
    this.proposals = proposals;
    this.tasks = tasks;
    this.stops = stops;
    this.lakes = lakes;
    this.leftovers = new Leftovers(ledger, steady);
    this.clock = clock;
  }

  /** Shows that this process lives, and looks which flows people have stopped. */
  public void renewLeases() {
    leases.renew();
    stops.run();
  }

  /** Runs of dead processes are marked and their files removed, as are staging of finished batches, old rejects, old proposals and old segments. */
  public void tidy() {
    int abandoned = ledger.abandonDeadRuns();
    if (abandoned > 0) {
      LOG.info("{} run(s) of processes that died are marked as abandoned; their batches go on at the next pass", abandoned);
    }
    folders("staging").forEach(this::tidyStaging);
    rejects.tidy();
    proposals.tidy();
    tasks.tidy();
    folders("segments").forEach(this::tidySegment);
    leftovers.tidy(data.resolve(Leftovers.SPILL));
    lakes.get().forEach(leftovers::tidy);
  }

  private void tidyStaging(Path folder) {
    Optional<Ledger.BatchRecord> batch = ledger.batch(new BatchId(folder.getFileName().toString()));
    boolean finished = batch.map(record -> record.state() == BatchState.COMMITTED).orElseGet(() -> olderThan(folder, ORPHAN_AGE));
    if (finished) {
      remove(folder);
    }
  }

  private void tidySegment(Path folder) {
    Optional<Ledger.BatchRecord> batch = ledger.batch(new BatchId(folder.getFileName().toString()));
    boolean over =
        batch.isPresent()
            ? batch.get().state() == BatchState.COMMITTED && batch.get().committed().isBefore(clock.instant().minus(segmentRetention))
            : olderThan(folder, SegmentWriter.exists(folder) ? longer(ORPHAN_AGE, segmentRetention) : ORPHAN_AGE);
    if (over) {
      switch (batch.map(record -> rejects.need(record.id())).orElse(RejectRetention.Need.NOTHING)) {
        case NOTHING -> remove(folder);
        case DESCRIPTION -> SegmentWriter.forgetData(folder);
        case DATA -> LOG.debug("{} is kept for a reject that is longer than what is kept of it", folder);
      }
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private boolean olderThan(Path folder, Duration age) {
    try {
      return lastWritten(folder).isBefore(clock.instant().minus(age));
    } catch (IOException e) {
      return false;
    }
  }

  // A folder does not change while a file in it grows: its own time is that of its first moment.
  private static Instant lastWritten(Path folder) throws IOException {
    Instant last = Files.getLastModifiedTime(folder).toInstant();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Instant written = Files.getLastModifiedTime(file).toInstant();
        last = written.isAfter(last) ? written : last;
      }
    }
    return last;
  }

  private List<Path> folders(String name) {
    Path parent = data.resolve(name);
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      LOG.warn("{} cannot be tidied: {}", parent, e.toString());
      return List.of();
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
      LOG.debug("Removed {}", folder);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", folder, e.toString());
    }
  }
}
