package dev.caravan.batch;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** The nearest binary number; what would become infinite does not fit. */
final class FloatingReader extends CellReader {
  private final NumberText number = new NumberText();
  private final int bits;
  private double[] values;
  private boolean[] nulls;

  FloatingReader(ColumnRead read, Type.Floating type) {
    super(read);
    bits = type.bits();
  }

  @Override
  void bind(Chunk.Cells cells) {
    values = ((Chunk.Doubles) cells).values();
    nulls = ((Chunk.Doubles) cells).nulls();
  }

  @Override
  void setNull(int row) {
    nulls[row] = true;
  }

  @Override
  String required() {
    return "number in the range of a " + bits + "-bit float";
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    if (!number.parse(bytes, start, end)) {
      return false;
    }
    String text = new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    if (rules.minorUnits() > 0 && number.known() && !number.zero()) {
      if (!number.fits(40, 0)) {
        return false;
      }
      text = new BigDecimal(number.unscaled(0), rules.minorUnits()).toString();
    }
    double value = bits == 32 ? Float.parseFloat(text) : Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      return false;
    }
    values[row] = value;
    nulls[row] = false;
    return true;
  }

  @Override
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return convert(bytes, start, end, row);
  }
}
