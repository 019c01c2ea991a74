package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.source.http.JsonRows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvValueTest {
  private static String json(char delimiter, String value) throws Exception {
    return json(delimiter, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(char delimiter, byte[] value) throws Exception {
    JsonRows rows = new JsonRows();
    new CsvValue(List.of("id", "note", "amount"), delimiter).write(value, 0, rows.begin());
    rows.end();
    return new String(rows.bytes(), 0, rows.length(), StandardCharsets.UTF_8);
  }

  @Test
  void oneRecordBecomesAnObjectOfTexts() throws Exception {
    assertThat(json(',', "7,\"a \"\"b\"\",\nc\",12.50")).isEqualTo("{\"id\":\"7\",\"note\":\"a \\\"b\\\",\\nc\",\"amount\":\"12.50\"}");
    assertThat(json('\t', "7\t x \t1\r\n")).isEqualTo("{\"id\":\"7\",\"note\":\" x \",\"amount\":\"1\"}");
    assertThat(json(',', "7,,\"\"")).as("only what is empty without quotes is null").isEqualTo("{\"id\":\"7\",\"note\":null,\"amount\":\"\"}");
  }

  @Test
  void whatIsNotOneRecordOfThoseFieldsIsUnreadable() {
    for (String value : List.of("", "7,a", "7,a,1,2", "7,a,1\n8,b,2", "7,\"a,1")) {
      assertThatThrownBy(() -> json(',', value)).as(value).isInstanceOf(UnreadableValue.class);
    }
    assertThatThrownBy(() -> json(',', new byte[] {'7', ',', (byte) 0xFF, ',', '1'})).as("no UTF-8").isInstanceOf(UnreadableValue.class);
  }
}
