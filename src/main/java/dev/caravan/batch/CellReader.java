package dev.caravan.batch;

import java.nio.charset.StandardCharsets;

/**
 * Reads cells of one column, exactly or not at all. A method that returns false found a value that does
 * not fit; the cell is null then, and {@link #required()} says what would have fitted. One thread at a
 * time; the text given is well-formed UTF-8.
 */
abstract class CellReader {
  final ColumnRead read;
  final CellRules rules;
  private final CellText text;

  CellReader(ColumnRead read) {
    this.read = read;
    this.rules = read.rules();
    this.text = new CellText(rules);
  }

  static CellReader of(ColumnRead read) {
    Type type = read.column().type();
    if (type instanceof Type.Text) {
      return new TextReader(read);
    } else if (type instanceof Type.Json) {
      return new JsonReader(read);
    } else if (type instanceof Type.Bool) {
      return new BoolReader(read);
    } else if (type instanceof Type.Int integer) {
      return new IntReader(read, integer);
    } else if (type instanceof Type.Decimal decimal) {
      return new DecimalReader(read, decimal);
    } else if (type instanceof Type.Floating floating) {
      return new FloatingReader(read, floating);
    } else if (type instanceof Type.Date) {
      return new DateReader(read);
    } else if (type instanceof Type.Time) {
      return new TimeReader(read);
    } else if (type instanceof Type.Timestamp timestamp) {
      return new TimestampReader(read, timestamp);
    }
    throw new IllegalStateException("no reader for " + type.sql());
  }

  /** From here on cells go there. */
  abstract void bind(Chunk.Cells cells);

  abstract void setNull(int row);

  /** For people: {@code integer}. */
  abstract String required();

  /** Reads cleaned, not empty text. */
  abstract boolean convert(byte[] bytes, int start, int end, int row);

  /** An empty text that is a value: only text has one. */
  boolean convertEmpty(int row) {
    return true;
  }

  /** A cell of a delimited file. */
  final boolean cell(byte[] bytes, int start, int end, boolean quoted, int row) {
    if (start == end && !quoted && !rules.verbatim()) {
      return true;
    }
    if (!text.clean(bytes, start, end)) {
      return true;
    }
    if (text.empty()) {
      return !quoted && !rules.verbatim() || convertEmpty(row);
    }
    return convert(text.bytes, text.start, text.end, row);
  }

  /** A JSON string. */
  final boolean string(byte[] bytes, int start, int end, int row) {
    if (!text.clean(bytes, start, end)) {
      return true;
    }
    return stringFits() && (text.empty() ? emptyStringFits() && convertEmpty(row) : convert(text.bytes, text.start, text.end, row));
  }

  /** Whether a JSON string is a natural form of this type. */
  boolean stringFits() {
    return rules.coerce();
  }

  boolean emptyStringFits() {
    return false;
  }

  /** @param integral the literal has neither point nor exponent */
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return false;
  }

  boolean bool(boolean value, int row) {
    return false;
  }

  /** A JSON object or array. */
  boolean json(byte[] bytes, int start, int end, int row) {
    return false;
  }

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  static byte[] literal(boolean value) {
    return value ? TRUE.clone() : FALSE.clone();
  }
}
