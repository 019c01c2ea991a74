package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.catalog.SettableClock;
import dev.caravan.registry.DirectExchange;
import dev.caravan.registry.RegisteredSchema.Kind;
import dev.caravan.registry.WireFormat;
import dev.caravan.sandbox.registry.SchemaRegistrySimulator;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.JsonRows;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegisteredValueTest {
  private static final String SCHEMA = "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"n\", \"type\": \"int\"}]}";

  private final SchemaRegistrySimulator server = new SchemaRegistrySimulator();
  private final SettableClock clock = new SettableClock();

  @AfterEach
  void close() {
    server.close();
  }

  private RegisteredValue reader(Kind kind) {
    return new RegisteredValue(DirectExchange.registry(server.address(), Authorization.NONE), kind, clock);
  }

  private static String json(ValueReader reader, byte[] value) throws Exception {
    JsonRows rows = new JsonRows();
    reader.write(value, 0, rows.begin());
    rows.end();
    return new String(rows.bytes(), 0, rows.length(), StandardCharsets.UTF_8);
  }

  @Test
  void aSchemaIsAskedForOnceAndOneThatIsMissingAgainAfterAWhile() throws Exception {
    RegisteredValue reader = reader(Kind.AVRO);
    int id = server.register("a", "AVRO", SCHEMA, Map.of());
    byte[] one = {2};

    assertThat(json(reader, WireFormat.framed(id, one))).isEqualTo("{\"n\":1}");
    assertThat(json(reader, WireFormat.framed(id, one))).isEqualTo("{\"n\":1}");
    assertThat(server.exchanges()).hasSize(1);

    byte[] later = WireFormat.framed(id + 1, one);
    assertThatThrownBy(() -> json(reader, later)).isInstanceOf(UnknownSchema.class).hasMessageContaining("Schema " + (id + 1)).hasMessageContaining(server.address());
    assertThatThrownBy(() -> json(reader, later)).isInstanceOf(UnknownSchema.class);
    assertThat(server.exchanges()).hasSize(2);
    server.register("a", "AVRO", SCHEMA.replace("\"n\"", "\"m\""), Map.of());
    clock.move(Duration.ofSeconds(31));
    assertThat(json(reader, later)).isEqualTo("{\"m\":1}");
  }

  @Test
  void aSchemaOfAnotherLanguageSaysNothingOfAValue() throws Exception {
    int id = server.register("a", "JSON", "{}", Map.of());
    byte[] value = WireFormat.framed(id, "{\"n\": 1.50}\n".getBytes(StandardCharsets.UTF_8));

    assertThat(json(reader(Kind.JSON), value)).isEqualTo("{\"n\":1.50}");
    assertThatThrownBy(() -> json(reader(Kind.AVRO), value)).isInstanceOf(UnknownSchema.class).hasMessageContaining("JSON");
  }

  @Test
  void aRegistryThatFailsIsNotTakenForOneThatDoesNotKnow() {
    server.failing(503);
    assertThatThrownBy(() -> json(reader(Kind.AVRO), WireFormat.framed(1, new byte[1]))).isInstanceOf(CaravanException.class).hasMessageContaining("http.server-failed");
  }

  @Test
  void anUnknownSchemaStopsOrRejectsAndSoNoRecordIsLost() {
    byte[] value = WireFormat.framed(9, new byte[] {2});

    assertThatThrownBy(() -> line(UnknownSchemaPolicy.STOP, value)).hasMessageContaining("registry.schema").hasMessageContaining("orders/3@17");
    assertThat(line(UnknownSchemaPolicy.REJECT, value)).isEqualTo("!{\"why\":\"Schema 9 of " + server.address() + " is not there\",\"value\":\"\\u0000\\u0000\\u0000\\u0000\\t\\u0002\"}\n");
    assertThat(line(UnknownSchemaPolicy.STOP, new byte[] {9})).as("poison is a reject under either").startsWith("!{\"why\":\"does not begin");
  }

  private String line(UnknownSchemaPolicy policy, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new JsonLine(Set.of(), TombstonePolicy.REJECT, "", reader(Kind.AVRO), policy).write(new ConsumerRecord<>("orders", 3, 17, null, value), out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
