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

  private final RecordCursor cursor;
  private final JsonTokens tokens = new JsonTokens();
  private final NumberText number = new NumberText();
  private final Map<String, JsonKinds> fields = new LinkedHashMap<>();
  private final JsonKinds scalars = new JsonKinds();

  /** what the record at hand showed; counts only once all of the record is known to be good */
  private final List<Seen> sights = new ArrayList<>();

  private record Seen(JsonKinds kinds, JsonKinds.Sight sight) {}

  JsonDiscovery(RecordCursor cursor) {
    this.cursor = cursor;
  }

  List<ColumnRead> columns() throws IOException {
    while (cursor.next()) {
      if (cursor.problem == null && Utf8.invalid(cursor.window.bytes, cursor.start, cursor.end) < 0) {
        sights.clear();
        if (look()) {
          sights.forEach(seen -> seen.kinds().add(seen.sight()));
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

  private static ColumnRead column(String name, List<String> source, JsonKinds kinds) {
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
          JsonKinds kinds = fields.get(name);
          if (kinds == null && fields.size() <= MOST_COLUMNS) {
            kinds = fields.computeIfAbsent(name, key -> new JsonKinds());
          }
          look(kinds == null ? new JsonKinds() : kinds, tokens.next(), bytes);
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

  private void look(JsonKinds kinds, JsonToken token, byte[] bytes) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      tokens.written(bytes, tokens.valueStart());
      sights.add(new Seen(kinds, JsonKinds.number(token, number, bytes, tokens.start, tokens.end)));
    } else {
      tokens.skip();
      sights.add(new Seen(kinds, JsonKinds.Sight.of(token)));
    }
  }
}
