package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * How delivered text is encoded.
 *
 * @param mark bytes of the byte order mark in front, which is no text
 */
record Encoding(Charset charset, int mark) {
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final int PATTERN_BYTES = 4096;

  boolean utf8() {
    return charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII);
  }

  /**
   * A byte order mark is believed before the given name, and both before any guess.
   *
   * @param given a charset's name, or null
   * @param json JSON is UTF by definition: bytes that are not are damage, not Latin
   * @throws CaravanException CONFIG_BAD_VALUE when there is no charset of that name
   */
  static Encoding of(byte[] sample, int length, String given, boolean json) {
    Encoding marked = byMark(sample, length);
    if (marked != null) {
      return marked;
    }
    Charset pattern = byZeros(sample, length);
    if (given != null) {
      Charset charset = named(given);
      boolean open = charset.name().equals("UTF-16") || charset.name().equals("UTF-32");
      return new Encoding(!open ? charset : pattern != null ? pattern : Charset.forName(charset.name() + "BE"), 0);
    }
    if (pattern != null) {
      return new Encoding(pattern, 0);
    }
    return new Encoding(json ? StandardCharsets.UTF_8 : byContent(sample, length), 0);
  }

  private static Charset named(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "there is no encoding '" + name + "'")
              .required("a charset's name", "'" + name + "'")
              .next("Write utf-8, windows-1252, iso-8859-1, utf-16 or another name Java knows, or leave it out."),
          e);
    }
  }

  private static Encoding byMark(byte[] b, int length) {
    if (length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
      return new Encoding(StandardCharsets.UTF_8, 3);
    }
    if (length >= 4 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE && b[2] == 0 && b[3] == 0) {
      return new Encoding(UTF_32LE, 4);
    }
    if (length >= 4 && b[0] == 0 && b[1] == 0 && b[2] == (byte) 0xFE && b[3] == (byte) 0xFF) {
      return new Encoding(UTF_32BE, 4);
    }
    if (length >= 2 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE) {
      return new Encoding(StandardCharsets.UTF_16LE, 2);
    }
    if (length >= 2 && b[0] == (byte) 0xFE && b[1] == (byte) 0xFF) {
      return new Encoding(StandardCharsets.UTF_16BE, 2);
    }
    return null;
  }

  /** Wide encodings of mostly Western text show zero bytes in a regular pattern. */
  private static Charset byZeros(byte[] b, int length) {
    int units = Math.min(length, PATTERN_BYTES) / 4;
    if (units < 2) {
      return null;
    }
    int[] zeros = new int[4];
    for (int i = 0; i < units * 4; i++) {
      if (b[i] == 0) {
        zeros[i % 4]++;
      }
    }
    int most = units * 3 / 4;
    if (zeros[3] == units && zeros[2] >= most && zeros[0] * 3 <= units) {
      return UTF_32LE;
    }
    if (zeros[0] == units && zeros[1] >= most && zeros[3] * 3 <= units) {
      return UTF_32BE;
    }
    int even = zeros[0] + zeros[2];
    int odd = zeros[1] + zeros[3];
    int many = units * 2 * 3 / 10;
    if (odd >= many && even * 3 <= odd) {
      return StandardCharsets.UTF_16LE;
    }
    return even >= many && odd * 3 <= even ? StandardCharsets.UTF_16BE : null;
  }

  private static Charset byContent(byte[] b, int length) {
    int sequences = 0;
    int invalid = 0;
    int high = 0;
    int letters = 0;
    for (int i = 0; i < length; ) {
      int sequence = Utf8.sequence(b, i, length);
      if (b[i] < 0) {
        high++;
      } else if (Character.isLetter(b[i])) {
        letters++;
      }
      if (sequence > 1) {
        sequences++;
      } else if (sequence < 0) {
        invalid++;
      } else if (sequence == 0) {
        break;
      }
      i += Math.max(1, sequence);
    }
    if (invalid == 0 || sequences * 2 >= invalid) {
      return StandardCharsets.UTF_8;
    }
    // A detector sees Hebrew or Cyrillic in a few accents; text of those is mostly high bytes.
    return high * 4 < letters ? WINDOWS_1252 : detected(b, length);
  }

  private static Charset detected(byte[] b, int length) {
    UniversalDetector detector = new UniversalDetector();
    detector.handleData(b, 0, length);
    detector.dataEnd();
    String name = detector.getDetectedCharset();
    return name == null || !Charset.isSupported(name) || name.startsWith("UTF-") ? WINDOWS_1252 : Charset.forName(name);
  }
}
