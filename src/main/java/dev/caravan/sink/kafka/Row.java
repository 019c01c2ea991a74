package dev.caravan.sink.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.Column;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The staged row that a cursor stands on, as JSON: numbers with all their digits, dates and times in ISO 8601, instants
 * in UTC. One thread.
 */
final class Row {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final ResultSet rows;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final List<String> names;

  /** @param columns those of the result, in any order; beside them it has the number of the record */
  Row(ResultSet rows, List<Column> columns) {
    this.rows = rows;
    columns.forEach(column -> this.columns.put(column.name(), column));
    this.names = this.columns.keySet().stream().filter(name -> !name.equals(Stage.Tombstones.COLUMN)).toList();
  }

  /** Number of its record in the segment. */
  long ordinal() throws SQLException {
    return rows.getLong(StageOptions.ORDINAL);
  }

  /** Whether it says that a row is gone. */
  boolean deleted() throws SQLException {
    return columns.containsKey(Stage.Tombstones.COLUMN) && rows.getBoolean(Stage.Tombstones.COLUMN);
  }

  /** All columns as an object. */
  byte[] json() throws SQLException {
    return json(names);
  }

  /** Some columns as an object, in this order. */
  byte[] json(List<String> chosen) throws SQLException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (String name : chosen) {
        json.writeFieldName(name);
        write(json, name, column(name).type());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("memory can always be written to", e);
    }
    return bytes.toByteArray();
  }

  private void write(JsonGenerator json, String name, Type type) throws SQLException, IOException {
    Object value = value(name, type);
    if (value == null) {
      json.writeNull();
    } else if (type instanceof Type.Json) {
      json.writeRawValue(value.toString());
    } else if (value instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (type instanceof Type.Int) {
      json.writeNumber(value.toString());
    } else if (value instanceof Float number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else {
      json.writeString(value.toString());
    }
  }

  /** A value as JSON spells it, without quotation marks; null when there is none. */
  String text(String name) throws SQLException {
    Object value = value(name, column(name).type());
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value == null ? null : value.toString();
  }

  private Object value(String name, Type type) throws SQLException {
    if (rows.getObject(name) == null) {
      return null;
    }
    if (type instanceof Type.Bool) {
      return rows.getBoolean(name);
    } else if (type instanceof Type.Decimal) {
      return rows.getBigDecimal(name);
    } else if (type instanceof Type.Floating floating) {
      return floating.bits() == 32 ? (Number) rows.getFloat(name) : (Number) rows.getDouble(name);
    } else if (type instanceof Type.Time) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(rows.getObject(name, LocalTime.class));
    } else if (type instanceof Type.Timestamp timestamp) {
      return timestamp.zoned()
          ? rows.getObject(name, OffsetDateTime.class).toInstant().toString()
          : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(rows.getObject(name, LocalDateTime.class));
    }
    return rows.getString(name);
  }

  private Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new CaravanException(
          Problem.of(ErrorCode.COLUMN_UNKNOWN, null, "A topic is to get a column that the rows do not have")
              .required("one of " + String.join(", ", names), name)
              .next(Nearest.hint(name, names)));
    }
    return column;
  }
}
