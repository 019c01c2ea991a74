package dev.caravan.runtime.console;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.security.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the next browser is let into the console: a file of the data folder, for its owner alone. Thread-safe. */
public final class ConsoleAddress {
  private static final String FILE = "console.address";

  private final Path file;

  public ConsoleAddress(Path data) {
    this.file = data.resolve(FILE);
  }

  /** Where a process that uses this data folder lets the next browser in; empty when none has a console. */
  public static Optional<String> of(Path data) throws IOException {
    Path file = data.resolve(FILE);
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  /** @throws CaravanException FILE_NOT_FOUND when it cannot be kept */
  public synchronized void keep(String address) {
    try {
      PrivateFile.write(file, (address + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "The console's address cannot be kept in " + file + ": " + e.getMessage(), e);
    }
  }

  /** Once the console is closed; a token in a file that stays opens nothing any more. */
  public synchronized void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It opens nothing any more.
    }
  }
}
