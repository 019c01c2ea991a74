package dev.caravan.source.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Origins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on their way into a batch: a file of lines, and which offsets they have. It need not be durable, for they
 * can be read again. One thread at a time.
 */
final class Gathering {
  private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final JsonLine line;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER + (BUFFER >> 2));
  private final SortedMap<Log, Span> spans = new TreeMap<>();
  private final List<Origins.Run> runs = new ArrayList<>();
  private final OutputStream out;
  private long rows;
  private long bytes;
  /** when the first of them was sent, in milliseconds since 1970; negative when the broker keeps no time */
  private long oldest = Long.MAX_VALUE;
  private Log lastLog;
  private long lastOffset;

  /** @throws CaravanException SINK_STAGE */
  Gathering(Path file, JsonLine line) {
    this.file = file;
    this.line = line;
    try {
      Files.createDirectories(file.getParent());
      this.out = Files.newOutputStream(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes what processes left that died. A living one from which something is taken reads it again. */
  static void sweep(Path folder, Instant before) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        if (Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      LOG.warn("What is left in {} could not be removed: {}", folder, e.getMessage());
    }
  }

  /**
   * Adds records of one partition that follow those it has of it.
   *
   * @param from where the ledger's cursor will stand before this batch, if it has none of the partition yet
   * @param first where the reader stood before them
   * @param to where it stands now, behind whatever is no record
   */
  void add(Log log, List<ConsumerRecord<byte[], byte[]>> records, long from, long first, long to) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      long before = buffer.size();
      line.write(record, buffer);
      bytes += buffer.size() - before;
      rows++;
      oldest = Math.min(oldest, record.timestamp());
      if (!log.equals(lastLog) || record.offset() != lastOffset + 1) {
        runs.add(new Origins.Run(rows, log.toString(), record.offset()));
      }
      lastLog = log;
      lastOffset = record.offset();
      if (buffer.size() >= BUFFER) {
        flush();
      }
    }
    spans.merge(log, new Span(from, first, to), (known, added) -> known.reaching(to));
  }

  private void flush() {
    try {
      buffer.writeTo(out);
      buffer.reset();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** No record is added any more. */
  void end() {
    flush();
    close();
  }

  private void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Forgets it; what it had is read again. */
  void drop() {
    close();
    delete();
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  Path file() {
    return file;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  /** When the record was sent that has waited longest; empty when that is not known. */
  Optional<Instant> oldest() {
    return oldest < 0 || oldest == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldest));
  }

  SortedMap<Log, Span> spans() {
    return spans;
  }

  List<Origins.Run> runs() {
    return runs;
  }

  private CaravanException failed(IOException cause) {
    return new CaravanException(ErrorCode.SINK_STAGE, "Records cannot be written to " + file + ": " + cause.getMessage(), cause);
  }
}
