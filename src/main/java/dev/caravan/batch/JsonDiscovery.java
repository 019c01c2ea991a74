package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks through all records of a segment for the fields they have and the types that hold all values exactly. */
final class JsonDiscovery {
  /** More fields than that are keys of a map, not columns: records are then taken as a whole. */
  private static final int MOST_COLUMNS = 2_000;

  private static final CellRules LITERAL =
      new CellRules(false, CellRules.Letters.KEEP, Set.of(), Set.of("true"), Set.of("false"), List.of(), null, 0, true, true);

  private final RecordCursor cursor;
  private final JsonTokens tokens = new JsonTokens();
  private final NumberText number = new NumberText();
  private final Map<String, Kinds> fields = new LinkedHashMap<>();
  private final Kinds scalars = new Kinds();

  /** what the record at hand showed; counts only once all of the record is known to be good */
  private final List<Sight> sights = new ArrayList<>();

  private record Sight(Kinds kinds, JsonToken token, boolean fits64, boolean known, long digits, long scale) {}

  /** The kinds of values a field was seen with. */
  private static final class Kinds {
    boolean seen;
    boolean bool;
    boolean integer;
    boolean fits64 = true;
    boolean decimal;
    boolean known = true;
    long digits;
    long scale;
    boolean string;
    boolean nested;

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

    CellRules rules() {
      return integer || decimal ? LITERAL : CellRules.VERBATIM;
    }
  }

  JsonDiscovery(RecordCursor cursor) {
    this.cursor = cursor;
  }

  List<ColumnRead> columns() throws IOException {
    while (cursor.next()) {
      if (cursor.problem == null && Utf8.invalid(cursor.window.bytes, cursor.start, cursor.end) < 0) {
        sights.clear();
        if (look()) {
          sights.forEach(sight -> sight.kinds().add(sight));
        }
      }
    }
    fields.values().removeIf(kinds -> !kinds.seen);
    List<ColumnRead> columns = new ArrayList<>();
    if (fields.size() > MOST_COLUMNS) {
      columns.add(new ColumnRead(new Column("value", new Type.Json()), List.of(), CellRules.VERBATIM));
      return columns;
    }
    Set<String> names = new HashSet<>();
    fields.forEach((name, kinds) -> columns.add(column(named(name, columns.size() + 1, names), List.of(name), kinds)));
    if (columns.isEmpty() && !scalars.seen) {
      // Nothing but empty objects, or no good record at all.
      columns.add(new ColumnRead(new Column("value", new Type.Json()), List.of(), CellRules.VERBATIM));
    } else if (scalars.seen) {
      columns.add(column(distinct("value", names), List.of(), scalars));
    }
    return columns;
  }

  private static ColumnRead column(String name, List<String> source, Kinds kinds) {
    return new ColumnRead(new Column(name, kinds.type()), source, kinds.rules());
  }

  /**
   * The name of a column whose field is called so. No column is called nothing or like one of the
   * engine's own, and no engine takes a NUL.
   *
   * @param number of the column, from 1
   */
  static String named(String field, int number, Set<String> taken) {
    String visible = field.replace("\0", "");
    if (RelationSql.reserves(visible)) {
      taken.add(visible.toLowerCase(Locale.ROOT));
    }
    return distinct(visible.isEmpty() ? "column_" + number : visible, taken);
  }

  /** Engines do not tell columns apart by case. */
  static String distinct(String wanted, Set<String> taken) {
    String name = wanted;
    for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** @return false when the record turned out to be malformed */
  private boolean look() throws IOException {
    byte[] bytes = cursor.window.bytes;
    try {
      JsonToken token = tokens.begin(bytes, cursor.start, cursor.end);
      if (token == null) {
        tokens.reset();
        return false;
      }
      if (token == JsonToken.START_OBJECT) {
        while (tokens.next() != JsonToken.END_OBJECT) {
          String name = tokens.name();
          Kinds kinds = fields.get(name);
          if (kinds == null && fields.size() <= MOST_COLUMNS) {
            kinds = fields.computeIfAbsent(name, key -> new Kinds());
          }
          look(kinds == null ? new Kinds() : kinds, tokens.next(), bytes);
        }
      } else {
        look(scalars, token, bytes);
      }
      if (tokens.finished()) {
        return true;
      }
    } catch (JsonProcessingException e) {
      tokens.reset();
      return false;
    }
    tokens.reset();
    return false;
  }

  private void look(Kinds kinds, JsonToken token, byte[] bytes) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      tokens.skip();
      sights.add(new Sight(kinds, token, true, true, 0, 0));
      return;
    }
    tokens.written(bytes, tokens.valueStart());
    number.parse(bytes, tokens.start, tokens.end);
    boolean known = number.known();
    boolean fits64 = known && number.fits(18, 0) || known && number.fits(19, 0) && number.unscaled(0).bitLength() < 64;
    // A zero may stand there with an exponent of any size; what is shown of it needs no digits.
    long scale = number.zero() ? 0 : number.neededScale();
    sights.add(new Sight(kinds, token, fits64, known, number.integerDigits(), scale));
  }
}
