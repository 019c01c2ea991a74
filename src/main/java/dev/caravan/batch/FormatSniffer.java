package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells the format of a file by what is said of it, by its name, and by its content, which names can lie about. */
final class FormatSniffer {
  private static final int MOST_LINES = 50;
  private static final Set<String> JSON = Set.of("json");
  private static final Set<String> LINES = Set.of("ndjson", "jsonl");
  private static final Set<String> TABLES = Set.of("csv", "tsv", "txt", "tab", "psv");

  private final byte[] text;
  private final int length;
  private final boolean wholeFile;
  private final JsonTokens tokens = new JsonTokens();

  /** @param wholeFile nothing follows the sample */
  FormatSniffer(byte[] text, int length, boolean wholeFile) {
    this.text = text;
    this.length = length;
    this.wholeFile = wholeFile;
  }

  /** The ending of the name that tells the format, without that of a compression; lower case, may be empty. */
  static String ending(String name) {
    String bare = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|gzip|zst|zstd)$", "");
    int dot = bare.lastIndexOf('.');
    return dot < 0 || bare.indexOf('/', dot) >= 0 ? "" : bare.substring(dot + 1);
  }

  /** Whether the content is to be JSON, as far as name and first character tell. */
  static boolean looksLikeJson(String given, String ending, byte[] sample, int length) {
    String said = given == null ? ending : given.toLowerCase(Locale.ROOT);
    if (JSON.contains(said) || LINES.contains(said)) {
      return true;
    }
    return !TABLES.contains(said) && (first(sample, length) == '{' || first(sample, length) == '[');
  }

  /** Whether it is said that the content is no table, so that nobody need find out what table it would be. */
  static boolean saidToBeJson(String given) {
    String said = given == null ? "" : given.toLowerCase(Locale.ROOT);
    return JSON.contains(said) || LINES.contains(said);
  }

  private static int first(byte[] sample, int length) {
    for (int i = 0; i < length; i++) {
      if (sample[i] > ' ') {
        return sample[i];
      }
    }
    return -1;
  }

  /** @param table what the delimited text would look like; not asked when {@link #saidToBeJson} */
  Format format(String source, String given, CsvSniffer.Found table) {
    if (given != null) {
      String said = given.toLowerCase(Locale.ROOT);
      if (TABLES.contains(said)) {
        return Format.CSV;
      }
      if (LINES.contains(said)) {
        return Format.NDJSON;
      }
      if (JSON.contains(said)) {
        return linesOfJson() ? Format.NDJSON : Format.JSON;
      }
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "there is no format '" + given + "'")
              .required("csv, tsv, ndjson, json or parquet", "'" + given + "'")
              .next("Use one of these, or leave it out to find out."));
    }
    String ending = ending(source);
    int first = first(text, length);
    boolean brackets = first == '{' || first == '[';
    if (LINES.contains(ending)) {
      if (brackets) {
        return first == '[' && !linesOfJson() && !firstLineIsJson() && beginsAsJson() ? Format.JSON : Format.NDJSON;
      }
      return !firstLineIsJson() && table.table() ? Format.CSV : Format.NDJSON;
    }
    if (JSON.contains(ending)) {
      if (!brackets && !firstLineIsJson() && table.table()) {
        return Format.CSV;
      }
      return linesOfJson() ? Format.NDJSON : Format.JSON;
    }
    if (brackets && (firstLineIsJson() || beginsAsJson())) {
      return linesOfJson() ? Format.NDJSON : Format.JSON;
    }
    if (!TABLES.contains(ending) && Utf8.indexOf(text, 0, length, (byte) 0) >= 0) {
      throw new CaravanException(
          Problem.of(ErrorCode.FORMAT_UNKNOWN, Place.of(source), "the format of the file cannot be told")
              .required("CSV, NDJSON, JSON or Parquet, by name or content", "binary content"));
    }
    return Format.CSV;
  }

  private record Line(int start, int end) {}

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    while (start < length && lines.size() < MOST_LINES) {
      int newline = Utf8.indexOf(text, start, length, (byte) '\n');
      if (newline < 0 && !wholeFile) {
        break;
      }
      int end = newline < 0 ? length : newline;
      if (!LineCursor.blank(text, start, end)) {
        lines.add(new Line(start, end));
      }
      start = end + 1;
    }
    return lines;
  }

  private boolean firstLineIsJson() {
    List<Line> lines = lines();
    return !lines.isEmpty() && tokens.accepts(text, lines.get(0).start(), lines.get(0).end());
  }

  /** Whether there are several values, one a line: most lines are objects or arrays, or all are values. */
  private boolean linesOfJson() {
    List<Line> lines = lines();
    int values = 0;
    int nested = 0;
    for (Line line : lines) {
      if (tokens.accepts(text, line.start(), line.end())) {
        values++;
        int first = first(java.util.Arrays.copyOfRange(text, line.start(), Math.min(line.end(), line.start() + 256)), Math.min(line.end() - line.start(), 256));
        nested += first == '{' || first == '[' ? 1 : 0;
      }
    }
    return lines.size() > 1 && (nested * 2 >= lines.size() || values == lines.size());
  }

  /** Whether a strict parser finds nothing wrong as far as the sample goes. */
  private boolean beginsAsJson() {
    try {
      JsonToken token = tokens.begin(text, 0, length);
      for (int depth = 0; token != null; token = tokens.next()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 0) {
          break;
        }
      }
      tokens.reset();
      return true;
    } catch (JsonEOFException e) {
      tokens.reset();
      return !wholeFile;
    } catch (IOException e) {
      tokens.reset();
      return false;
    }
  }
}
