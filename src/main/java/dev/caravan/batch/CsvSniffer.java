package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds out how delimited text is written, from its beginning. What the integrator says is not questioned. */
final class CsvSniffer {
  private static final int MOST_RECORDS = 200;

  /** Delimiters that seldom stand in text; the first wins a draw. */
  private static final String DELIMITERS = ",;\t|";

  /** These do, so every record must agree on them. */
  private static final String WEAK_DELIMITERS = ": ";

  /** Hardly anybody delimits with these, so every record below the header must agree on many of them. */
  private static final String RARE_DELIMITERS = "@^~";

  private static final int FEWEST_RARE_COLUMNS = 4;

  /** A title, an author, a date: more than that in front of a header is not a preface. */
  private static final int MOST_LEADING_RECORDS = 10;

  private static final Pattern DATA =
      Pattern.compile("[+-]?(\\d+([.,]\\d*)?|[.,]\\d+)([eE][+-]?\\d+)?%?|\\d{4}-\\d\\d-\\d\\d.*|\\d\\d?[./]\\d\\d?[./]\\d{4}.*");

  private final byte[] sample;
  private final int length;
  private final boolean wholeFile;

  /** @param wholeFile nothing follows the sample; otherwise its last record is cut off */
  CsvSniffer(byte[] sample, int length, boolean wholeFile) {
    this.sample = sample;
    this.length = length;
    this.wholeFile = wholeFile;
  }

  /**
   * @param columns cells of most records
   * @param records how many were looked at
   */
  record Found(CsvDialect dialect, int columns, int records, double score) {
    /** Whether this is a table with more than one column, beyond chance. */
    boolean table() {
      return columns > 1 && records > 1 && score > 1;
    }
  }

  Found dialect(SegmentOptions options, boolean tabs) {
    int skip = options.skipLines() == null ? 0 : options.skipLines();
    boolean carriageReturns = carriageReturns();
    char givenQuote = quote(options.quote());
    char givenEscape = character(options.escape(), "escape");
    Found best = null;
    for (char delimiter : delimiters(options.delimiter(), tabs)) {
      for (char quote : options.quote() != null ? new char[] {givenQuote} : new char[] {'"', '\''}) {
        for (char escape : options.escape() != null ? new char[] {givenEscape} : new char[] {quote, '\\'}) {
          CsvDialect dialect = new CsvDialect(delimiter, quote, escape, true, skip, carriageReturns, 0);
          Found found = look(dialect, options.delimiter() != null);
          if (best == null || found.score() > best.score() + 1e-9) {
            best = found;
          }
        }
      }
    }
    return new Found(withHeader(best, options), best.columns(), best.records(), best.score());
  }

  private CsvDialect withHeader(Found best, SegmentOptions options) {
    if (options.header() != null) {
      return best.dialect().withHeader(options.header());
    }
    List<List<String>> rows = rows(best.dialect());
    int leading = options.skipLines() != null ? 0 : leading(best);
    if (leading == 0) {
      return best.dialect().withHeader(!isData(rows));
    }
    List<List<String>> table = rows.subList(leading, rows.size());
    if (isData(table)) {
      return best.dialect().withHeader(false);
    }
    return names(table.get(0)) ? best.dialect().withHeaderBehind(leading) : best.dialect().withHeader(true);
  }

  private int leading(Found found) {
    int[] malformed = new int[1];
    List<Integer> widths = widths(found.dialect(), malformed, new int[1]);
    return malformed[0] > 0 ? 0 : leading(widths, found.columns());
  }

  /**
   * How many records stand in front of the table: much narrower than all the others, which agree. As
   * header such a record would make a reject of every other. A header that is merely a name too short
   * is none of these.
   */
  private static int leading(List<Integer> widths, int columns) {
    int leading = 0;
    while (leading < widths.size() && widths.get(leading) * 2 <= columns) {
      leading++;
    }
    List<Integer> others = widths.subList(leading, widths.size());
    boolean agree = others.size() > 1 && others.stream().allMatch(width -> width == columns);
    return leading <= MOST_LEADING_RECORDS && agree ? leading : 0;
  }

  /** Whether cells can name columns: there is one for each, no two are equal, and none is a number or date. */
  private static boolean names(List<String> cells) {
    return cells.stream().noneMatch(cell -> cell.isEmpty() || DATA.matcher(cell).matches()) && new HashSet<>(cells).size() == cells.size();
  }

  private char[] delimiters(String given, boolean tabs) {
    if (given != null) {
      return new char[] {given.equalsIgnoreCase("tab") || given.equals("\\t") ? '\t' : character(given, "delimiter")};
    }
    return tabs && Utf8.indexOf(sample, 0, length, (byte) '\t') >= 0 ? new char[] {'\t'} : (DELIMITERS + WEAK_DELIMITERS + RARE_DELIMITERS).toCharArray();
  }

  private static char quote(String given) {
    return given == null || given.equalsIgnoreCase("none") ? 0 : character(given, "quote");
  }

