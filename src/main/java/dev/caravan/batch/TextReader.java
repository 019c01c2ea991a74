package dev.caravan.batch;

import java.util.Arrays;

final class TextReader extends CellReader {
  private byte[][] values;

  TextReader(ColumnRead read) {
    super(read);
  }

  @Override
  void bind(Chunk.Cells cells) {
    values = ((Chunk.Texts) cells).values();
  }

  @Override
  void setNull(int row) {
    values[row] = null;
  }

  @Override
  String required() {
    return "text";
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    values[row] = Arrays.copyOfRange(bytes, start, end);
    return true;
  }

  @Override
  boolean convertEmpty(int row) {
    values[row] = new byte[0];
    return true;
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
    if (rules.coerce()) {
      values[row] = literal(value);
    }
    return rules.coerce();
  }
}
