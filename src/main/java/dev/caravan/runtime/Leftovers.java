package dev.caravan.runtime;

import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.ProcessOwner;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What killed processes have left behind that bears their mark: files that had no name yet in a lake, and folders of
 * what did not fit into memory. Files of a process that may live are not touched. One thread at a time.
 */
final class Leftovers {
  /** the folder below the data folder where engines put what does not fit into memory */
  static final String SPILL = "spill";

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  // A lake may have a million files, and looking for these means looking at each.
  private static final Duration EVERY = Duration.ofHours(1);

  private final Ledger ledger;
  private final Clock steady;
  private final Map<Path, Instant> looked = new HashMap<>();

  /** @param steady see {@link dev.caravan.failure.SteadyClock} */
  Leftovers(Ledger ledger, Clock steady) {
    this.ledger = ledger;
    this.steady = steady;
  }

  /** Removes them below a folder, unless that was done within the last hour. */
  void tidy(Path folder) {
    Instant now = steady.instant();
    Instant before = looked.get(folder);
    if (!Files.isDirectory(folder) || before != null && before.plus(EVERY).isAfter(now)) {
      return;
    }
    looked.put(folder, now);
    try {
      Removal removal = new Removal();
      Files.walkFileTree(folder, removal);
      if (removal.removed > 0) {
        LOG.info("{} file(s) that processes left which died are removed from {}", removal.removed, folder);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be tidied: {}", folder, e.toString());
    }
  }

  private final class Removal extends SimpleFileVisitor<Path> {
    private final Map<ProcessOwner, Boolean> dead = new HashMap<>();
    private Path within;
    private long removed;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (within == null && left(folder.getFileName().toString())) {
        within = folder;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String name = file.getFileName().toString();
      if (within != null || name.startsWith(".") && left(name.substring(1))) {
        removed += Files.deleteIfExists(file) ? 1 : 0;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      // Others write and remove here meanwhile.
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (within != null) {
        Files.deleteIfExists(folder);
        within = folder.equals(within) ? null : within;
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean left(String name) {
      Optional<ProcessOwner> owner = ProcessOwner.ofMark(name);
      return owner.isPresent() && dead.computeIfAbsent(owner.get(), ledger::dead);
    }
  }
}
