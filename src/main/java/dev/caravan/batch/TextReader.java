package dev.caravan.batch;

final class TextReader extends TextsReader {
  TextReader(ColumnRead read) {
    super(read);
  }

  @Override
  String required() {
    return "text";
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    return copy(row, bytes, start, end);
  }

  @Override
  boolean convertEmpty(int row) {
    return put(row, new byte[0]);
  }

  @Override
  boolean stringFits() {
    return true;
  }

  @Override
  boolean emptyStringFits() {
    return true;
  }

  @Override
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return rules.coerce() && convert(bytes, start, end, row);
  }

  @Override
  boolean bool(boolean value, int row) {
    return rules.coerce() && put(row, literal(value));
  }
}