  private static char character(String given, String option) {
    if (given == null) {
      return 0;
    }
    if (given.length() != 1 || given.charAt(0) > 127 || given.charAt(0) == '\n' || given.charAt(0) == '\r') {
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "the option '" + option + "' of a delimited file cannot be used")
              .required("one ASCII character", "'" + given + "'")
              .next("Write one character, or the word tab."));
    }
    return given.charAt(0);
  }

  /** Old Macintosh files end lines with CR alone; as soon as there is one LF, a CR is none. */
  private boolean carriageReturns() {
    return Utf8.indexOf(sample, 0, length, (byte) '\n') < 0
        && Utf8.indexOf(sample, 0, Math.max(0, length - 1), (byte) '\r') >= 0;
  }

  private List<Integer> widths(CsvDialect dialect, int[] malformed, int[] quoted) {
    List<Integer> widths = new ArrayList<>();
    CsvCursor cursor = cursor(dialect);
    try {
      while (widths.size() + malformed[0] < MOST_RECORDS && cursor.next()) {
        if (!wholeFile && cursor.nextPosition() >= length) {
          break;
        }
        if (cursor.problem != null) {
          malformed[0]++;
        } else {
          widths.add(cursor.cells);
          for (int i = 0; i < cursor.cells; i++) {
            quoted[0] += cursor.quoted(i) ? 1 : 0;
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
    return widths;
  }

  private CsvCursor cursor(CsvDialect dialect) {
    CsvCursor cursor = new CsvCursor(Window.over(sample, length), Integer.MAX_VALUE, dialect, 0, 0, 1);
    cursor.next = (int) skipped(dialect, sample, length);
    return cursor;
  }

  /** Where the text begins behind the lines to be skipped. */
  static long skipped(CsvDialect dialect, byte[] text, int length) {
    int at = 0;
    for (int i = 0; i < dialect.skipLines() && at < length; i++) {
      int end = Utf8.indexOf(text, at, length, (byte) (dialect.carriageReturns() ? '\r' : '\n'));
      at = end < 0 ? length : end + 1;
    }
    return at;
  }

  private Found look(CsvDialect dialect, boolean given) {
    int[] malformed = new int[1];
    int[] quoted = new int[1];
    List<Integer> widths = widths(dialect, malformed, quoted);
    int records = widths.size() + malformed[0];
    int usual = usual(widths);
    long agreeing = widths.stream().filter(width -> width == usual).count();
    double agreement = records == 0 ? 0 : (double) agreeing / records;
    double score = agreement - malformed[0] * 0.1 / Math.max(1, records);
    boolean weak = WEAK_DELIMITERS.indexOf(dialect.delimiter()) >= 0 && !given;
    if (usual > 1) {
      // Records that are split the same way are worth more than records that are not split at all.
      score += 0.5 + (widths.get(0) == usual ? 0.5 : 0) + Math.min(usual, 50) * 0.001;
      if (weak) {
        score = agreement == 1 && records > 2 ? score - 0.75 : 0;
      } else if (RARE_DELIMITERS.indexOf(dialect.delimiter()) >= 0 && !given) {
        int leading = malformed[0] > 0 ? 0 : leading(widths, usual);
        boolean agree = usual >= FEWEST_RARE_COLUMNS && agreeing == records - leading && agreeing > 2;
        score = agree ? 1.25 + Math.min(usual, 50) * 0.001 : 0;
      }
    }
    if (dialect.quote() == '\'') {
      score -= quoted[0] == 0 ? 1 : 0.0005;
    }
    return new Found(dialect, Math.max(1, usual), records, score);
  }

  /** The commonest width; of equally common ones the largest. */
  private static int usual(List<Integer> widths) {
    Map<Integer, Integer> counts = new HashMap<>();
    widths.forEach(width -> counts.merge(width, 1, Integer::sum));
    int usual = 1;
    int most = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most || entry.getValue() == most && entry.getKey() > usual) {
        usual = entry.getKey();
        most = entry.getValue();
      }
    }
    return usual;
  }

  /**
   * Whether the first record is clearly data: it has numbers or dates where the following have them too,
   * and no label above a column of numbers.
   */
  private static boolean isData(List<List<String>> rows) {
    if (rows.isEmpty()) {
      return false;
    }
    boolean numbers = false;
    for (int column = 0; column < rows.get(0).size(); column++) {
      String first = rows.get(0).get(column);
      int data = 0;
      int values = 0;
      for (List<String> row : rows.subList(1, rows.size())) {
        String value = column < row.size() ? row.get(column) : "";
        values += value.isEmpty() ? 0 : 1;
        data += DATA.matcher(value).matches() ? 1 : 0;
      }
      boolean dataBelow = data * 2 > values;
      if (DATA.matcher(first).matches()) {
        if (values > 0 && !dataBelow) {
          return false;
        }
        numbers = true;
      } else if (!first.isEmpty() && values > 0 && data == values) {
        return false;
      }
    }
    return numbers;
  }

  private List<List<String>> rows(CsvDialect dialect) {
    List<List<String>> rows = new ArrayList<>();
    CsvCursor cursor = cursor(dialect);
    try {
      while (rows.size() < MOST_RECORDS && cursor.next()) {
        if (cursor.problem == null) {
          rows.add(cells(cursor));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
    return rows;
  }

  /** The cells of the cursor's record, stripped. */
  static List<String> cells(CsvCursor cursor) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < cursor.cells; i++) {
      byte[] target = new byte[cursor.cellEnd(i) - cursor.cellStart(i)];
      int size = target.length;
      if (cursor.escaped(i)) {
        size = cursor.unescape(i, target);
      } else {
        System.arraycopy(cursor.window.bytes, cursor.cellStart(i), target, 0, size);
      }
      cells.add(Utf8.invalid(target, 0, size) < 0 ? new String(target, 0, size, StandardCharsets.UTF_8).strip() : "");
    }
    return cells;
  }
}
