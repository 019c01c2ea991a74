package dev.caravan.source;

import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room on the disk of a folder. What is kept in reserve is for what must be written when a flow pauses, and for
 * whoever makes room. Thread-safe.
 *
 * @param folder exists
 * @param reserveBytes below which there is too little
 */
public record DiskRoom(Path folder, long reserveBytes) implements Room {
  private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
  private static final long MEGABYTE = 1 << 20;

  @Override
  public Optional<Problem> shortage() {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free >= reserveBytes) {
        return Optional.empty();
      }
      return Optional.of(
          Problem.of(ErrorCode.DISK_FULL, null, "The disk of " + folder + " is nearly full")
              .required(reserveBytes / MEGABYTE + " MB (caravan.disk.reserve)", free / MEGABYTE + " MB"));
    } catch (IOException e) {
      // Who cannot ask goes on: writing tells.
      LOG.debug("How much room {} has cannot be told: {}", folder, e.toString());
      return Optional.empty();
    }
  }
}
