package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class JsonLineTest {

  private static String line(Set<Metadata> metadata, TombstonePolicy tombstones, String keyField, String key, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    new JsonLine(metadata, tombstones, keyField, null, UnknownSchemaPolicy.STOP).write(new ConsumerRecord<>("orders", 3, 17, keyBytes, value), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String line(String value) {
    return line(EnumSet.of(Metadata.PARTITION, Metadata.OFFSET), TombstonePolicy.REJECT, "", null, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String tombstone(String keyField, String key) {
    return line(Set.of(), TombstonePolicy.ROW, keyField, key, null);
  }

  @Test
  void anObjectStaysAsItWasSentAndItsPlaceFollowsIt() {
    assertThat(line("{\"a\": 1.50}")).isEqualTo("{\"a\": 1.50,\"_partition\":3,\"_offset\":17}\n");
    assertThat(line(" {} ")).isEqualTo("{\"_partition\":3,\"_offset\":17}\n");
    assertThat(line("{ }")).isEqualTo("{ \"_partition\":3,\"_offset\":17}\n");
    assertThat(line("{\"_offset\":1}")).as("the last of two fields of a name counts").endsWith(",\"_offset\":17}\n");
  }

  @Test
  void anObjectOfSeveralLinesBecomesOne() {
    assertThat(line("{\n  \"a\": 1.50,\n  \"b\": [1, 2]\n}")).isEqualTo("{\"a\":1.50,\"b\":[1,2],\"_partition\":3,\"_offset\":17}\n");
  }

  @Test
  void whatIsNoObjectIsOneLineThatNothingReads() {
    assertThat(line("plain")).isEqualTo("!\"plain\"\n");
    assertThat(line("")).isEqualTo("!\"\"\n");
    assertThat(line("[1]")).isEqualTo("!\"[1]\"\n");
    assertThat(line("{\"a\":\"one\ntwo\"}")).as("a line end within a text is no JSON").isEqualTo("!\"{\\\"a\\\":\\\"one\\ntwo\\\"}\"\n");
    assertThat(line("{\"a\":1}\n{\"a\":2}")).startsWith("!").hasLineCount(1);
    assertThat(line("{\"a\":")).as("kept as it is for who repairs it").isEqualTo("{\"a\":\n");
  }

  @Test
  void whatIsNoJsonLeavesNothingForTheRecordBehindIt() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLine line = new JsonLine(Set.of(), TombstonePolicy.REJECT, "", null, UnknownSchemaPolicy.STOP);
    for (String value : new String[] {"{\"a\":\"one\ntwo\"}", "{\n\"b\": 2\n}"}) {
      line.write(new ConsumerRecord<>("orders", 3, 17, null, value.getBytes(StandardCharsets.UTF_8)), out);
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).last().isEqualTo("{\"b\":2}");
  }

  @Test
  void bytesThatAreNoTextCanBeToldFromWhatIsKept() {
    assertThat(line(Set.of(), TombstonePolicy.REJECT, "", null, new byte[] {0x1F, (byte) 0x8B, '\n'})).isEqualTo("!\"base64:H4sK\"\n");
  }

  @Test
  void aTombstoneHasTheKeyAsItIsAskedFor() {
    assertThat(tombstone("", "{\"id\":7}")).isEqualTo("{\"id\":7,\"_deleted\":true}\n");
    assertThat(tombstone("", "{}")).isEqualTo("{\"_deleted\":true}\n");
    assertThat(tombstone("", "k-7")).isEqualTo("{\"_key\":\"k-7\",\"_deleted\":true}\n");
    assertThat(tombstone("id", "k-7")).isEqualTo("{\"id\":\"k-7\",\"_deleted\":true}\n");
    assertThat(tombstone("", null)).isEqualTo("{\"_key\":null,\"_deleted\":true}\n");
    assertThat(line(Set.of(), TombstonePolicy.REJECT, "", "k", null)).isEqualTo("!null\n");
  }
}
