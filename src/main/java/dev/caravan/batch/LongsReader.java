package dev.caravan.batch;

/** A reader of cells that are 64-bit numbers in their chunk. */
abstract class LongsReader extends CellReader {
  private long[] values;
  private boolean[] nulls;

  LongsReader(ColumnRead read) {
    super(read);
  }

  @Override
  final void bind(Chunk.Cells cells) {
    values = ((Chunk.Longs) cells).values();
    nulls = ((Chunk.Longs) cells).nulls();
  }

  @Override
  final void setNull(int row) {
    nulls[row] = true;
  }

  /** @return true, the answer of a reader that has found a value */
  final boolean put(int row, long value) {
    values[row] = value;
    nulls[row] = false;
    return true;
  }
}
