package dev.caravan.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.SecretsInMemory;
import dev.caravan.registry.RegisteredSchema.Kind;
import dev.caravan.sandbox.registry.SchemaRegistrySimulator;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HeaderAuthorization;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaRegistryTest {
  private final SchemaRegistrySimulator server = new SchemaRegistrySimulator();

  @AfterEach
  void close() {
    server.close();
  }

  private SchemaRegistry registry() {
    return DirectExchange.registry(server.address() + "/", Authorization.NONE);
  }

  @Test
  void aSchemaIsKnownByItsIdAndBringsWhatItRefersToInOrder() {
    server.register("money-value", "AVRO", "\"M\"", Map.of());
    server.register("item/value", "AVRO", "\"I\"", Map.of("shop.Money", "money-value"));
    int id = server.register("order-value", "AVRO", "\"O\"", Map.of("shop.Item", "item/value", "shop.Money", "money-value"));

    RegisteredSchema order = registry().schema(id).orElseThrow();

    assertThat(order.kind()).isEqualTo(Kind.AVRO);
    assertThat(order.text()).isEqualTo("\"O\"");
    assertThat(registry().referenced(order)).extractingFromEntries(each -> each.getKey() + "=" + each.getValue().text()).containsExactly("shop.Money=\"M\"", "shop.Item=\"I\"");
  }

  @Test
  void anIdThatTheRegistryDoesNotKnowIsNoFailureButAWrongAddressIs() {
    assertThat(registry().schema(7)).isEmpty();

    SchemaRegistry elsewhere = DirectExchange.registry(server.address() + "/api", Authorization.NONE);
    assertThatThrownBy(() -> elsewhere.schema(7)).hasMessageContaining("http.refused").hasMessageContaining("registry");
    server.failing(500);
    assertThatThrownBy(() -> registry().schema(7)).hasMessageContaining("http.server-failed");
  }

  @Test
  void whoAsksIsShown() {
    SecretsInMemory secrets = new SecretsInMemory().set("registry/user", "anna").set("registry/password", "pässword");
    Authorization anna = HeaderAuthorization.basic(secrets.credential("registry/user"), secrets.credential("registry/password"));
    server.login("anna", "pässword");
    int id = server.register("order-value", "PROTOBUF", "syntax = \"proto3\";", Map.of());

    assertThat(DirectExchange.registry(server.address(), anna).schema(id).orElseThrow().kind()).isEqualTo(Kind.PROTOBUF);
    assertThatThrownBy(() -> registry().schema(id)).hasMessageContaining("http.login-refused");
  }

  @Test
  void theWireFormatBeginsWithAZeroAndTheId() {
    byte[] framed = WireFormat.framed(258, new byte[] {5, 6});

    assertThat(framed).containsExactly(0, 0, 0, 1, 2, 5, 6);
    assertThat(WireFormat.frames(framed)).isTrue();
    assertThat(WireFormat.schema(framed)).isEqualTo(258);
    assertThat(WireFormat.frames(new byte[] {0, 0, 0, 1})).isFalse();
    assertThat(WireFormat.frames("{\"a\":1}".getBytes())).isFalse();
  }
}
