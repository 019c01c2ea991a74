package dev.caravan.sandbox.netsuite;

import static dev.caravan.sandbox.netsuite.NetSuiteClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.caravan.catalog.SettableClock;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OAuth 2.0 client credentials as the account checks them. */
class LoginTest {
  private final SettableClock clock = new SettableClock();
  private NetSuiteSimulator simulator;
  private NetSuiteClient client;

  @BeforeEach
  void start() {
    start(NetSuiteBehaviour.standard());
  }

  private void start(NetSuiteBehaviour behaviour) {
    stop();
    simulator = new NetSuiteSimulator(0, NetSuiteAccount.made(1), behaviour, 1, 0, clock);
    client = new NetSuiteClient(simulator);
  }

  @AfterEach
  void stop() {
    if (simulator != null) {
      simulator.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"PS256,rsa-3072", "PS384,rsa-3072", "PS512,rsa-3072", "ES256,ec-p256", "ES384,ec-p384", "ES512,ec-p521"})
  void sixAlgorithmsAreTaken(String algorithm, String certificate) {
    HttpResponse<String> reply = client.login(JWSAlgorithm.parse(algorithm), certificate, client.claims().build());
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(json(reply).path("expires_in").isNumber()).isTrue();
    assertThat(json(reply).path("token_type").asText()).isEqualTo("Bearer");
  }

  @Test
  void rs256AndUnknownCertificatesAreRefused() {
    assertInvalidGrant(client.login(JWSAlgorithm.RS256, NetSuiteAccount.RSA, client.claims().build()));
    assertInvalidGrant(client.login(JWSAlgorithm.PS256, "nobody", client.claims().build()));
  }

  @Test
  void anAssertionOfAnotherKeyIsRefused() throws GeneralSecurityException {
    KeyPair stranger = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    assertInvalidGrant(client.login(JWSAlgorithm.PS256, NetSuiteAccount.RSA, stranger, client.claims().build()));
  }

  @Test
  void audienceIssuerScopeAndTimesAreChecked() {
    Instant now = clock.instant();
    assertInvalidGrant(login(client.claims().audience("https://elsewhere.example/token")));
    assertInvalidGrant(login(client.claims().claim("scope", List.of("restlets"))));
    assertInvalidGrant(login(client.claims().expirationTime(Date.from(now.minusSeconds(1)))));
    assertInvalidGrant(login(client.claims().expirationTime(Date.from(now.plusSeconds(3600)))));
    assertInvalidGrant(login(client.claims().issueTime(Date.from(now.plusSeconds(600))).expirationTime(Date.from(now.plusSeconds(900)))));
    HttpResponse<String> stranger = login(client.claims().issuer("stranger"));
    assertThat(json(stranger).path("error").asText()).isEqualTo("invalid_client");
    assertThat(json(client.form("grant_type=password")).path("error").asText()).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rest_webservices", "restlets rest_webservices", "restlets,rest_webservices"})
  void aScopeMayBeOneText(String scope) {
    assertThat(login(client.claims().claim("scope", scope)).statusCode()).isEqualTo(200);
  }

  @Test
  void anHourIsTakenByAccountsThatTakeIt() {
    start(NetSuiteBehaviour.standard().with("assertionLife", "upTo"));
    assertThat(login(client.claims().expirationTime(Date.from(clock.instant().plusSeconds(3600)))).statusCode()).isEqualTo(200);
    assertInvalidGrant(login(client.claims().expirationTime(Date.from(clock.instant().plusSeconds(3601)))));
  }

  @Test
  void tokenRepliesDifferInSpelling() {
    start(NetSuiteBehaviour.standard().with("expiresIn", "string").with("tokenType", "bearer").with("tokenSeconds", "60"));
    HttpResponse<String> reply = login(client.claims());
    assertThat(json(reply).path("expires_in").isTextual()).isTrue();
    assertThat(json(reply).path("expires_in").asText()).isEqualTo("60");
    assertThat(json(reply).path("token_type").asText()).isEqualTo("bearer");
  }

  @Test
  void aTokenEndsAndThenTheReplySaysSo() {
    start(NetSuiteBehaviour.standard().with("tokenSeconds", "60"));
    assertThat(client.suiteQl("?limit=10&offset=0", "SELECT id FROM customer").statusCode()).isEqualTo(200);
    clock.move(Duration.ofSeconds(61));
    HttpResponse<String> ended = client.suiteQl("?limit=10&offset=0", "SELECT id FROM customer");
    assertThat(ended.statusCode()).isEqualTo(401);
    assertThat(ended.headers().firstValue("WWW-Authenticate").orElseThrow())
        .isEqualTo("Bearer realm=\"1234567_SB1\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"");
    assertThat(json(ended).path("o:errorDetails").path(0).path("o:errorCode").asText()).isEqualTo("INVALID_LOGIN");
  }

  @Test
  void aMalformedTokenIsABadRequestAndNoLoginAtAllIsRefused() {
    HttpResponse<String> malformed = client.read("/services/rest/record/v1/customer/1");
    assertThat(malformed.statusCode()).isEqualTo(404);
    simulator.revokeTokens();
    assertThat(client.read("/services/rest/record/v1/customer/1").statusCode()).isEqualTo(401);
    assertThat(new TokenClient(simulator).send("GET", "/services/rest/record/v1/customer/1", "Bearer nonsense").statusCode()).isEqualTo(400);
    assertThat(new TokenClient(simulator).send("GET", "/services/rest/record/v1/customer/1", "Basic YTpi").statusCode()).isEqualTo(401);
  }

  @Test
  void aServerWhoseClockDiffersRefuses() {
    start(NetSuiteBehaviour.standard().with("clockOffsetSeconds", "600"));
    Instant client10Behind = clock.instant();
    JWTClaimsSet.Builder claims =
        client.claims().issueTime(Date.from(client10Behind)).expirationTime(Date.from(client10Behind.plusSeconds(300)));
    assertInvalidGrant(login(claims));
  }

  private HttpResponse<String> login(JWTClaimsSet.Builder claims) {
    return client.login(JWSAlgorithm.PS256, NetSuiteAccount.RSA, claims.build());
  }

  private static void assertInvalidGrant(HttpResponse<String> reply) {
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(json(reply).path("error").asText()).isEqualTo("invalid_grant");
  }
}
