package dev.caravan.batch;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.core.util.BufferRecycler;
import java.io.IOException;

/**
 * Jackson's strict tokens of one JSON value in a stretch of bytes. One Jackson parser is pointed at
 * record after record instead of being made anew for each, and values are handed out as the bytes they
 * stand in. The bytes must be well-formed UTF-8. One thread at a time.
 */
final class JsonTokens {
  static final int DEEPEST = 512;

  /** the table of field names starts afresh then, so that it stays small whatever the keys are */
  private static final long RENEW_AFTER_BYTES = 16L << 20;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .build();

  private Retargeted parser;
  private long bytesSeen;
  private byte[] scratch = new byte[256];

  /** bytes of the last value asked for */
  byte[] bytes;

  int start;
  int end;

  private static final class Retargeted extends UTF8StreamJsonParser {
    /** stands before the value that a record begins with */
    private int begin;

    Retargeted() {
      super(
          new IOContext(CONSTRAINTS, StreamWriteConstraints.defaults(), ErrorReportConfiguration.defaults(), new BufferRecycler(), ContentReference.unknown(), false),
          JsonParser.Feature.collectDefaults(),
          null,
          null,
          ByteQuadsCanonicalizer.createRoot().makeChild(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES.getMask()),
          new byte[0],
          0,
          0,
          0,
          false);
    }

    void target(byte[] bytes, int from, int to) {
      _inputBuffer = bytes;
      _inputPtr = from;
      _inputEnd = to;
      begin = from;
    }

    int at() {
      return _inputPtr;
    }

    int column() {
      return _inputPtr - begin + 1;
    }

    /** First byte of the current value. */
    int valueStart() {
      return (int) _tokenInputTotal - 1;
    }

    /** @return index behind the string that was just begun if its bytes are its value, else -1 */
    int plainStringEnd() {
      byte[] input = _inputBuffer;
      int to = _inputEnd;
      for (int i = _inputPtr; i < to; i++) {
        byte b = input[i];
        if (b == '"') {
          _inputPtr = i + 1;
          _tokenIncomplete = false;
          return i;
        }
        if (b == '\\' || b >= 0 && b < ' ') {
          return -1;
        }
      }
      return -1;
    }

    boolean onlySpaceLeft() {
      for (int i = _inputPtr; i < _inputEnd; i++) {
        byte b = _inputBuffer[i];
        if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
          _inputPtr = i;
          return false;
        }
      }
      return true;
    }
  }

  /** @return the first token of the value */
  JsonToken begin(byte[] input, int from, int to) throws IOException {
    bytesSeen += to - from;
    if (parser == null || bytesSeen > RENEW_AFTER_BYTES) {
      parser = new Retargeted();
      bytesSeen = to - from;
    }
    parser.target(input, from, to);
    return parser.nextToken();
  }

  JsonToken next() throws IOException {
    return parser.nextToken();
  }

  String name() throws IOException {
    return parser.currentName();
  }

  /** Goes behind the current value; checks all of it. */
  void skip() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      parser.finishToken();
    } else {
      parser.skipChildren();
    }
  }

  /** @return false when something stands behind the value */
  boolean finished() {
    return parser.onlySpaceLeft();
  }

  /** What broke, and where in the record. */
  String complaint(String reason) {
    return reason + " at column " + parser.column();
  }

  /** After a failure the parser's state means nothing. */
  void reset() {
    parser = null;
  }

  int valueStart() {
    return parser.valueStart();
  }

  /** Points {@link #bytes} at the current value as it is written; for an object or array after its end. */
  void written(byte[] input, int from) {
    bytes = input;
    start = from;
    end = parser.at();
    while (end > from && (input[end - 1] == ' ' || input[end - 1] == '\t' || input[end - 1] == '\r' || input[end - 1] == '\n')) {
      end--; // a number at the top takes the space behind it along
    }
  }

  /**
   * Points {@link #bytes} at the value of the current string.
   *
   * @return false when it has half a surrogate pair, which no text can hold
   */
  boolean string(byte[] input) throws IOException {
    int from = parser.at();
    int to = parser.plainStringEnd();
    if (to >= 0) {
      bytes = input;
      start = from;
      end = to;
      return true;
    }
    char[] characters = parser.getTextCharacters();
    return encode(characters, parser.getTextOffset(), parser.getTextLength());
  }

  private boolean encode(char[] characters, int offset, int count) {
    if (scratch.length < count * 3L) {
      scratch = new byte[(int) Math.min(Integer.MAX_VALUE - 16L, count * 3L)];
    }
    int out = 0;
    for (int i = offset; i < offset + count; i++) {
      char c = characters[i];
      if (c < 0x80) {
        scratch[out++] = (byte) c;
      } else if (c < 0x800) {
        scratch[out++] = (byte) (0xC0 | c >> 6);
        scratch[out++] = (byte) (0x80 | c & 0x3F);
      } else if (!Character.isSurrogate(c)) {
        scratch[out++] = (byte) (0xE0 | c >> 12);
        scratch[out++] = (byte) (0x80 | c >> 6 & 0x3F);
        scratch[out++] = (byte) (0x80 | c & 0x3F);
      } else {
        if (!Character.isHighSurrogate(c) || i + 1 == offset + count || !Character.isLowSurrogate(characters[i + 1])) {
          return false;
        }
        int point = Character.toCodePoint(c, characters[++i]);
        scratch[out++] = (byte) (0xF0 | point >> 18);
        scratch[out++] = (byte) (0x80 | point >> 12 & 0x3F);
        scratch[out++] = (byte) (0x80 | point >> 6 & 0x3F);
        scratch[out++] = (byte) (0x80 | point & 0x3F);
      }
    }
    bytes = scratch;
    start = 0;
    end = out;
    return true;
  }

  /** Whether the bytes are one JSON value. */
  boolean accepts(byte[] input, int from, int to) {
    try {
      if (begin(input, from, to) != null) {
        skip();
        if (finished()) {
          return true;
        }
      }
    } catch (IOException e) {
      reset();
      return false;
    }
    reset();
    return false;
  }

}
