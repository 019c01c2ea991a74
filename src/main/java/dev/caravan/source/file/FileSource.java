package dev.caravan.source.file;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.failure.SteadyClock;
import dev.caravan.source.SourceServices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of a folder, each landed once by its content: what an earlier process left unfinished first,
 * then new files in the order of their names. A Kamelet calls {@link #poll}, {@link #commit} for each
 * batch and {@link #finish}; one thread at a time.
 */
public final class FileSource {
  private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);
  /** how many settle times one pass of {@code --once} waits for files that keep changing */
  private static final int PATIENCE = 15;

  private final SourceServices services;
  private final FileSourceConfig config;
  private final FileListing listing;
  private final Settling settling;
  private final Map<Path, FoundFile> finished = new HashMap<>();
  private final Instant began;
  private boolean toldOfMissingFolder;

  public FileSource(SourceServices services, FileSourceConfig config) {
    this.services = services;
    this.config = config;
    this.listing = new FileListing(config.path(), config.recursive());
    this.began = services.clock().instant();
    this.settling = new Settling(config.settle(), services.clock(), new SteadyClock());
    config.segmentOptions();
  }

  /**
   * Begins a pass, if it is this flow's turn. The batches are made one by one, each when it is asked
   * for; iterating again begins with what is left.
   *
   * @throws CaravanException FLOW_UPSTREAM, SOURCE_UNREADABLE, FILE_NOT_FOUND, LEDGER_UNAVAILABLE
   */
  public Iterable<Batch> poll() {
    if (!services.passes().begin(config.flow(), config.after())) {
      return List.of();
    }
    List<FoundFile> ready = services.passes().takesIn() ? ready() : List.of();
    return () -> new FilePass(this, services, config, ready);
  }

  public void commit(Batch batch) {
    services.passes().commit(config.flow(), batch.id(), null);
  }

  public void finish() {
    services.passes().finish(config.flow());
  }

  /**
   * What batch ids are made of (I3): the same however the path is spelled and wherever the data folder
   * has been moved.
   */
  String name() {
    Path path = Path.of(config.path());
    Path whole = path.toAbsolutePath().normalize();
    Path data = services.data().toAbsolutePath().normalize();
    return whole.startsWith(data) ? "data:" + data.relativize(whole) : path.normalize().toString();
  }

  boolean isFinished(FoundFile file) {
    return file.equals(finished.get(file.path()));
  }

  /**
   * Whether an earlier process may have landed the file: a look at its digest is cheaper then than making
   * a segment that is not needed. A wrong guess costs time only.
   */
  boolean mayHaveLanded(FoundFile file) {
    return file.modified().isBefore(began);
  }

  void finished(FoundFile file) {
    finished.put(file.path(), file);
  }

  private List<FoundFile> ready() {
    int patience = services.passes().once() ? PATIENCE : 0;
    while (true) {
      List<FoundFile> files = files();
      List<FoundFile> unsettled = files.stream().filter(file -> !isFinished(file) && !settling.settled(file)).toList();
      if (unsettled.isEmpty() || patience-- <= 0) {
        if (services.passes().once()) {
          unsettled.forEach(file -> LOG.warn("Flow {} leaves {} alone: it is still being written", config.flow(), file.name()));
        }
        return files.stream().filter(file -> !isFinished(file) && !unsettled.contains(file)).toList();
      }
      services.passes().pause(atLeast(config.settle()));
      if (!services.passes().goesOn(config.flow())) {
        return List.of();
      }
    }
  }

  private static Duration atLeast(Duration settle) {
    return settle.compareTo(Duration.ofMillis(100)) < 0 ? Duration.ofMillis(100) : settle;
  }

  private List<FoundFile> files() {
    Optional<List<FoundFile>> found = listing.list();
    if (found.isPresent()) {
      toldOfMissingFolder = false;
      settling.keepOnly(found.get());
      return found.get();
    }
    String message = "Flow " + config.flow() + " reads from " + listing.root() + ", which does not exist";
    if (services.passes().once()) {
      throw new CaravanException(
          Problem.of(ErrorCode.FILE_NOT_FOUND, null, message).next("Create it, or mend the parameter `path` of file-source."));
    }
    if (!toldOfMissingFolder) {
      toldOfMissingFolder = true;
      LOG.warn("{}; it is looked for at every poll", message);
    }
    return List.of();
  }

  /** SHA-256 of the bytes as they lie there, in hex. */
  static String digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 17];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.SOURCE_UNREADABLE, null, "The file " + file + " cannot be read: " + e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
