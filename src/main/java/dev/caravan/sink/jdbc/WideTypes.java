package dev.caravan.sink.jdbc;

import dev.caravan.batch.Type;
import java.util.Optional;

/** Whole and decimal numbers for databases that have neither unsigned nor 128-bit integers. */
final class WideTypes {
  private WideTypes() {}

  static Optional<String> number(Type type) {
    if (type instanceof Type.Decimal decimal) {
      return Optional.of("NUMERIC(" + decimal.precision() + ", " + decimal.scale() + ")");
    }
    if (!(type instanceof Type.Int integer)) {
      return Optional.empty();
    }
    // An unsigned one needs a bit more.
    int bits = integer.signed() ? integer.bits() : integer.bits() + 1;
    if (bits <= 16) {
      return Optional.of("SMALLINT");
    }
    if (bits <= 32) {
      return Optional.of("INTEGER");
    }
    if (bits <= 64) {
      return Optional.of("BIGINT");
    }
    return Optional.of(bits == 65 ? "NUMERIC(20, 0)" : "NUMERIC(39, 0)");
  }
}
