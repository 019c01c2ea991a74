package dev.caravan.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets people in who bring a token that an OpenID Connect issuer has signed for this audience and that has not expired. Only
 * signatures by a key pair count: what is not signed, or by a secret, is refused. Keys are the issuer's own, looked up when they
 * are first needed and again when it has new ones. Thread-safe.
 */
public final class BearerTokens {
  private static final int TIME_MILLIS = 5_000;
  /** How long keys hold that the issuer does not show any more because it does not answer. */
  private static final long KEYS_STAY_MILLIS = 3_600_000;
  private static final int REPLY_BYTES = 1 << 20;
  private static final int TOKEN_MOST = 16 << 10;
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512,
          JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Issuer issuer;
  private final DefaultResourceRetriever web = new DefaultResourceRetriever(TIME_MILLIS, TIME_MILLIS, REPLY_BYTES);
  /** null until its keys have been found */
  private DefaultJWTProcessor<SecurityContext> processor;

  public BearerTokens(Issuer issuer) {
    this.issuer = issuer;
  }

  /** What came of a token. */
  public sealed interface Outcome {
    record In(Caller caller) implements Outcome {}

    /** It is nobody's, not any more, or not for here. */
    record Refused() implements Outcome {}

    /** It is somebody's who has no role here. */
    record NoRole() implements Outcome {}
  }

  /** @throws CaravanException ACCESS_ISSUER when nobody can tell now */
  public Outcome read(String token) {
    if (token.length() > TOKEN_MOST) {
      return new Outcome.Refused();
    }
    try {
      JWTClaimsSet claims = processor().process(token, null);
      String name = claims.getClaim("preferred_username") instanceof String preferred ? preferred : claims.getSubject();
      return role(claims)
          .<Outcome>map(role -> new Outcome.In(new Caller(name, role, Caller.Proof.BEARER)))
          .orElseGet(Outcome.NoRole::new);
    } catch (ParseException | BadJOSEException | RateLimitReachedException e) {
      // Keys that nobody has are not asked for again and again.
      return new Outcome.Refused();
    } catch (KeySourceException e) {
      throw unreachable(e);
    } catch (JOSEException e) {
      return new Outcome.Refused();
    }
  }

  private Optional<Role> role(JWTClaimsSet claims) {
    Object value = claims.getClaims();
    for (String part : issuer.rolesClaim().split("\\.")) {
      value = value instanceof Map<?, ?> within ? within.get(part) : null;
    }
    Collection<?> names = value instanceof Collection<?> many ? many : value instanceof String one ? List.of(one.split(" ")) : List.of();
    return Arrays.stream(Role.values()).filter(role -> names.contains(issuer.rolePrefix() + role.word())).max(Comparator.naturalOrder());
  }

  private synchronized DefaultJWTProcessor<SecurityContext> processor() {
    if (processor == null) {
      DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
      JWKSource<SecurityContext> keys = JWKSourceBuilder.<SecurityContext>create(keys(), web).refreshAheadCache(false).outageTolerant(KEYS_STAY_MILLIS).build();
      made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
      made.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
      JWTClaimsSet exact = new JWTClaimsSet.Builder().issuer(issuer.address().toString()).build();
      made.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(issuer.audience(), exact, Set.of("sub", "exp")));
      processor = made;
    }
    return processor;
  }

  /** Where the issuer's own description says that its keys are. */
  private URL keys() {
    String address = issuer.address().toString();
    URI description = URI.create((address.endsWith("/") ? address : address + "/") + ".well-known/openid-configuration");
    try {
      JsonNode told = JSON.readTree(web.retrieveResource(description.toURL()).getContent());
      if (!told.path("issuer").asText().equals(address) || !told.path("jwks_uri").isTextual()) {
        throw new IOException("it calls itself '" + told.path("issuer").asText() + "'");
      }
      return URI.create(told.path("jwks_uri").asText()).toURL();
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable(e);
    }
  }

  private CaravanException unreachable(Exception cause) {
    return new CaravanException(
        Problem.of(ErrorCode.ACCESS_ISSUER, null, "The keys of the issuer " + issuer.address() + " cannot be had: " + cause.getMessage()), cause);
  }
}
