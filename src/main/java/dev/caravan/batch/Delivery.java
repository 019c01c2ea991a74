package dev.caravan.batch;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** A delivered file, read once: decompressed as its first bytes demand, digested as it came. One thread at a time. */
final class Delivery implements Closeable {
  private final Path file;
  private final Raw raw;
  private final InputStream content;
  private final boolean compressed;

  /** The bytes as delivered. A failure to read them is told apart from damage inside them. */
  private static final class Raw extends InputStream {
    private final Path file;
    private final InputStream stream;
    private final MessageDigest digest;

    Raw(Path file) {
      this.file = file;
      try {
        this.stream = Files.newInputStream(file);
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (IOException e) {
        throw unreadable(file, e);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      try {
        int count = stream.read(target, offset, length);
        if (count > 0) {
          digest.update(target, offset, count);
        }
        return count;
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** @throws CaravanException SOURCE_UNREADABLE, SOURCE_CORRUPT */
  Delivery(Path file) {
    this.file = file;
    this.raw = new Raw(file);
    byte[] magic = new byte[4];
    int length = readFully(raw, magic);
    PushbackInputStream again = new PushbackInputStream(raw, 4);
    try {
      again.unread(magic, 0, length);
      boolean gzip = length >= 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B;
      boolean zstd = length == 4 && magic[0] == 0x28 && magic[1] == (byte) 0xB5 && magic[2] == 0x2F && magic[3] == (byte) 0xFD;
      compressed = gzip || zstd;
      content = gzip ? new GzipCompressorInputStream(again, true) : zstd ? new ZstdInputStreamNoFinalizer(again) : again;
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  private static int readFully(InputStream stream, byte[] target) {
    try {
      return stream.readNBytes(target, 0, target.length);
    } catch (IOException e) {
      throw new IllegalStateException("Raw turns these into its own exception", e);
    }
  }

  boolean compressed() {
    return compressed;
  }

  /** Fills the stretch as far as there is content. @return bytes read, fewer than asked for only at the end */
  int read(byte[] target, int offset, int length) {
    try {
      return content.readNBytes(target, offset, length);
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  /** Of all delivered bytes, also those behind the last that had to be read; hex. */
  String digest() {
    byte[] rest = new byte[64 << 10];
    while (raw.read(rest, 0, rest.length) >= 0) {
      continue;
    }
    return HexFormat.of().formatHex(raw.digest.digest());
  }

  static CaravanException corrupt(Path file, Exception cause) {
    // The end of a stream that breaks off has no message of its own.
    String reason = cause.getMessage() == null ? "it breaks off in the middle" : cause.getMessage();
    return new CaravanException(Problem.of(ErrorCode.SOURCE_CORRUPT, Place.of(file.toString()), "the file is damaged: " + reason), cause);
  }

  static CaravanException unreadable(Path file, IOException cause) {
    String reason = cause instanceof NoSuchFileException ? "it does not exist" : cause.getMessage();
    return new CaravanException(
        Problem.of(ErrorCode.SOURCE_UNREADABLE, Place.of(file.toString()), "the file cannot be read: " + reason), cause);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
