package dev.caravan.batch;

/** A reader of cells that are text in their chunk. */
abstract class TextsReader extends CellReader {
  /** Longer ones are not kept: a chunk of long texts must not stay in memory. */
  private static final int LONGEST_SPARE = 64;

  private byte[][] values;
  private byte[][] spares;

  TextsReader(ColumnRead read) {
    super(read);
  }

  @Override
  final void bind(Chunk.Cells cells) {
    values = ((Chunk.Texts) cells).values();
    spares = ((Chunk.Texts) cells).spares();
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

  /** @return true, the answer of a reader that has found a value */
  final boolean copy(int row, byte[] bytes, int start, int end) {
    int length = end - start;
    byte[] copy = spares[row];
    if (copy == null || copy.length != length) {
      copy = new byte[length];
      if (length <= LONGEST_SPARE) {
        spares[row] = copy;
      }
    }
    System.arraycopy(bytes, start, copy, 0, length);
    return put(row, copy);
  }
}
