package dev.caravan.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns text of another encoding into UTF-8, and back. A byte that cannot be decoded becomes three bytes
 * that no UTF-8 has ({@code FF Fx Fy}, x and y its halves): its record will be rejected, and the byte
 * can be had again. One thread at a time.
 */
final class Transcoder {
  private static final int CHARACTERS = 64 << 10;
  private static final byte UNDECODABLE = (byte) 0xFF;

  private final CharsetDecoder decoder;
  private final int unit;
  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
  private final CharBuffer characters = CharBuffer.allocate(CHARACTERS);
  private final ByteBuffer text = ByteBuffer.allocate(CHARACTERS * 4);

  /** Takes UTF-8. */
  interface Sink {
    void accept(byte[] bytes, int offset, int length) throws IOException;
  }

  Transcoder(Charset charset) {
    unit = charset.name().startsWith("UTF-16") ? 2 : charset.name().startsWith("UTF-32") ? 4 : 1;
    decoder = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /**
   * @param input is left with the bytes of a character that is not complete yet
   * @param last nothing follows
   */
  void decode(ByteBuffer input, boolean last, Sink sink) throws IOException {
    while (true) {
      CoderResult result = decoder.decode(input, characters, last);
      drain(sink);
      if (result.isError()) {
        // No more than one unit: a decoder may blame the sound character behind it too, a line end perhaps.
        int length = Math.min(result.length(), unit);
        byte[] undecodable = new byte[length * 3];
        for (int i = 0; i < length; i++) {
          int b = input.get() & 0xFF;
          undecodable[i * 3] = UNDECODABLE;
          undecodable[i * 3 + 1] = (byte) (0xF0 | b >> 4);
          undecodable[i * 3 + 2] = (byte) (0xF0 | b & 0x0F);
        }
        sink.accept(undecodable, 0, undecodable.length);
      } else if (result.isUnderflow()) {
        return;
      }
    }
  }

  /** Decoders hand out whole surrogate pairs, so the encoder never has to wait for the other half. */
  private void drain(Sink sink) throws IOException {
    characters.flip();
    encoder.reset();
    CoderResult result = encoder.encode(characters, text, true);
    if (!result.isUnderflow()) {
      throw new IllegalStateException("a decoder gave half a surrogate pair: " + result);
    }
    characters.clear();
    text.flip();
    if (text.hasRemaining()) {
      sink.accept(text.array(), 0, text.limit());
    }
    text.clear();
  }

  /** The bytes as they were delivered. */
  static byte[] encode(byte[] utf8, int from, int to, Charset charset) {
    ByteArrayOutputStream delivered = new ByteArrayOutputStream(to - from);
    int i = from;
    while (i < to) {
      int undecodable = Utf8.indexOf(utf8, i, to, UNDECODABLE);
      int end = undecodable < 0 ? to : undecodable;
      delivered.writeBytes(new String(utf8, i, end - i, StandardCharsets.UTF_8).getBytes(charset));
      i = end;
      if (undecodable >= 0) {
        if (i + 2 < to) {
          delivered.write((utf8[i + 1] & 0x0F) << 4 | utf8[i + 2] & 0x0F);
        }
        i += 3;
      }
    }
    return delivered.toByteArray();
  }
}
