package dev.caravan.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A folder that is a disk of its own, of a few megabytes. Only root can make one: else the test is skipped. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 64 << 10;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mounted(Path folder, int megabytes) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    boolean mounted = command("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
    Assumptions.assumeTrue(mounted, "a disk of its own needs root and tmpfs");
    return new SmallDisk(folder);
  }

  /** Takes up what is free but so much. */
  void fillUp(long leftBytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace() - leftBytes;
    try (OutputStream out = Files.newOutputStream(ballast())) {
      byte[] block = new byte[BLOCK];
      for (long written = 0; written + BLOCK <= free; written += BLOCK) {
        out.write(block);
      }
    }
  }

  void freeUp() throws IOException {
    Files.delete(ballast());
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  void readOnly(boolean readOnly) throws IOException, InterruptedException {
    if (!command("mount", "-o", "remount," + (readOnly ? "ro" : "rw"), folder.toString())) {
      throw new IOException("cannot mount " + folder + " anew");
    }
  }

  private static boolean command(String... words) throws InterruptedException {
    try {
      return new ProcessBuilder(List.of(words)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException e) {
      // There is no such command here.
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    command("umount", "-l", folder.toString());
  }
}
