package dev.caravan.source.netsuite;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.PercentEncoding;
import dev.caravan.source.http.TokenAuthorization;
import dev.caravan.source.http.TokenCache;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * OAuth 2.0 client credentials: a signed assertion is exchanged for an access token, which all callers
 * share. Thread-safe.
 */
public final class ClientAssertionAuthorization extends TokenAuthorization {
  /** RS256 is refused by the server. */
  static final Set<String> ALGORITHMS = Set.of("PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  // The server takes less than an hour; a short life bears a clock that is a little off.
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final String tokenAddress;
  private final Credential clientId;
  private final Credential certificateId;
  private final Credential privateKey;
  private final JWSAlgorithm algorithm;
  private final Clock clock;

  /**
   * @param tokenAddress where tokens are given, which is also who the assertion is for
   * @param certificateId names the certificate in the system
   * @param privateKey PKCS #8 in PEM
   * @throws CaravanException KAMELET_PARAMETER for an algorithm the server does not take
   */
  public ClientAssertionAuthorization(
      String tokenAddress, Credential clientId, Credential certificateId, Credential privateKey, String algorithm, TokenCache tokens, Clock clock) {
    super(tokens);
    if (!ALGORITHMS.contains(algorithm)) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "The parameter 'algorithm' is none that NetSuite takes").required("one of " + ALGORITHMS.stream().sorted().toList(), algorithm));
    }
    this.tokenAddress = tokenAddress;
    this.clientId = clientId;
    this.certificateId = certificateId;
    this.privateKey = privateKey;
    this.algorithm = JWSAlgorithm.parse(algorithm);
    this.clock = clock;
  }

  @Override
  protected HttpRequest tokenRequest() {
    String form =
        "grant_type=client_credentials&client_assertion_type=" + PercentEncoding.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            + "&client_assertion=" + assertion();
    return HttpRequest.post(tokenAddress, "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII));
  }

  private String assertion() {
    Instant now = clock.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(clientId.get().reveal())
            .claim("scope", List.of("rest_webservices"))
            .audience(tokenAddress)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    JWSHeader header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(certificateId.get().reveal()).build();
    SignedJWT assertion = new SignedJWT(header, claims);
    try {
      assertion.sign(signer());
    } catch (JOSEException e) {
      throw unusable("it does not fit the algorithm " + algorithm);
    }
    return assertion.serialize();
  }

  private JWSSigner signer() throws JOSEException {
    boolean elliptic = JWSAlgorithm.Family.EC.contains(algorithm);
    PrivateKey key = key(elliptic ? "EC" : "RSA");
    return elliptic ? new ECDSASigner((ECPrivateKey) key) : new RSASSASigner(key);
  }

  private PrivateKey key(String kind) {
    String pem = privateKey.get().reveal();
    String encoded = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Without the cause: its message could repeat parts of the key.
      throw unusable("it cannot be read as " + kind);
    }
  }

  private static CaravanException unusable(String why) {
    return new CaravanException(
        Problem.of(ErrorCode.HTTP_LOGIN, null, "The private key of the client credentials cannot be used: " + why)
            .required("PKCS #8 in PEM (-----BEGIN PRIVATE KEY-----)", "something else")
            .next("Convert it: openssl pkcs8 -topk8 -nocrypt -in key.pem; PS256, PS384 and PS512 take RSA keys, ES256, ES384 and ES512 keys on P-256, P-384 and P-521."));
  }
}
