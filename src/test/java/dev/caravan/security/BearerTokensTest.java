package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.security.BearerTokens.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BearerTokensTest {
  private static TestIssuer issuer;
  private static BearerTokens tokens;

  @BeforeAll
  static void open() throws IOException {
    issuer = new TestIssuer();
    tokens = new BearerTokens(new Issuer(issuer.address(), "caravan", "realm_access.roles", "caravan-", null));
  }

  @AfterAll
  static void close() {
    issuer.close();
  }

  private static Caller in(String token) {
    assertThat(tokens.read(token)).isInstanceOf(Outcome.In.class);
    return ((Outcome.In) tokens.read(token)).caller();
  }

  @Test
  void whoBringsATokenHasTheHighestOfItsRoles() {
    assertThat(in(issuer.token("caravan-viewer"))).isEqualTo(new Caller("anna", Role.VIEWER, Caller.Proof.BEARER));
    assertThat(in(issuer.token("caravan-viewer", "caravan-admin", "other", "caravan-operator")).role()).isEqualTo(Role.ADMIN);
    assertThat(in(issuer.token(claims -> claims.claim("preferred_username", null), "caravan-viewer")).name()).isEqualTo("f3c1");
    assertThat(in(issuer.token(claims -> claims.audience(List.of("other", "caravan")), "caravan-viewer")).role()).isEqualTo(Role.VIEWER);
  }

  @Test
  void whoHasNoRoleHereIsToldSo() {
    assertThat(tokens.read(issuer.token())).isEqualTo(new Outcome.NoRole());
    assertThat(tokens.read(issuer.token("admin"))).as("without the prefix").isEqualTo(new Outcome.NoRole());
    assertThat(tokens.read(issuer.token(claims -> claims.claim("realm_access", "caravan-admin")))).isEqualTo(new Outcome.NoRole());
  }

  @Test
  void whatIsExpiredOrForSomebodyElseIsRefused() {
    for (String token :
        List.of(
            issuer.token(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(300))), "caravan-admin"),
            issuer.token(claims -> claims.expirationTime(null), "caravan-admin"),
            issuer.token(claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(600))), "caravan-admin"),
            issuer.token(claims -> claims.audience("other"), "caravan-admin"),
            issuer.token(claims -> claims.audience((String) null), "caravan-admin"),
            issuer.token(claims -> claims.issuer("https://login.example.com"), "caravan-admin"),
            issuer.token(claims -> claims.issuer(null), "caravan-admin"))) {
      assertThat(tokens.read(token)).isEqualTo(new Outcome.Refused());
    }
  }

  @Test
  void whatIsForgedIsRefused() throws JOSEException {
    String good = issuer.token("caravan-viewer");
    String[] parts = good.split("\\.");
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).replace("caravan-viewer", "caravan-admin");
    String changed = parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8)) + "." + parts[2];
    byte[] publicKey = issuer.publicKey().toRSAPublicKey().getEncoded();
    for (String token :
        List.of(
            changed,
            TestIssuer.signed(TestIssuer.key(), issuer.claims("caravan-admin").build()),
            new PlainJWT(issuer.claims("caravan-admin").build()).serialize(),
            TestIssuer.signed(new MACSigner(publicKey), JWSAlgorithm.HS256, issuer.claims("caravan-admin").build()),
            parts[0] + "." + parts[1] + ".",
            "", ".", "..", "a.b.c", "x".repeat(100_000))) {
      assertThat(tokens.read(token)).as(token.substring(0, Math.min(80, token.length()))).isEqualTo(new Outcome.Refused());
    }
  }

  @Test
  void nobodyCanTellWithoutTheIssuerOrWithAnother() {
    for (URI other : List.of(URI.create("http://127.0.0.1:9"), URI.create(issuer.address() + "/"))) {
      assertThatThrownBy(() -> new BearerTokens(new Issuer(other, "caravan", "roles", "", null)).read(issuer.token("admin")))
          .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_ISSUER));
    }
  }
}
