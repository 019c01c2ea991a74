package dev.caravan.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes whole lines only, each behind the mark of its stream. Streams on one wire may be used by several threads. */
final class FramedLines extends OutputStream {
  private final char mark;
  private final OutputStream wire;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  FramedLines(char mark, OutputStream wire) {
    this.mark = mark;
    this.wire = wire;
  }

  @Override
  public synchronized void write(int value) throws IOException {
    if (value == '\n') {
      send();
    } else {
      line.write(value);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (line.size() > 0) {
      send();
    }
  }

  private void send() throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(line.size() + 2);
    frame.write(mark);
    line.writeTo(frame);
    frame.write('\n');
    line.reset();
    synchronized (wire) {
      wire.write(frame.toByteArray());
    }
  }
}
