package dev.caravan.quality;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells what a text reads as, to the letter: nothing is trimmed or repaired first. Stateless. */
public final class KindReader {
  private static final int MOST_DIGITS = 38;
  /** Longer texts are no code, number or address; JSON is told by its brackets. */
  private static final int LONGEST = 2048;
  private static final int SHAPE_LENGTH = 40;

  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream().map(Currency::getCurrencyCode).collect(Collectors.toUnmodifiableSet());
  private static final Set<String> FLAGS = Set.of("yes", "no", "y", "n", "t", "f", "1", "0", "on", "off");

  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9._%+'-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,24}");
  private static final Pattern URL = Pattern.compile("(https?|ftp|s3)://([A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+");
  private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9 ().-]{5,18}[0-9]|\\(?0?[0-9]{2,4}[) /.-]{1,2}[0-9][0-9 .-]{4,12}[0-9]");
  private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
  private static final Pattern CARD = Pattern.compile("(4|5[1-5]|2[2-7]|3[47]|30|36|38|6)[0-9 -]{11,21}[0-9]");
  private static final Pattern ADDRESS = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
  private static final Pattern FLOATING = Pattern.compile("-?[0-9]+(\\.[0-9]+)?[eE][+-]?[0-9]{1,3}");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern TIME = Pattern.compile("\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?");
  private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?(Z|[+-]\\d{2}:\\d{2})?");

  private KindReader() {}

  /** The kinds of a text, never null. */
  public static Set<Kind> read(String text) {
    return Kind.of(mask(text));
  }

  static long mask(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    char first = text.charAt(0);
    char last = text.charAt(text.length() - 1);
    long mask = 0;
    if (Character.isWhitespace(first) || Character.isWhitespace(last)) {
      mask |= Kind.PADDED.bit();
    }
    if (first == '{' && last == '}' || first == '[' && last == ']') {
      mask |= Kind.JSON.bit();
    }
    if (text.length() > LONGEST || mask != 0) {
      return mask;
    }
    if (FLAGS.contains(text.toLowerCase(Locale.ROOT))) {
      mask |= Kind.FLAG.bit();
    }
    if (digit(first) || first == '-' || first == '+' || first == '(') {
      mask |= numeric(text, first);
      if (first != '-') {
        mask |= moment(text) | (PHONE.matcher(text).matches() && (mask & Kind.DECIMAL.bit()) == 0 ? Kind.PHONE.bit() : 0);
      }
      // What reads as a date with separators is not meant as a number to call.
      if ((mask & (Kind.DATE.bit() | Kind.DATE_OTHER.bit() | Kind.IP_ADDRESS.bit())) != 0) {
        mask &= ~Kind.PHONE.bit();
      }
    } else {
      mask |= word(text);
    }
    if (text.length() == 36 && UUID.matcher(text).matches()) {
      mask |= Kind.UUID.bit();
    }
    if (text.indexOf('@') > 0 && EMAIL.matcher(text).matches()) {
      mask |= Kind.EMAIL.bit();
    }
    return mask;
  }

  /** The written forms, besides ISO, of a date or time. */
  static long forms(String text) {
    if (text.length() < 8 || text.length() > 30 || !digit(text.charAt(0))) {
      return 0;
    }
    long forms = 0;
    for (DateForm form : DateForm.values()) {
      if (form.reads(text)) {
        forms |= form.bit();
      }
    }
    return forms;
  }

  /** Digits before and behind the point of a decimal, as {@code before * 64 + behind}. */
  static long digits(String text) {
    int start = text.charAt(0) == '-' ? 1 : 0;
    int point = text.indexOf('.');
    int whole = (point < 0 ? text.length() : point) - start;
    // The zero of 0.5 takes no digit of a decimal's precision.
    int before = whole == 1 && text.charAt(start) == '0' ? 0 : whole;
    return before * 64L + (point < 0 ? 0 : text.length() - point - 1);
  }

  /**
   * The shape of a text: upper-case letters as {@code A}, other letters as {@code a}, digits as {@code 9},
   * the rest as it stands. Letters beyond A to Z are drawn {@code À} and {@code à}, digits beyond 0 to 9
   * {@code ٩}. Of a text longer than 40 characters the first 40 and an ellipsis.
   */
  static String shape(String text) {
    StringBuilder shape = new StringBuilder();
    int[] points = text.codePoints().limit(SHAPE_LENGTH + 1).toArray();
    for (int i = 0; i < Math.min(points.length, SHAPE_LENGTH); i++) {
      int c = points[i];
      if (Character.isLetter(c)) {
        shape.append(Character.isUpperCase(c) ? (c < 128 ? 'A' : 'À') : (c < 128 ? 'a' : 'à'));
      } else if (Character.isDigit(c)) {
        shape.append(c < 128 ? '9' : '٩');
      } else {
        shape.appendCodePoint(c);
      }
    }
    return points.length > SHAPE_LENGTH ? shape.append('…').toString() : shape.toString();
  }

  private static long numeric(String text, char first) {
    int start = first == '-' ? 1 : 0;
    int digits = 0;
    int point = -1;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (digit(c)) {
        digits++;
      } else if (c == '.' && point < 0) {
        point = i;
      } else {
        return other(text);
      }
    }
    if (digits == 0 || point == start || point == text.length() - 1) {
      return 0;
    }
    int whole = (point < 0 ? text.length() : point) - start;
    long mask = card(text);
    if (text.charAt(start) == '0' && whole > 1) {
      return mask | Kind.ZERO_PADDED.bit();
    }
    // Minus zero is not the number zero as it was written.
    if (digits > MOST_DIGITS || first == '-' && text.chars().allMatch(c -> c == '-' || c == '0' || c == '.')) {
      return mask;
    }
    return mask | Kind.DECIMAL.bit() | (point < 0 ? Kind.INTEGER.bit() : 0);
  }

  private static long other(String text) {
    long mask = card(text);
    if (FLOATING.matcher(text).matches()) {
      mask |= Kind.FLOATING.bit();
    }
    if (ADDRESS.matcher(text).matches()) {
      mask |= Kind.IP_ADDRESS.bit();
    }
    return mask;
  }

  private static long moment(String text) {
    try {
      if (DATE.matcher(text).matches()) {
        LocalDate.parse(text);
        return Kind.DATE.bit();
      }
      if (TIME.matcher(text).matches()) {
        LocalTime.parse(text);
        return Kind.TIME.bit();
      }
      Matcher timestamp = TIMESTAMP.matcher(text);
      if (timestamp.matches()) {
        if (timestamp.group(3) == null) {
          LocalDateTime.parse(text);
          return Kind.TIMESTAMP.bit();
        }
        OffsetDateTime.parse(text);
        return Kind.TIMESTAMP.bit() | Kind.OFFSET.bit();
      }
    } catch (DateTimeException e) {
      return 0;
    }
    long forms = forms(text);
    long mask = 0;
    for (DateForm form : DateForm.values()) {
      if (form.in(forms)) {
        mask |= form.timed() ? Kind.TIMESTAMP_OTHER.bit() : Kind.DATE_OTHER.bit();
      }
    }
    return mask;
  }

  private static long word(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Kind.BOOLEAN.bit();
    }
    if (text.length() == 2 && COUNTRIES.contains(text)) {
      return Kind.COUNTRY.bit();
    }
    if (text.length() == 3 && CURRENCIES.contains(text)) {
      return Kind.CURRENCY.bit();
    }
    if (text.length() >= 15 && IBAN.matcher(text).matches() && remainder(text) == 1) {
      return Kind.IBAN.bit();
    }
    return text.indexOf(':') > 0 && URL.matcher(text).matches() ? Kind.URL.bit() : 0;
  }

  /** ISO 13616: the first four characters go to the end, letters count from ten, modulo 97. */
  private static int remainder(String iban) {
    StringBuilder number = new StringBuilder();
    (iban.substring(4) + iban.substring(0, 4)).chars().forEach(c -> number.append(Character.digit(c, 36)));
    return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
  }

  private static long card(String text) {
    if (text.length() < 13 || !CARD.matcher(text).matches()) {
      return 0;
    }
    int sum = 0;
    int digits = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      if (digit(text.charAt(i))) {
        int value = text.charAt(i) - '0';
        if (digits++ % 2 == 1) {
          value = value > 4 ? value * 2 - 9 : value * 2;
        }
        sum += value;
      }
    }
    return digits >= 13 && digits <= 19 && sum % 10 == 0 ? Kind.CREDIT_CARD.bit() : 0;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
