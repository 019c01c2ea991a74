package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.registry.RegisteredSchema;
import dev.caravan.registry.RegisteredSchema.Kind;
import dev.caravan.source.http.JsonRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AvroValueTest {
  private static final String MONEY = """
      {"type": "record", "name": "Money", "namespace": "shop", "fields": [
        {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 4}}]}""";

  private static byte[] encoded(GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    return bytes.toByteArray();
  }

  private static Schema record(String fields) {
    return new Schema.Parser().parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [" + fields + "]}");
  }

  private static String json(Schema schema, byte[] bytes) throws Exception {
    return json(new AvroValue(new RegisteredSchema(Kind.AVRO, schema.toString(), List.of()), List.of()), bytes);
  }

  private static String json(ValueReader reader, byte[] bytes) throws Exception {
    JsonRows rows = new JsonRows();
    reader.write(bytes, 0, rows.begin());
    rows.end();
    return new String(rows.bytes(), 0, rows.length(), StandardCharsets.UTF_8);
  }

  private static String field(String type, Object value) throws Exception {
    Schema schema = record("{\"name\": \"v\", \"type\": " + type + "}");
    GenericRecord whole = new GenericData.Record(schema);
    whole.put("v", value);
    return json(schema, encoded(whole)).replaceFirst("(?s)^\\{\"v\":(.*)}$", "$1");
  }

  private static String logical(String type, String logical, Object value) throws Exception {
    return field("{\"type\": \"" + type + "\", \"logicalType\": \"" + logical + "\"}", value);
  }

  @Test
  void wholeNumbersDecimalsAndTextsStayWhatTheyAre() throws Exception {
    assertThat(field("\"long\"", Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    assertThat(field("\"int\"", -7)).isEqualTo("-7");
    assertThat(field("\"double\"", 0.1)).isEqualTo("0.1");
    assertThat(field("\"float\"", 0.1f)).isEqualTo("0.1");
    assertThat(field("\"double\"", Double.NaN)).isEqualTo("\"NaN\"");
    assertThat(field("\"boolean\"", true)).isEqualTo("true");
    assertThat(field("\"string\"", "a\n\"ä\u2028€")).isEqualTo("\"a\\n\\\"ä\u2028€\"");
    assertThat(field("\"bytes\"", ByteBuffer.wrap(new byte[] {1, 2}))).isEqualTo("\"AQI=\"");
    assertThat(field("[\"null\", \"long\"]", null)).isEqualTo("null");
    assertThat(field("[\"null\", \"long\", \"string\"]", "x")).isEqualTo("\"x\"");
    String decimal = "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 30, \"scale\": 3}";
    assertThat(field(decimal, ByteBuffer.wrap(new BigDecimal("-123456789012345678901234.500").unscaledValue().toByteArray()))).isEqualTo("-123456789012345678901234.500");
  }

  @Test
  void daysTimesAndMomentsAreWrittenByTheirLogicalType() throws Exception {
    assertThat(logical("int", "date", -1)).isEqualTo("\"1969-12-31\"");
    assertThat(logical("int", "time-millis", 0)).isEqualTo("\"00:00:00\"");
    assertThat(logical("long", "time-micros", 86_399_999_999L)).isEqualTo("\"23:59:59.999999\"");
    assertThat(logical("long", "timestamp-millis", 1_700_000_000_123L)).isEqualTo("\"2023-11-14T22:13:20.123Z\"");
    assertThat(logical("long", "timestamp-micros", -1L)).isEqualTo("\"1969-12-31T23:59:59.999999Z\"");
    assertThat(logical("long", "timestamp-nanos", 1L)).isEqualTo("\"1970-01-01T00:00:00.000000001Z\"");
    assertThat(logical("long", "local-timestamp-micros", 1_700_000_000_000_001L)).isEqualTo("\"2023-11-14T22:13:20.000001\"");
    assertThat(logical("string", "uuid", "0000-x")).isEqualTo("\"0000-x\"");
    byte[] uuid = new byte[16];
    uuid[15] = 7;
    Schema sixteen = Schema.createFixed("F", null, null, 16);
    assertThat(field("{\"type\": \"fixed\", \"name\": \"F\", \"size\": 16, \"logicalType\": \"uuid\"}", new GenericData.Fixed(sixteen, uuid))).isEqualTo("\"00000000-0000-0000-0000-000000000007\"");
    byte[] duration = {1, 0, 0, 0, 2, 0, 0, 0, (byte) 0xDC, 5, 0, 0};
    Schema twelve = Schema.createFixed("D", null, null, 12);
    assertThat(field("{\"type\": \"fixed\", \"name\": \"D\", \"size\": 12, \"logicalType\": \"duration\"}", new GenericData.Fixed(twelve, duration))).isEqualTo("\"P1M2DT1.5S\"");
  }

  @Test
  void recordsListsAndMapsNestAndTypesOfOtherSchemasAreKnown() throws Exception {
    Schema money = new Schema.Parser().parse(MONEY);
    String text = """
        {"type": "record", "name": "Order", "namespace": "shop", "fields": [
          {"name": "total", "type": "Money"},
          {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "PAID"]}},
          {"name": "lines", "type": {"type": "array", "items": "Money"}},
          {"name": "tags", "type": {"type": "map", "values": "int"}}]}""";
    Schema.Parser parser = new Schema.Parser();
    parser.parse(MONEY);
    Schema order = parser.parse(text);
    GenericRecord amount = new GenericRecordBuilder(money).set("amount", ByteBuffer.wrap(new BigDecimal("12.5000").unscaledValue().toByteArray())).build();
    GenericRecord record = new GenericRecordBuilder(order)
        .set("total", amount).set("state", new GenericData.EnumSymbol(order.getField("state").schema(), "PAID")).set("lines", List.of(amount, amount)).set("tags", Map.of("a", 1)).build();

    AvroValue reader = new AvroValue(new RegisteredSchema(Kind.AVRO, text, List.of()), List.of(new RegisteredSchema(Kind.AVRO, MONEY, List.of())));

    assertThat(json(reader, encoded(record))).isEqualTo("{\"total\":{\"amount\":12.5000},\"state\":\"PAID\",\"lines\":[{\"amount\":12.5000},{\"amount\":12.5000}],\"tags\":{\"a\":1}}");
  }

  @Test
  void bytesThatAreNoSuchRecordAreToldFromOne() throws Exception {
    Schema schema = record("{\"name\": \"name\", \"type\": \"string\"}, {\"name\": \"n\", \"type\": {\"type\": \"array\", \"items\": \"null\"}}");
    GenericRecord record = new GenericRecordBuilder(schema).set("name", "anna").set("n", List.of()).build();
    byte[] whole = encoded(record);
    assertThat(json(schema, whole)).isEqualTo("{\"name\":\"anna\",\"n\":[]}");

    for (byte[] poison : List.of(
        new byte[0], Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, whole.length + 1),
        // a text of two thousand million bytes, a list of as many nulls, a text that is no UTF-8
        new byte[] {-2, -1, -1, -1, 15}, new byte[] {0, -2, -1, -1, -1, 15}, new byte[] {2, -1, 0})) {
      assertThatThrownBy(() -> json(schema, poison)).as(Arrays.toString(poison)).isInstanceOf(UnreadableValue.class);
    }
    Schema recursive = new Schema.Parser().parse("{\"type\": \"record\", \"name\": \"N\", \"fields\": [{\"name\": \"n\", \"type\": [\"null\", \"N\"]}]}");
    byte[] deep = new byte[50_000];
    Arrays.fill(deep, (byte) 2);
    assertThatThrownBy(() -> json(recursive, deep)).isInstanceOf(UnreadableValue.class);
  }

  @Test
  void whatIsNoSchemaOfRecordsIsUnknown() {
    for (String text : List.of("{\"type\": \"nothing\"}", "no schema", "\"long\"")) {
      assertThatThrownBy(() -> new AvroValue(new RegisteredSchema(Kind.AVRO, text, List.of()), List.of())).as(text).isInstanceOf(UnknownSchema.class);
    }
  }
}
