package dev.caravan.batch;

/** A reader of cells that are text in their chunk. */
abstract class TextsReader extends CellReader {
  private byte[][] values;

  TextsReader(ColumnRead read) {
    super(read);
  }

  @Override
  final void bind(Chunk.Cells cells) {
    values = ((Chunk.Texts) cells).values();
  }

  @Override
  final void setNull(int row) {
    values[row] = null;
  }

  /** @return true, the answer of a reader that has found a value */
  final boolean put(int row, byte[] value) {
    values[row] = value;
    return true;
  }
}
