package dev.caravan.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.caravan.CaravanException;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens that an issuer has signed for one audience and that have not expired. Only signatures by a key pair count: what is not
 * signed, or by a secret, is refused. Keys are the issuer's own, looked up when they are first needed and again when it has new
 * ones. Thread-safe.
 */
final class SignedTokens {
  /** How long keys hold that the issuer does not show any more because it does not answer. */
  private static final long KEYS_STAY_MILLIS = 3_600_000;
  private static final int TOKEN_MOST = 16 << 10;
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512,
          JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);

  private final IssuerDescription issuer;
  private final String audience;
  /** null until its keys have been found */
  private DefaultJWTProcessor<SecurityContext> processor;

  SignedTokens(IssuerDescription issuer, String audience) {
    this.issuer = issuer;
    this.audience = audience;
  }

  /**
   * What a token says; empty when it does not count.
   *
   * @throws CaravanException ACCESS_ISSUER when nobody can tell now
   */
  Optional<JWTClaimsSet> claims(String token) {
    if (token.length() > TOKEN_MOST) {
      return Optional.empty();
    }
    try {
      return Optional.of(processor().process(token, null));
    } catch (ParseException | BadJOSEException | RateLimitReachedException e) {
      // Keys that nobody has are not asked for again and again.
      return Optional.empty();
    } catch (KeySourceException | MalformedURLException e) {
      throw IssuerDescription.unreachable("The keys of the issuer " + issuer.issuer() + " cannot be had", e);
    } catch (JOSEException e) {
      return Optional.empty();
    }
  }

  private synchronized DefaultJWTProcessor<SecurityContext> processor() throws MalformedURLException {
    if (processor == null) {
      DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
      DefaultResourceRetriever web = new DefaultResourceRetriever(IssuerDescription.TIME_MILLIS, IssuerDescription.TIME_MILLIS, IssuerDescription.REPLY_BYTES);
      JWKSource<SecurityContext> keys = JWKSourceBuilder.<SecurityContext>create(issuer.keys().toURL(), web).refreshAheadCache(false).outageTolerant(KEYS_STAY_MILLIS).build();
      made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
      made.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
      JWTClaimsSet exact = new JWTClaimsSet.Builder().issuer(issuer.issuer().toString()).build();
      made.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(audience, exact, Set.of("sub", "exp")));
      processor = made;
    }
    return processor;
  }
}
