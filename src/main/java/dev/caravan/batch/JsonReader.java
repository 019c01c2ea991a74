package dev.caravan.batch;

/** Keeps any JSON value as its text. The text of a delimited cell must be JSON. */
final class JsonReader extends TextsReader {
  private final JsonTokens tokens = new JsonTokens();

  JsonReader(ColumnRead read) {
    super(read);
  }

  @Override
  String required() {
    return "JSON";
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    return tokens.accepts(bytes, start, end) && keep(bytes, start, end, row);
  }

  @Override
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return keep(bytes, start, end, row);
  }

  @Override
  boolean bool(boolean value, int row) {
    return put(row, literal(value));
  }

  @Override
  boolean json(byte[] bytes, int start, int end, int row) {
    return keep(bytes, start, end, row);
  }

  private boolean keep(byte[] bytes, int start, int end, int row) {
    return copy(row, bytes, start, end);
  }

  @Override
  boolean stringFits() {
    throw new IllegalStateException("a string is kept with its quotes, through json()");
  }

}
