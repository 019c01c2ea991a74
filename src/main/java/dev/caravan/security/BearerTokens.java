package dev.caravan.security;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.caravan.CaravanException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets people in who bring a token of an OpenID Connect issuer for this audience, in the role that it names. Thread-safe. */
public final class BearerTokens {
  private final Issuer issuer;
  private final SignedTokens tokens;

  public BearerTokens(Issuer issuer) {
    this(issuer, new IssuerDescription(issuer.address()));
  }

  BearerTokens(Issuer issuer, IssuerDescription description) {
    this.issuer = issuer;
    this.tokens = new SignedTokens(description, issuer.audience());
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
    return claims(token).map(this::outcome).orElseGet(Outcome.Refused::new);
  }

  Optional<JWTClaimsSet> claims(String token) {
    return tokens.claims(token);
  }

  /** @param claims of a token that counts */
  Outcome outcome(JWTClaimsSet claims) {
    String name = claims.getClaim("preferred_username") instanceof String preferred ? preferred : claims.getSubject();
    return role(claims).<Outcome>map(role -> new Outcome.In(new Caller(name, role, Caller.Proof.BEARER))).orElseGet(Outcome.NoRole::new);
  }

  private Optional<Role> role(JWTClaimsSet claims) {
    Object value = claims.getClaims();
    for (String part : issuer.rolesClaim().split("\\.")) {
      value = value instanceof Map<?, ?> within ? within.get(part) : null;
    }
    Collection<?> names = value instanceof Collection<?> many ? many : value instanceof String one ? List.of(one.split(" ")) : List.of();
    return Arrays.stream(Role.values()).filter(role -> names.contains(issuer.rolePrefix() + role.word())).max(Comparator.naturalOrder());
  }
}
