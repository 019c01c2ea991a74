package dev.caravan.source.http;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keys of rows that were there, by window: those read in a window ({@code 7-0.keys}), and all that the
 * table had at its end, settled ({@code 7.all}) or not yet ({@code 7.next}). A file is there whole or not
 * at all. One thread at a time.
 */
public final class KeyFolder {
  private static final Pattern NAME = Pattern.compile("(\\d+)(-\\d+[.]keys|[.]all|[.]next|[.]part)");

  private final Path folder;

  /** @param folder of one flow */
  public KeyFolder(Path folder) {
    this.folder = folder;
  }

  /** Takes keys line by line. */
  interface Lines {
    void line(byte[] key) throws IOException;
  }

  /** Forgets what an attempt at this window read, and windows that nobody compares with any more. */
  void begin(long window) {
    long whole = lastWhole(window);
    for (Path file : files()) {
      long of = window(file);
      if (of < whole || of == window && !kind(file).equals(".all")) {
        delete(file);
      }
    }
  }

  /** Goes on with a window. What of it was read elsewhere or is lost makes it incomplete, and stays so. */
  void resume(long window) {
    boolean any = files().stream().anyMatch(file -> window(file) == window && kind(file).endsWith(".keys"));
    if (!any) {
      new RowFile(folder.resolve(window + ".part")).keepAs(folder.resolve(window + ".part"));
    }
  }

  boolean complete(long window) {
    return !Files.exists(folder.resolve(window + ".part"));
  }

  void add(long window, RowFile keys) {
    long number = files().stream().filter(file -> window(file) == window && kind(file).endsWith(".keys")).count();
    keys.keepAs(folder.resolve(window + "-" + number + ".keys"));
  }

  /** All keys there are at the end of a window, as long as what follows from them has not landed. */
  void atEnd(long window, RowFile keys) {
    keys.keepAs(folder.resolve(window + ".next"));
  }

  /** Nothing follows from the keys at the end of a window. */
  void settle(long window) {
    try {
      Files.move(folder.resolve(window + ".next"), folder.resolve(window + ".all"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Keys that were there at the end of the last window that came to its end, those read in windows since then that
   * did not, and those at the end of a pass that found nothing new.
   */
  void before(long window, Lines lines) {
    long whole = lastWhole(window);
    Path next = folder.resolve(whole + ".next");
    read(Files.exists(next) ? next : folder.resolve(whole + ".all"), lines);
    for (long unended = whole + 1; unended < window; unended++) {
      seen(unended, lines);
    }
    read(folder.resolve(window + ".all"), lines);
  }

  // When none is known: the one before, as at the very beginning.
  private long lastWhole(long window) {
    return files().stream().filter(file -> window(file) < window && (kind(file).equals(".next") || kind(file).equals(".all"))).mapToLong(KeyFolder::window).max().orElse(window - 1);
  }

  /** Keys of rows read in a window; some may come twice. */
  void seen(long window, Lines lines) {
    files().stream().filter(file -> window(file) == window && kind(file).endsWith(".keys")).forEach(file -> read(file, lines));
  }

  private static void read(Path file, Lines lines) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.line(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SOURCE_UNREADABLE, "Keys of rows cannot be read from " + file + ": " + e.getMessage(), e);
    }
  }

  private List<Path> files() {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(file -> NAME.matcher(file.getFileName().toString()).matches()).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static long window(Path file) {
    return Long.parseLong(parts(file).group(1));
  }

  private static String kind(Path file) {
    return parts(file).group(2);
  }

  private static Matcher parts(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    matcher.matches();
    return matcher;
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private CaravanException failed(IOException cause) {
    return new CaravanException(ErrorCode.SINK_STAGE, "Keys of rows cannot be kept in " + folder + ": " + cause.getMessage(), cause);
  }
}
