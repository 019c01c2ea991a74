package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads records that are JSON values. */
final class JsonRecordParser extends CursorParser {
  private static final Pattern INTERNAL_PLACE = Pattern.compile(" \\((?:start marker|for \\w+ starting) at \\[Source:.*?\\]\\)");

  private final JsonTokens tokens = new JsonTokens();
  private final Field root = new Field(null);
  private final String required;

  /** index of the column that takes records as a whole, or -1 */
  private int whole = -1;

  private final UniformRecords uniform;
  private final List<String> names = new ArrayList<>();
  private int[] order = new int[8];

  /** whether the record in hand is one that {@link #uniform} could learn from */
  private boolean learning;

  private final List<Field> demanded = new ArrayList<>();
  private long stamp;
  private int row;
  private byte[] bytes;

  /** A name in the record that columns want, at some depth. */
  private static final class Field {
    final String name;

    /** the parser's own string of the name, for comparison by identity */
    String seen;

    final Map<String, Field> children = new HashMap<>();
    int[] columns = {};

    /** the record it was last seen in */
    long stamp;

    /** the children in the order they stood in, which most often is the order of the next record too */
    Field[] order = {};

    Field(String name) {
      this.name = name;
    }
  }

  JsonRecordParser(RecordCursor cursor, SegmentRead.Positions picks, FieldPlan plan, boolean[] wanted) {
    super(cursor, picks, plan, wanted);
    List<ColumnRead> columns = plan.columns();
    required = cursor instanceof LineCursor ? "a JSON value on one line" : "a JSON value";
    for (int i = 0; i < columns.size(); i++) {
      if (i == variant) {
        continue;
      }
      if (columns.get(i).source().isEmpty()) {
        whole = i;
      } else {
        Field field = root;
        for (String name : columns.get(i).source()) {
          field = field.children.computeIfAbsent(name, Field::new);
        }
        field.columns = Arrays.copyOf(field.columns, field.columns.length + 1);
        field.columns[field.columns.length - 1] = i;
        if (plan.drift().present().contains(columns.get(i).column().name())) {
          demanded.add(field);
        }
      }
    }
    order(root);
    uniform = new UniformRecords(readers, this.wanted, drift);
  }

  private static void order(Field field) {
    field.order = field.children.values().toArray(Field[]::new);
    field.children.values().forEach(JsonRecordParser::order);
  }

  @Override
  public Optional<DriftTally> drift() {
    uniform.tally();
    return super.drift();
  }

  @Override
  void read(int target) throws IOException {
    row = target;
    bytes = cursor.window.bytes;
    stamp++;
    if (!wellEncoded()) {
      return;
    }
    if (whole < 0 && uniform.read(bytes, cursor.start, cursor.end, row)) {
      return;
    }
    setNulls(row);
    names.clear();
    learning = whole < 0 && uniform.curious();
    try {
      JsonToken token = tokens.begin(bytes, cursor.start, cursor.end);
      if (token == null) {
        malformed("nothing");
        return;
      }
      record(token);
      if (!tokens.finished()) {
        malformed(tokens.complaint("more text behind the value"));
      }
      if (learning && faults.isEmpty()) {
        uniform.learn(bytes, cursor.start, names, Arrays.copyOf(order, names.size()));
      }
    } catch (JsonProcessingException e) {
      malformed(Unread.why(bytes, cursor.start, cursor.end).orElseGet(() -> tokens.complaint(reason(e))));
    }
  }

  /** What else is wrong with a record matters no more. */
  private void malformed(String got) {
    tokens.reset();
    faults.clear();
    faults.add(RecordCursor.malformed(required, got));
  }

  static String reason(JsonProcessingException e) {
    // Where in its buffer the parser saw an opening bracket tells people nothing, and what it advises its
    // caller to enable, the reader of a reject cannot.
    String message = INTERNAL_PLACE.matcher(e.getOriginalMessage()).replaceAll("");
    return Utf8.shown(message.split("\n|: enable `Json", 2)[0]);
  }

