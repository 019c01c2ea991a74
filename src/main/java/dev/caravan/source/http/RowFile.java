package dev.caravan.source.http;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Rows on their way into a segment, one line each. Whole pages are added or nothing of them. It need
 * not be durable: the segment made of it is. One thread at a time.
 */
public final class RowFile {
  private final Path path;
  private final ByteArrayOutputStream page = new ByteArrayOutputStream(1 << 16);
  private long rows;
  private long bytes;
  private long rowsInPage;

  /** @throws CaravanException SINK_STAGE when it cannot be made */
  public RowFile(Path path) {
    this.path = path;
    try {
      Files.createDirectories(path.getParent());
      Files.deleteIfExists(path);
      Files.createFile(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  public Path path() {
    return path;
  }

  /** Rows of pages that are in the file. */
  public long rows() {
    return rows;
  }

  /** Adds a row to the page in hand; no line feed may be in it. */
  public void add(byte[] row, int length) {
    page.write(row, 0, length);
    page.write('\n');
    rowsInPage++;
  }

  /** Forgets the page in hand. */
  public void discardPage() {
    page.reset();
    rowsInPage = 0;
  }

  /** Puts the page in hand into the file. */
  public void endPage() {
    try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      page.writeTo(out);
    } catch (IOException e) {
      cutBack(e);
      throw failed(e);
    }
    bytes += page.size();
    rows += rowsInPage;
    discardPage();
  }

  private void cutBack(IOException failure) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Puts the rows of another file behind these, and deletes it. */
  public void append(RowFile other) {
    try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      Files.copy(other.path, out);
    } catch (IOException e) {
      cutBack(e);
      throw failed(e);
    }
    bytes += other.bytes;
    rows += other.rows;
    other.delete();
  }

  /** Makes the file durable under another name, in place of what has that name: whole or not at all. */
  public void keepAs(Path target) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
      Files.createDirectories(target.getParent());
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  public void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private CaravanException failed(IOException cause) {
    return new CaravanException(ErrorCode.SINK_STAGE, "Rows cannot be written to " + path + ": " + cause.getMessage(), cause);
  }
}
