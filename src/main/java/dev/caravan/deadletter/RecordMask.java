package dev.caravan.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.batch.CsvDialect;
import dev.caravan.contract.SensitiveFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Blanks the values of sensitive fields in the text of one record and leaves every other character as it
 * is. A text in which the fields cannot be told apart for certain is not masked at all. Stateless.
 */
final class RecordMask {
  static final String BLANK = "***";
  private static final JsonFactory JSON = new JsonFactory();

  private RecordMask() {}

  /** A stretch of the text. */
  private record Range(int from, int to) {}

  /** @return empty when the text is not one whole JSON value */
  static Optional<String> json(String text, SensitiveFields sensitive) {
    List<Range> values = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      int depth = 0;
      do {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.FIELD_NAME && sensitive.contains(parser.currentName())) {
          parser.nextToken();
          int from = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          parser.finishToken();
          values.add(new Range(from, (int) parser.currentLocation().getCharOffset()));
        } else if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
      } while (parser.nextToken() != null && depth > 0);
      return parser.currentToken() == null ? Optional.of(blanked(text, values, '"' + BLANK + '"')) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** @return empty when the record has not as many cells as there are columns */
  static Optional<String> csv(String text, CsvDialect dialect, List<String> header, SensitiveFields sensitive) {
    List<Range> cells = cells(text, dialect);
    if (cells.size() != header.size()) {
      return Optional.empty();
    }
    List<Range> values = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      if (sensitive.contains(header.get(i))) {
        values.add(cells.get(i));
      }
    }
    return Optional.of(blanked(text, values, BLANK));
  }

  private static List<Range> cells(String text, CsvDialect dialect) {
    List<Range> cells = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      if (quoted && sign == dialect.escape() && dialect.escape() != dialect.quote()) {
        i++;
      } else if (dialect.quote() != 0 && sign == dialect.quote() && (quoted || i == from)) {
        // Of a doubled quote the second one opens the cell again.
        quoted = !quoted;
      } else if (dialect.quote() != 0 && sign == dialect.quote() && i > from && text.charAt(i - 1) == dialect.quote()) {
        quoted = true;
      } else if (sign == dialect.delimiter() && !quoted) {
        cells.add(new Range(from, i));
        from = i + 1;
      }
    }
    if (quoted) {
      return List.of();
    }
    cells.add(new Range(from, text.length()));
    return cells;
  }

  private static String blanked(String text, List<Range> values, String blank) {
    StringBuilder masked = new StringBuilder(text.length());
    int end = 0;
    for (Range value : values) {
      masked.append(text, end, value.from()).append(blank);
      end = value.to();
    }
    return masked.append(text, end, text.length()).toString();
  }
}
