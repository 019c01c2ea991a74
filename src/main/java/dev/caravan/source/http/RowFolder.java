package dev.caravan.source.http;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of rows on their way: what is in it when nobody reads is worth nothing. */
public final class RowFolder {
  private RowFolder() {}

  /** @throws CaravanException SINK_STAGE */
  public static void empty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.toList();
      for (Path file : found) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "Rows that are not needed any more cannot be deleted from " + folder + ": " + e.getMessage(), e);
    }
  }
}
