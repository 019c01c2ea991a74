package dev.caravan.quality;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a text reads as. One text may read as several kinds: {@code 1} is an integer and a flag,
 * {@code 20260101} an integer and a date. At most 64 constants: a set of kinds travels as a bit mask.
 */
public enum Kind {
  /** digits with an optional minus, no leading zero, at most 38 digits: nothing is lost as a number */
  INTEGER("integer"),
  /** an integer, or digits on both sides of a point, at most 38 digits; no leading zero */
  DECIMAL("decimal"),
  /** a decimal with exponent */
  FLOATING("floating"),
  /** digits that begin with a zero which a number would lose: {@code 00420} */
  ZERO_PADDED("zero-padded"),
  /** {@code true} or {@code false}, whatever the letter case */
  BOOLEAN("boolean"),
  /** {@code yes}, {@code no}, {@code y}, {@code n}, {@code t}, {@code f}, {@code 1}, {@code 0}, {@code on}, {@code off} */
  FLAG("flag"),
  /** {@code 2026-01-31} */
  DATE("date"),
  /** a date in one of the other forms of {@link DateForm} */
  DATE_OTHER("date (other form)"),
  /** ISO 8601 date and time, with or without offset */
  TIMESTAMP("timestamp"),
  /** a date and time in one of the other forms of {@link DateForm} */
  TIMESTAMP_OTHER("timestamp (other form)"),
  /** a date and time that names its offset */
  OFFSET("timestamp with offset"),
  /** {@code 13:45} or {@code 13:45:59.123} */
  TIME("time"),
  UUID("uuid"),
  EMAIL("email"),
  /** with scheme http, https, ftp or s3 */
  URL("url"),
  /** international form, or seven to fifteen digits with separators that phone numbers have */
  PHONE("phone"),
  /** with right check digits */
  IBAN("iban"),
  /** ISO 3166-1 alpha-2, upper case */
  COUNTRY("country code"),
  /** ISO 4217, upper case */
  CURRENCY("currency code"),
  /** 13 to 19 digits of a known issuer with right check digit */
  CREDIT_CARD("credit card"),
  IP_ADDRESS("ip address"),
  /** an object or array */
  JSON("json"),
  /** begins or ends with white space */
  PADDED("white space around");

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }

  long bit() {
    return 1L << ordinal();
  }

  boolean in(long mask) {
    return (mask & bit()) != 0;
  }

  static long mask(Set<Kind> kinds) {
    return kinds.stream().mapToLong(Kind::bit).reduce(0, (left, right) -> left | right);
  }

  static Set<Kind> of(long mask) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Kind kind : values()) {
      if (kind.in(mask)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
