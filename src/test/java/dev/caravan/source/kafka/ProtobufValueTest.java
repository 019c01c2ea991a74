package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import dev.caravan.registry.RegisteredSchema;
import dev.caravan.registry.RegisteredSchema.Kind;
import dev.caravan.source.http.JsonRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values are written by field numbers here, not by the descriptors under test. */
class ProtobufValueTest {
  private static final String FIRST_MESSAGE = "\0";
  private static final String ORDER = """
      syntax = "proto3";
      package shop;
      import "google/protobuf/timestamp.proto";
      import "google/protobuf/duration.proto";
      import "google/protobuf/wrappers.proto";
      import "money.proto";
      import "options-only.proto";
      option java_package = "dev.shop";

      // An order.
      message Order {
        message Note { string text = 1; }
        enum State { OPEN = 0; PAID = 1; }
        uint64 id = 1;
        sint32 delta = 2;
        string name = 3;
        optional int32 discount = 4;
        State state = 5;
        shop.money.Money total = 6;
        repeated double weights = 7;
        map<string, int64> counts = 8;
        google.protobuf.Timestamp at = 9;
        google.protobuf.StringValue nick = 10;
        bytes raw = 11;
        oneof paid_by { string card = 12; Note voucher = 13; }
        google.protobuf.Duration took = 14;
      }
      message Second { bool flag = 1; }
      """;
  private static final String MONEY = "syntax = \"proto3\"; package shop.money; message Money { int64 units = 1; fixed32 cents = 2; }";

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] bytes(String prefix, Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(prefix.getBytes(StandardCharsets.ISO_8859_1));
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static ValueReader reader() throws UnknownSchema {
    return new ProtobufValue(schema(ORDER), Map.of("money.proto", schema(MONEY)));
  }

  private static RegisteredSchema schema(String text) {
    return new RegisteredSchema(Kind.PROTOBUF, text, List.of());
  }

  private static String json(String prefix, Fields fields) throws Exception {
    return json(reader(), prefix, fields);
  }

  private static String json(ValueReader reader, String prefix, Fields fields) throws Exception {
    JsonRows rows = new JsonRows();
    reader.write(bytes(prefix, fields), 0, rows.begin());
    rows.end();
    return new String(rows.bytes(), 0, rows.length(), StandardCharsets.UTF_8);
  }

  @Test
  void everyFieldStandsByItsNameAndExactly() throws Exception {
    String order = json(FIRST_MESSAGE, out -> {
      out.writeUInt64(1, -1L);
      out.writeSInt32(2, -5);
      out.writeString(3, "änna");
      out.writeInt32(4, 0);
      out.writeEnum(5, 1);
      out.writeByteArray(6, bytes("", money -> {
        money.writeInt64(1, Long.MIN_VALUE);
        money.writeFixed32(2, -1);
      }));
      out.writeDouble(7, 0.1);
      out.writeDouble(7, 2);
      out.writeByteArray(8, bytes("", entry -> {
        entry.writeString(1, "a");
        entry.writeInt64(2, 9_007_199_254_740_993L);
      }));
      out.writeByteArray(9, bytes("", at -> {
        at.writeInt64(1, 1_700_000_000L);
        at.writeInt32(2, 1);
      }));
      out.writeByteArray(10, bytes("", nick -> nick.writeString(1, "an")));
      out.writeByteArray(11, new byte[] {1, 2});
      out.writeByteArray(13, bytes("", note -> note.writeString(1, "v")));
      out.writeByteArray(14, bytes("", took -> {
        took.writeInt64(1, -3);
        took.writeInt32(2, -500_000_000);
      }));
    });

    assertThat(order).isEqualTo(
        "{\"id\":18446744073709551615,\"delta\":-5,\"name\":\"änna\",\"discount\":0,\"state\":\"PAID\",\"total\":{\"units\":-9223372036854775808,\"cents\":4294967295},"
            + "\"weights\":[0.1,2.0],\"counts\":{\"a\":9007199254740993},\"at\":\"2023-11-14T22:13:20.000000001Z\",\"nick\":\"an\",\"raw\":\"AQI=\","
            + "\"card\":null,\"voucher\":{\"text\":\"v\"},\"took\":\"PT-3.5S\"}");
  }

  @Test
  void whatWasNotSentIsNullWhereThatCanBeToldAndElseItsDefault() throws Exception {
    assertThat(json(FIRST_MESSAGE, out -> {})).isEqualTo(
        "{\"id\":0,\"delta\":0,\"name\":\"\",\"discount\":null,\"state\":\"OPEN\",\"total\":null,\"weights\":[],\"counts\":{},\"at\":null,\"nick\":null,\"raw\":\"\","
            + "\"card\":null,\"voucher\":null,\"took\":null}");
  }

  @Test
  void theNumbersBeforeTheMessageSayWhichOneItIs() throws Exception {
    Fields flag = out -> out.writeBool(1, true);
    // one level, number 1; two levels, numbers 0 and 0; numbers are zigzag
    assertThat(json("\2\2", flag)).isEqualTo("{\"flag\":true}");
    assertThat(json("\4\0\0", out -> out.writeString(1, "t"))).isEqualTo("{\"text\":\"t\"}");
    assertThat(json("\2\0", out -> {})).startsWith("{\"id\":0,");
    for (String wrong : List.of("\2\4", "\4\0\2", "\1", "")) {
      assertThatThrownBy(() -> json(wrong, out -> {})).as(wrong).isInstanceOf(UnreadableValue.class);
    }
  }

  @Test
  void bytesThatAreNoSuchMessageAreToldFromOne() {
    assertThatThrownBy(() -> json(FIRST_MESSAGE, out -> out.writeInt64(99, 1))).as("a field that is lost otherwise").isInstanceOf(UnreadableValue.class).hasMessageContaining("99");
    assertThatThrownBy(() -> json(FIRST_MESSAGE, out -> out.writeRawByte(0x1A))).as("cut off").isInstanceOf(UnreadableValue.class);
    assertThatThrownBy(() -> json(FIRST_MESSAGE, out -> out.writeByteArray(3, new byte[] {-1}))).as("no UTF-8").isInstanceOf(UnreadableValue.class);
  }

  @Test
  void whatTheOlderSyntaxLeavesOutIsNullAndLinksByRelativeNames() throws Exception {
    ValueReader old = new ProtobufValue(schema("""
        syntax = "proto2";
        package a.b;
        message Outer {
          required int32 n = 1;
          optional Inner inner = 2;
          optional string word = 3 [default = "w"];
          repeated int32 packed = 4 [packed = true];
          message Inner { optional a.b.Outer.Kind kind = 1; }
          enum Kind { ONE = 1; UNO = 1; }
        }"""), Map.of());

    assertThat(json(old, FIRST_MESSAGE, out -> {
      out.writeInt32(1, 4);
      out.writeByteArray(4, new byte[] {1, 2});
    })).isEqualTo("{\"n\":4,\"inner\":null,\"word\":null,\"packed\":[1,2]}");
    assertThatThrownBy(() -> json(old, FIRST_MESSAGE, out -> {})).as("n is required").isInstanceOf(UnreadableValue.class);
  }

  @Test
  void whatIsNoSchemaOrNamesATypeThatNobodyHasIsUnknown() {
    for (String text : List.of("no schema", "syntax = \"proto3\"; message A { b.Missing m = 1; }", "syntax = \"proto3\"; message A { int32 a = 1; int32 b = 1; }")) {
      assertThatThrownBy(() -> new ProtobufValue(schema(text), Map.of())).as(text).isInstanceOf(UnknownSchema.class);
    }
  }
}
