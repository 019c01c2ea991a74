package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperationTest {

  @Test
  void theDescriptionHasTheSameOperationsAtTheSameAddresses() {
    JsonNode description = Description.whole();
    Map<String, String> described = new TreeMap<>();
    description.path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(method -> {
      if (method.getValue().has("operationId")) {
        described.put(method.getValue().path("operationId").asText(), method.getKey().toUpperCase() + " " + path.getKey());
      }
    }));
    assertThat(described).isEqualTo(
        Arrays.stream(Operation.values()).collect(Collectors.toMap(Operation::id, operation -> operation.method() + " " + operation.path(), (one, other) -> one, TreeMap::new)));
    assertThat(description.path("openapi").asText()).isEqualTo("3.0.3");
    assertThat(description.path("servers").path(0).path("url").asText()).isEqualTo(Operation.BASE);
  }

  @Test
  void aCallMeansTheOperationAtItsAddress() {
    assertThat(Operation.of("GET", "/api/v1/rejects")).contains(Operation.LIST_REJECTS);
    assertThat(Operation.of("GET", "/api/v1/rejects/orders-1:7")).contains(Operation.SHOW_REJECT);
    assertThat(Operation.of("GET", "/api/v1/rejects/orders-1:7/unmasked")).contains(Operation.SHOW_REJECT_UNMASKED);
    assertThat(Operation.of("GET", "/api/v1/rejects/")).isEmpty();
    assertThat(Operation.of("GET", "/api/v1/rejects/a/b/c")).isEmpty();
    assertThat(Operation.of("GET", "/api/v2/rejects")).isEmpty();
    assertThat(Operation.of("DELETE", "/api/v1/rejects")).isEmpty();
  }

  @Test
  void whatChangesSomethingOrShowsWhatIsHiddenIsAudited() {
    assertThat(Operation.values()).allSatisfy(operation -> assertThat(operation.audited()).isEqualTo(!operation.method().equals("GET") || operation == Operation.SHOW_REJECT_UNMASKED));
  }
}
