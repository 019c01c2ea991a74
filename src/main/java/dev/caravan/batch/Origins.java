package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the lines of a segment come from that holds records of several logs, such as the partitions of topics: runs of
 * lines whose positions follow one another. They lie beside the segment's data, so that a reject can say where its
 * record stands at the source. Immutable.
 */
public final class Origins {
  static final String FILE = "origins";
  private static final Origins NONE = new Origins(List.of());

  private final List<Run> runs;

  /**
   * Lines from here on, up to the next run.
   *
   * @param line 1-based
   * @param log such as {@code orders/3}
   * @param position in the log of that line's record
   */
  public record Run(long line, String log, long position) {}

  private Origins(List<Run> runs) {
    this.runs = List.copyOf(runs);
  }

  /**
   * Makes them durable in a segment's folder, in place of others. To be called once the segment is there.
   *
   * @throws CaravanException SINK_STAGE
   */
  public static void write(List<Run> runs, Segment segment) {
    StringBuilder text = new StringBuilder();
    for (Run run : runs) {
      text.append(run.line()).append('\t').append(run.log()).append('\t').append(run.position()).append('\n');
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    Path file = segment.folder().resolve(FILE);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.SINK_STAGE, Place.of(file.toString()), "where records come from cannot be noted: " + e.getMessage()), e);
    }
  }

  /** Those of a segment; none when it comes from one place. */
  static Origins of(Segment segment) throws IOException {
    List<Run> runs = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(segment.folder().resolve(FILE))) {
        String[] parts = line.split("\t");
        runs.add(new Run(Long.parseLong(parts[0]), parts[1], Long.parseLong(parts[2])));
      }
    } catch (NoSuchFileException e) {
      return NONE;
    }
    return new Origins(runs);
  }

  /** An excerpt keeps the lines of its records, so that they come from where they came from. */
  static void copy(Segment from, Path folder) throws IOException {
    Path file = from.folder().resolve(FILE);
    if (Files.exists(file) && !from.folder().equals(folder)) {
      Files.copy(file, folder.resolve(FILE), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The same line, with the name {@code log@position}. */
  SourcePointer named(SourcePointer pointer) {
    int low = 0;
    int high = runs.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (runs.get(middle).line() <= pointer.line()) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (runs.isEmpty() || runs.get(low).line() > pointer.line()) {
      return pointer;
    }
    Run run = runs.get(low);
    return new SourcePointer(run.log() + "@" + (run.position() + pointer.line() - run.line()), pointer.line(), pointer.offset());
  }
}