  private void record(JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT && (whole < 0 || readers.length > 1)) {
      object(root, true);
      for (Field field : demanded) {
        if (field.stamp != stamp) {
          lacking(fields.columns().get(field.columns[0]).column().name());
        }
      }
    } else if (whole >= 0) {
      if (wanted[whole]) {
        cell(whole, token);
      } else {
        tokens.skip();
      }
    } else {
      int from = tokens.valueStart();
      tokens.skip();
      tokens.written(bytes, from);
      faults.add(new Reject.Failure(null, "type", "a JSON object", Utf8.shown(bytes, from, tokens.end)));
    }
  }

  private void object(Field parent, boolean top) throws IOException {
    int expected = 0;
    while (tokens.next() != JsonToken.END_OBJECT) {
      String name = tokens.name();
      Field field;
      if (expected < parent.order.length && parent.order[expected].seen == name) {
        field = parent.order[expected++];
      } else {
        field = parent.children.get(name);
        if (field != null) {
          expected = expect(parent, field, name, expected);
        }
      }
      JsonToken token = tokens.next();
      if (learning) {
        learn(field, top);
      }
      if (field == null) {
        unknown(name, top, token);
      } else {
        field(field, token);
      }
    }
  }

  /** Only records of fields that are read once each have a form. */
  private void learn(Field field, boolean top) {
    if (!top || field == null || field.stamp == stamp || field.columns.length != 1 || !field.children.isEmpty()) {
      learning = false;
      return;
    }
    if (names.size() == order.length) {
      order = Arrays.copyOf(order, order.length * 2);
    }
    order[names.size()] = field.columns[0];
    names.add(field.name);
  }

  /** Learns the order of the fields, with the parser's own string of the name, so that the next look is by identity. */
  private static int expect(Field parent, Field field, String name, int expected) {
    if (expected >= parent.order.length) {
      return expected;
    }
    field.seen = name;
    int old = expected;
    while (old < parent.order.length && parent.order[old] != field) {
      old++;
    }
    if (old == parent.order.length) {
      return expected;
    }
    System.arraycopy(parent.order, expected, parent.order, expected + 1, old - expected);
    parent.order[expected] = field;
    return expected + 1;
  }

  private void unknown(String name, boolean top, JsonToken token) throws IOException {
    int from = tokens.valueStart();
    tokens.skip();
    if (Utf8.hasLoneSurrogate(name)) {
      faults.add(new Reject.Failure(null, "encoding", "field names without half surrogate pairs", name.replaceAll("[\\ud800-\\udfff]", "?")));
    } else if (top) {
      warnings.unknownField(name, 1);
      if (token != JsonToken.VALUE_NULL) {
        tokens.written(bytes, from);
        unknown(name, token, from, tokens.end);
      }
    }
  }

  private void unknown(String name, JsonToken token, int from, int to) {
    drift.unknown(name, token, bytes, from, to);
    DriftPolicy policy = fields.unknown(name);
    if (policy == DriftPolicy.QUARANTINE) {
      quarantine(name, bytes, from, to);
    } else if (policy == DriftPolicy.VARIANT && variant >= 0) {
      variants.put(name, bytes, from, to);
    }
  }

  private void field(Field field, JsonToken token) throws IOException {
    if (field.stamp == stamp) {
      warnings.count("duplicate-key");
      forget(field);
    }
    field.stamp = stamp;
    for (int column : field.columns) {
      drift.present(column);
    }
    if (field.children.isEmpty()) {
      cells(field, token);
    } else if (token == JsonToken.START_OBJECT) {
      int from = tokens.valueStart();
      object(field, false);
      tokens.written(bytes, from);
      int to = tokens.end;
      for (int column : field.columns) {
        if (wanted[column] && !readers[column].json(bytes, from, to, row)) {
          misfit(readers[column], bytes, from, to, true);
        }
      }
    } else {
      int from = tokens.valueStart();
      cells(field, token);
      if (token != JsonToken.VALUE_NULL) {
        tokens.written(bytes, from);
        notAnObject(field, Utf8.shown(bytes, from, tokens.end));
      }
    }
  }

  private void notAnObject(Field field, String got) {
    for (Field child : field.children.values()) {
      for (int column : child.columns) {
        if (wanted[column]) {
          faults.add(new Reject.Failure(readers[column].read.column().name(), "type", "an object at " + field.name, got));
        }
      }
      notAnObject(child, got);
    }
  }

  /** The last of equal keys wins: whatever the earlier one gave is undone. */
  private void forget(Field field) {
    for (int column : field.columns) {
      if (wanted[column]) {
        readers[column].setNull(row);
        faults.forget(readers[column].read.column().name());
        variants.forget(readers[column].read.column().name());
      }
    }
    for (Field child : field.children.values()) {
      child.stamp = 0;
      forget(child);
    }
  }

  private void cells(Field field, JsonToken token) throws IOException {
    int first = -1;
    int others = 0;
    for (int column : field.columns) {
      if (wanted[column]) {
        if (first < 0) {
          first = column;
        } else {
          others++;
        }
      }
    }
    if (first < 0) {
      tokens.skip();
    } else if (others == 0) {
      cell(first, token);
    } else {
      several(field, token);
    }
  }

  /** More columns than one read the same field: its text is looked at once for each. */
  private void several(Field field, JsonToken token) throws IOException {
    int from = tokens.valueStart();
    boolean fits = true;
    byte[] text = bytes;
    int start = from;
    int end = from;
    if (token == JsonToken.VALUE_STRING) {
      fits = tokens.string(bytes);
      text = tokens.bytes;
      start = tokens.start;
      end = tokens.end;
    } else {
      tokens.skip();
    }
    tokens.written(bytes, from);
    int to = tokens.end;
    for (int column : field.columns) {
      if (wanted[column]) {
        if (token == JsonToken.VALUE_STRING && !(readers[column] instanceof JsonReader)) {
          string(readers[column], fits, text, start, end, from, to);
        } else {
          value(readers[column], token, from, to);
        }
      }
    }
  }

  private void cell(int column, JsonToken token) throws IOException {
    CellReader reader = readers[column];
    if (token == JsonToken.VALUE_STRING && !(reader instanceof JsonReader)) {
      int from = tokens.valueStart();
      boolean fits = tokens.string(bytes);
      string(reader, fits, tokens.bytes, tokens.start, tokens.end, from, from);
      return;
    }
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    int from = tokens.valueStart();
    if (token == JsonToken.VALUE_STRING || token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      tokens.skip();
    }
    tokens.written(bytes, from);
    value(reader, token, from, tokens.end);
  }

  private void string(CellReader reader, boolean fits, byte[] text, int start, int end, int from, int to) {
    if (!fits) {
      faults.add(
          new Reject.Failure(reader.read.column().name(), "encoding", "text without half surrogate pairs", to > from ? Utf8.shown(bytes, from, to) : "half a surrogate pair"));
    } else if (!reader.string(text, start, end, row)) {
      misfit(reader, text, start, end);
    }
  }

  private void value(CellReader reader, JsonToken token, int from, int to) {
    boolean fits =
        switch (token) {
          case VALUE_NULL -> true;
          case VALUE_TRUE, VALUE_FALSE -> reader.bool(token == JsonToken.VALUE_TRUE, row);
          case VALUE_NUMBER_INT -> reader.number(bytes, from, to, true, row);
          case VALUE_NUMBER_FLOAT -> reader.number(bytes, from, to, false, row);
          default -> reader.json(bytes, from, to, row);
        };
    if (!fits) {
      misfit(reader, bytes, from, to, true);
    }
  }
}
