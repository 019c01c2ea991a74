package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonToken;
import java.util.List;
import java.util.Set;

/** The kinds of JSON values a field was seen with, and the narrowest type that holds them all exactly. Not thread-safe. */
final class JsonKinds {
  private static final CellRules LITERAL =
      new CellRules(false, CellRules.Letters.KEEP, Set.of(), Set.of("true"), Set.of("false"), List.of(), null, 0, true, true);

  /** What a contract's plain number is. */
  private static final Type.Decimal USUAL = new Type.Decimal(38, 10);

  boolean seen;
  private boolean bool;
  private boolean integer;
  private boolean fits64 = true;
  private boolean decimal;
  private boolean known = true;
  private long digits;
  private long scale;
  private boolean string;
  private boolean nested;

  /** One value: of a number also whether it fits 64 bits, whether its digits are known, and how many there are. */
  record Sight(JsonToken token, boolean fits64, boolean known, long digits, long scale) {
    static Sight of(JsonToken token) {
      return new Sight(token, true, true, 0, 0);
    }
  }

  /** @param number overwritten */
  static Sight number(JsonToken token, NumberText number, byte[] bytes, int start, int end) {
    number.parse(bytes, start, end);
    boolean known = number.known();
    boolean fits64 = known && number.fits(18, 0) || known && number.fits(19, 0) && number.unscaled(0).bitLength() < 64;
    // A zero may stand there with an exponent of any size; what is shown of it needs no digits.
    return new Sight(token, fits64, known, number.integerDigits(), number.zero() ? 0 : number.neededScale());
  }

  void add(Sight sight) {
    seen = true;
    switch (sight.token()) {
      case VALUE_NULL -> {}
      case VALUE_TRUE, VALUE_FALSE -> bool = true;
      case VALUE_STRING -> string = true;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        integer |= sight.token() == JsonToken.VALUE_NUMBER_INT;
        decimal |= sight.token() == JsonToken.VALUE_NUMBER_FLOAT;
        fits64 &= sight.fits64();
        known &= sight.known();
        digits = Math.max(digits, sight.digits());
        scale = Math.max(scale, sight.scale());
      }
      default -> nested = true;
    }
  }

  void add(JsonKinds other) {
    seen |= other.seen;
    bool |= other.bool;
    integer |= other.integer;
    fits64 &= other.fits64;
    decimal |= other.decimal;
    known &= other.known;
    digits = Math.max(digits, other.digits);
    scale = Math.max(scale, other.scale);
    string |= other.string;
    nested |= other.nested;
  }

  Type type() {
    int kinds = (bool ? 1 : 0) + (string ? 1 : 0) + (integer || decimal ? 1 : 0) + (nested ? 1 : 0);
    if (kinds > 1 || nested) {
      return new Type.Json();
    }
    if (bool) {
      return new Type.Bool();
    }
    if (decimal) {
      long precision = Math.max(1, digits + scale);
      return known && precision <= 38 ? new Type.Decimal((int) precision, (int) scale) : new Type.Text();
    }
    if (integer) {
      if (fits64) {
        return new Type.Int(64, true);
      }
      return known && digits <= 38 ? new Type.Decimal(38, 0) : new Type.Text();
    }
    return new Type.Text();
  }

  /** A type that later values of the same kind most likely fit too: it does not hang on how many digits were seen. */
  Type lasting() {
    Type type = type();
    if (type instanceof Type.Decimal seen && decimal) {
      boolean usual = seen.scale() <= USUAL.scale() && seen.precision() - seen.scale() <= USUAL.precision() - USUAL.scale();
      return usual ? USUAL : new Type.Json();
    }
    return type instanceof Type.Text && (integer || decimal) ? new Type.Json() : type;
  }

  CellRules rules() {
    return integer || decimal ? LITERAL : CellRules.VERBATIM;
  }
}
