package dev.caravan.sandbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/** A delivery being written: it takes its name when it is complete, so that no source reads half of it. */
final class RecordFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path part;
  private final Charset charset;
  private final OutputStream out;

  RecordFile(Path file, Charset charset) throws IOException {
    Files.createDirectories(file.getParent());
    this.file = file;
    this.charset = charset;
    this.part = file.resolveSibling("." + file.getFileName() + ".part");
    OutputStream plain = Files.newOutputStream(part);
    this.out = new BufferedOutputStream(file.toString().endsWith(".gz") ? new GZIPOutputStream(plain, BUFFER) : plain, BUFFER);
  }

  void line(String text) throws IOException {
    line(text.getBytes(charset));
  }

  void line(byte[] text) throws IOException {
    out.write(text);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
