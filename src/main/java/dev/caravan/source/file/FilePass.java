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
import dev.caravan.source.SourceServices;
import java.nio.file.Files;
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
 * it only finds out which is next; the segment is made by {@link #next}. One thread at a time.
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

    record Take(FoundFile file, String digest, BatchId id) implements Work {}
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

  /** @return null when the runtime began to stop since {@link #hasNext}: a split passes over nothing */
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
      return take((Work.Take) work);
    } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
      // Camel hands only exceptions to the error policy: an error would leave the flow hanging.
      throw new CaravanException(ErrorCode.FLOW_BUG, "A segment could not be made: " + e, e);
    }
  }

  private Optional<Work> work(FoundFile file) {
    if (Files.notExists(file.path())) {
      LOG.info("Flow {}: {} was taken away before it was read", config.flow(), file.name());
      return Optional.empty();
    }
    String digest = FileSource.digest(file.path());
    String sameContent = nameByDigest.putIfAbsent(digest, file.name());
    BatchId id = BatchId.of(config.flow(), source.name(), digest, 0);
    if (sameContent != null) {
      skip(file, sameContent);
      return Optional.empty();
    }
    Optional<BatchRecord> known = services.ledger().batch(id);
    if (known.isPresent() && known.get().state() == BatchState.COMMITTED) {
      skip(file, nameOf(known.get()));
      return Optional.empty();
    }
    return Optional.of(new Work.Take(file, digest, id));
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

  private Batch take(Work.Take work) {
    FoundFile file = work.file();
    Path folder = services.segmentFolder().resolve(work.id().value());
    Segment segment = services.segments().write(file.path(), file.name(), config.segmentOptions(), folder);
    if (!segment.digest().equals(work.digest())) {
      throw new CaravanException(
          Problem.of(ErrorCode.SOURCE_UNREADABLE, null, "The file " + file.name() + " changed while it was read")
              .next("It is read again; raise the parameter `settle` of file-source if its writer pauses."));
    }
    Batch batch = open(work.id(), segment, source.name(), work.digest(), 0, file.size());
    source.finished(file);
    return batch;
  }

  private Batch open(BatchId id, Segment segment, String input, String digest, int generation, long bytes) {
    services.passes().open(config.flow(), id, input, digest, generation, segment.folder().toString(), segment.source(), bytes);
    return new Batch(id, config.flow(), segment, List.of(), services.engine());
  }

  private static boolean segmentIsThere(BatchRecord batch) {
    return batch.segment() != null && Files.isRegularFile(Path.of(batch.segment()).resolve("segment.json"));
  }
}
