package dev.caravan.sandbox.netsuite;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.caravan.sandbox.http.Form;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** OAuth 2.0 client credentials: takes a signed assertion, gives an access token. Thread-safe. */
final class TokenEndpoint {
  static final String PATH = "/services/rest/auth/oauth2/v1/token";

  private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);
  private static final Duration LONGEST = Duration.ofMinutes(60);
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final NetSuiteAccount account;
  private final NetSuiteBehaviour behaviour;
  private final Clock clock;
  private final AccessTokens tokens;

  TokenEndpoint(NetSuiteAccount account, NetSuiteBehaviour behaviour, Clock clock, AccessTokens tokens) {
    this.account = account;
    this.behaviour = behaviour;
    this.clock = clock;
    this.tokens = tokens;
  }

  Reply answer(Request request) {
    if (!request.header("Content-Type").orElse("").startsWith("application/x-www-form-urlencoded")) {
      return error("invalid_request");
    }
    Map<String, String> form =
        Form.read(request.text()).stream().collect(Collectors.toMap(Request.Parameter::name, Request.Parameter::value, (first, second) -> first));
    if (!"client_credentials".equals(form.get("grant_type")) || !ASSERTION_TYPE.equals(form.get("client_assertion_type"))
        || !form.containsKey("client_assertion")) {
      return error("invalid_request");
    }
    try {
      SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
      if (!account.clientId().equals(assertion.getJWTClaimsSet().getIssuer())) {
        return error("invalid_client");
      }
      return holds(assertion, request.url()) ? token() : error("invalid_grant");
    } catch (ParseException | JOSEException e) {
      return error("invalid_grant");
    }
  }

  private boolean holds(SignedJWT assertion, String tokenUrl) throws ParseException, JOSEException {
    String certificate = String.valueOf(assertion.getHeader().getKeyID());
    KeyPair key = account.certificates().get(certificate);
    return key != null
        && !List.of(behaviour.text(NetSuiteSwitch.EXPIRED_CERTIFICATES).split("[, ]+")).contains(certificate)
        && ALGORITHMS.contains(assertion.getHeader().getAlgorithm())
        && assertion.verify(verifier(key))
        && assertion.getJWTClaimsSet().getAudience().contains(tokenUrl)
        && livesNow(assertion.getJWTClaimsSet().getIssueTime(), assertion.getJWTClaimsSet().getExpirationTime())
        && scopes(assertion.getJWTClaimsSet().getClaim("scope")).contains("rest_webservices");
  }

  private static JWSVerifier verifier(KeyPair key) throws JOSEException {
    return key.getPublic() instanceof RSAPublicKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier((ECPublicKey) key.getPublic());
  }

  private boolean livesNow(Date issued, Date expires) {
    if (issued == null || expires == null) {
      return false;
    }
    Instant now = clock.instant();
    int beyond = Duration.between(issued.toInstant(), expires.toInstant()).compareTo(LONGEST);
    boolean shortEnough = beyond < 0 || beyond == 0 && behaviour.is(NetSuiteSwitch.ASSERTION_LIFE, "upTo");
    return shortEnough && expires.toInstant().isAfter(now) && issued.toInstant().isBefore(now.plus(SKEW));
  }

  // The three shapes that are sent: a list, a text with blanks, a text with commas.
  private static List<String> scopes(Object scope) {
    if (scope instanceof Collection<?> several) {
      return several.stream().map(String::valueOf).toList();
    }
    return scope == null ? List.of() : List.of(scope.toString().split("[ ,]+"));
  }

  private Reply token() {
    String seconds = Integer.toString(behaviour.count(NetSuiteSwitch.TOKEN_SECONDS));
    String expires = behaviour.is(NetSuiteSwitch.EXPIRES_IN, "string") ? '"' + seconds + '"' : seconds;
    return Reply.json(
        "{\"access_token\":\"" + tokens.issue() + "\",\"expires_in\":" + expires + ",\"token_type\":\"" + behaviour.text(NetSuiteSwitch.TOKEN_TYPE) + "\"}");
  }

  private static Reply error(String code) {
    return Reply.of(400, "application/json; charset=UTF-8", "{\"error\":\"" + code + "\"}");
  }
}
