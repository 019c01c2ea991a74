package dev.caravan.sandbox.netsuite;

import static dev.caravan.sandbox.netsuite.NetSuiteClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.catalog.SettableClock;
import dev.caravan.sandbox.http.Form;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OAuth 1.0a as the account checks it; callers see one 401, the audit trail has the cause. */
class TokenLoginTest {
  private static final String PATH = "/services/rest/query/v1/suiteql?limit=10&offset=0";

  private final SettableClock clock = new SettableClock();
  private NetSuiteSimulator simulator;
  private TokenClient client;

  @BeforeEach
  void start() {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard().with("lockAfter", "100");
    simulator = new NetSuiteSimulator(0, NetSuiteAccount.made(1), behaviour, 1, 0, clock);
    client = new TokenClient(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void aSignedRequestIsAnswered() {
    assertThat(client.send("POST", PATH, client.signed("POST", PATH, client.parameters())).statusCode()).isEqualTo(200);
    String odd = "/services/rest/record/v1/customer?q=" + "email%20IS%20%22a%2Bb*~%40example.org%22&limit=10";
    assertThat(client.send("GET", odd, client.signed("GET", odd, client.parameters())).statusCode()).isEqualTo(200);
  }

  @Test
  void thePublishedVectorsHold() throws IOException {
    Path file = Path.of("../shared/fixtures/netsuite/tba_signature_vectors.json");
    assumeTrue(Files.exists(file), "the signature vectors are not beside the project");
    JsonNode all = NetSuiteClient.JSON.readTree(file.toFile());
    JsonNode inputs = all.path("inputs");
    Map<String, String> header = new LinkedHashMap<>();
    header.put("realm", inputs.path("realm").asText());
    header.put("oauth_consumer_key", inputs.path("consumerKey").asText());
    header.put("oauth_token", inputs.path("tokenId").asText());
    header.put("oauth_nonce", inputs.path("nonce").asText());
    header.put("oauth_timestamp", inputs.path("timestamp").asText());
    header.put("oauth_signature_method", inputs.path("signatureMethod").asText());
    header.put("oauth_version", inputs.path("version").asText());
    assertThat(all.path("vectors")).hasSize(2).allSatisfy(
        vector -> {
          URI uri = URI.create(vector.path("url").asText());
          String base = TokenSignature.base(vector.path("method").asText(), "https://" + uri.getHost() + uri.getPath(), Form.read(uri.getRawQuery()), header);
          assertThat(base).isEqualTo(vector.path("baseString").asText());
          assertThat(TokenSignature.sign(base, inputs.path("consumerSecret").asText(), inputs.path("tokenSecret").asText())).isEqualTo(vector.path("signature").asText());
        });
  }

  @Test
  void aSignatureCoversTheParametersOfTheUrl() {
    String header = client.signed("POST", "/services/rest/query/v1/suiteql?limit=10&offset=10", client.parameters());
    assertRefused(client.send("POST", PATH, header), "INVALID_SIGNATURE");
  }

  @Test
  void aNonceServesOnce() {
    String header = client.signed("POST", PATH, client.parameters());
    assertThat(client.send("POST", PATH, header).statusCode()).isEqualTo(200);
    assertRefused(client.send("POST", PATH, header), "NONCE_USED");
  }

  @Test
  void timeMayDifferByFiveMinutes() {
    String header = client.signed("POST", PATH, client.parameters());
    clock.move(Duration.ofSeconds(300));
    assertThat(client.send("POST", PATH, header).statusCode()).isEqualTo(200);
    String late = client.signed("POST", PATH, client.parameters());
    clock.move(Duration.ofSeconds(301));
    assertRefused(client.send("POST", PATH, late), "INVALID_TIMESTAMP");
  }

  @Test
  void otherThingsThatAreWrongAreRefused() {
    assertRefused(changed(header -> header.put("oauth_signature_method", "HMAC-SHA1")), "UNKNOWN_ALGORITHM");
    assertRefused(changed(header -> header.put("realm", "1234567-sb1")), "UNKNOWN_REALM");
    assertRefused(changed(header -> header.put("oauth_consumer_key", "other")), "UNKNOWN_CONSUMER");
    assertRefused(changed(header -> header.put("oauth_token", "other")), "TOKEN_REJECTED");
    assertRefused(changed(header -> header.put("oauth_nonce", "short")), "MALFORMED");
    assertRefused(changed(header -> header.put("oauth_version", "2.0")), "MALFORMED");
    String twice = client.signed("POST", PATH, client.parameters()) + ", oauth_version=\"1.0\"";
    assertRefused(client.send("POST", PATH, twice), "MALFORMED");
  }

  @Test
  void fiveFailuresLockTheUserForHalfAnHour() {
    stop();
    simulator = new NetSuiteSimulator(0, NetSuiteAccount.made(1), NetSuiteBehaviour.standard(), 1, 0, clock);
    client = new TokenClient(simulator);
    for (int i = 0; i < 5; i++) {
      assertRefused(changed(header -> header.put("oauth_token", "other")), "TOKEN_REJECTED");
    }
    assertRefused(client.send("POST", PATH, client.signed("POST", PATH, client.parameters())), "TEMPORARY_LOCKED");
    clock.move(Duration.ofMinutes(31));
    assertThat(client.send("POST", PATH, client.signed("POST", PATH, client.parameters())).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> changed(Consumer<Map<String, String>> change) {
    Map<String, String> header = client.parameters();
    change.accept(header);
    return client.send("POST", PATH, client.signed("POST", PATH, header));
  }

  private void assertRefused(HttpResponse<String> reply, String cause) {
    assertThat(reply.statusCode()).isEqualTo(401);
    assertThat(json(reply).path("o:errorDetails").path(0).path("o:errorCode").asText()).isEqualTo("INVALID_LOGIN");
    assertThat(simulator.auditTrail()).last().isEqualTo(cause);
  }
}
