package dev.caravan.source.file;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.source.SourceServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of one pass. {@link #hasNext} may be asked while the batch before is still in hand, so
 * it only finds out which is next; the segment is made by {@link #next}. That is the only reading of a
 * new file: which batch it is, and whether its content has landed under another name, shows by the digest
 * of what was read. One thread at a time.
 */
final class FilePass implements Iterator<Batch> {
  private static final Logger LOG = LoggerFactory.getLogger(FilePass.class);

  private final FileSource source;
  private final SourceServices services;
  private final FileSourceConfig config;
  private final Deque<BatchRecord> unfinished = new ArrayDeque<>();
  private final Deque<FoundFile> files;
  private final Map<String, String> nameByDigest = new HashMap<>();
  private Work next;

  /** What is to be done next: a batch left unfinished, or a new file. */
  private sealed interface Work {
    record Resume(BatchRecord batch) implements Work {}

    record Take(FoundFile file) implements Work {}
  }

  FilePass(FileSource source, SourceServices services, FileSourceConfig config, List<FoundFile> ready) {
    this.source = source;
    this.services = services;
    this.config = config;
    List<FoundFile> fresh = new ArrayList<>(ready);
    fresh.removeIf(source::isFinished);
    this.files = new ArrayDeque<>(fresh);
    for (BatchRecord batch : services.ledger().unfinished(config.flow())) {
      if (segmentIsThere(batch)) {
        unfinished.add(batch);
      } else {
        LOG.warn(
            "Batch {} was left unfinished and its segment {} is gone: it is made again if its file is still there",
            batch.id(), batch.segment());
      }
    }
    services.passes().found(config.flow(), fresh.stream().mapToLong(FoundFile::size).sum());
  }

  @Override
  public boolean hasNext() {
    while (next == null && services.passes().goesOn(config.flow())) {
      if (!unfinished.isEmpty()) {
        next = new Work.Resume(unfinished.poll());
      } else if (!files.isEmpty()) {
        next = work(files.poll()).orElse(null);
      } else {
        return false;
      }
    }
    return next != null;
  }

  /**
   * @return null, which a split passes over, when the content of the file is landed once, under another
   *     name or before, or when the runtime began to stop since {@link #hasNext}
   */
  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Work work = next;
    next = null;
    if (!services.passes().goesOn(config.flow())) {
      return null;
    }
    try {
      if (work instanceof Work.Resume resume) {
        return resume(resume.batch());
      }
      return take(((Work.Take) work).file());
    } catch (OutOfMemoryError e) {
      throw new CaravanException(ErrorCode.FLOW_MEMORY, "A batch could not be read: it ran out of the Java heap: " + e.getMessage(), e);
    } catch (LinkageError | StackOverflowError e) {
      // Camel hands only exceptions to the error policy: an error would leave the flow hanging.
      throw new CaravanException(ErrorCode.FLOW_BUG, "A segment could not be made: " + e, e);
    }
  }

  private Optional<Work> work(FoundFile file) {
    if (Files.notExists(file.path())) {
      LOG.info("Flow {}: {} was taken away before it was read", config.flow(), file.name());
      return Optional.empty();
    }
    if (source.mayHaveLanded(file)) {
      String digest = FileSource.digest(file.path());
      Optional<String> landed = landedAs(digest, id(digest));
      if (landed.isPresent()) {
        skip(file, landed.get());
        return Optional.empty();
      }
    }
    return Optional.of(new Work.Take(file));
  }

  private BatchId id(String digest) {
    return BatchId.of(config.flow(), source.name(), digest, 0);
  }

  /** The name under which this content is landed, now or before. */
  private Optional<String> landedAs(String digest, BatchId id) {
    String inHand = nameByDigest.get(digest);
    if (inHand != null) {
      return Optional.of(inHand);
    }
    return services.ledger().batch(id).filter(known -> known.state() == BatchState.COMMITTED).map(this::nameOf);
  }

  private void skip(FoundFile file, String landedAs) {
    if (landedAs.equals(file.name())) {
      LOG.debug("Flow {} skips {}: it has landed", config.flow(), file.name());
    } else {
      LOG.info("Flow {} skips {}: it has the content of {}, which is landed once", config.flow(), file.name(), landedAs);
    }
    services.passes().skipped(config.flow(), file.size());
    source.finished(file);
  }

  private String nameOf(BatchRecord batch) {
    return segmentIsThere(batch) ? SegmentWriter.described(Path.of(batch.segment())).source() : "batch " + batch.id();
  }

  private Batch resume(BatchRecord batch) {
    Segment segment = SegmentWriter.open(Path.of(batch.segment()));
    LOG.info("Flow {} goes on with batch {} of {}, attempt {}", config.flow(), batch.id(), segment.source(), batch.attempts() + 1);
    if (batch.generation() == 0) {
      nameByDigest.put(batch.range(), segment.source());
    }
    return open(batch.id(), segment, batch.source(), batch.range(), batch.generation(), 0);
  }

  private Batch take(FoundFile file) {
    // One pass of a flow runs at a time, so one such folder a flow is enough; a process that was stopped and has lost
    // its lease must not write into the segment of another.
    Path arriving = services.segmentFolder().resolve(BatchId.of(config.flow(), "arriving", ProcessOwner.current().name(), 0).value());
    Segment segment = services.segments().write(file.path(), file.name(), config.segmentOptions(), arriving);
    refuseChanged(file);
    BatchId id = id(segment.digest());
    Optional<String> landed = landedAs(segment.digest(), id);
    if (landed.isPresent()) {
      SegmentWriter.remove(arriving);
      skip(file, landed.get());
      return null;
    }
    nameByDigest.put(segment.digest(), file.name());
    Segment kept = SegmentWriter.move(segment, services.segmentFolder().resolve(id.value()));
    services.passes().appeared(config.flow(), file.modified());
    Batch batch = open(id, kept, source.name(), segment.digest(), 0, file.size());
    source.finished(file);
    return batch;
  }

  private static void refuseChanged(FoundFile file) {
    try {
      boolean same = Files.size(file.path()) == file.size() && Files.getLastModifiedTime(file.path()).toInstant().equals(file.modified());
      if (!same) {
        throw new CaravanException(
            Problem.of(ErrorCode.SOURCE_UNREADABLE, null, "The file " + file.name() + " changed while it was read")
                .next("It is read again; raise the parameter `settle` of file-source if its writer pauses."));
      }
    } catch (NoSuchFileException e) {
      LOG.debug("{} was taken away once it was read", file.name());
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.SOURCE_UNREADABLE, null, "The file " + file.name() + " cannot be looked at: " + e), e);
    }
  }

  private Batch open(BatchId id, Segment segment, String input, String digest, int generation, long bytes) {
    services.passes().open(config.flow(), id, input, digest, generation, segment.folder().toString(), segment.source(), bytes);
    return new Batch(id, config.flow(), segment, List.of(), services.engine());
  }

  private static boolean segmentIsThere(BatchRecord batch) {
    return batch.segment() != null && Files.isRegularFile(Path.of(batch.segment()).resolve("segment.json"));
  }
}
