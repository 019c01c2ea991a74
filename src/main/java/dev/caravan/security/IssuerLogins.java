package dev.caravan.security;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.caravan.CaravanException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sends browsers to an OpenID Connect issuer to log in, and recognises who comes back: by an authorization code with PKCE, with
 * state and nonce, each for one login of one browser. Thread-safe; methods that ask the issuer may take seconds.
 */
public final class IssuerLogins {
  private static final Duration TIME_TO_LOG_IN = Duration.ofMinutes(10);
  /** Logins that are under way at once; of more, the oldest is forgotten. */
  private static final int MOST = 10_000;
  private static final int BYTES = 32;

  private final Issuer issuer;
  private final IssuerDescription description;
  private final BearerTokens bearers;
  private final SignedTokens identities;
  private final CodeExchange exchange;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  /** by the secret that only the browser has; guarded by this */
  private final Map<String, Begun> begun =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Begun> eldest) {
          return size() > MOST;
        }
      };

  /** @param issuer that knows this process as a client */
  public IssuerLogins(Issuer issuer, Clock clock) {
    this.issuer = issuer;
    this.description = new IssuerDescription(issuer.address());
    this.bearers = new BearerTokens(issuer, description);
    this.identities = new SignedTokens(description, issuer.client().id());
    this.exchange = new CodeExchange(issuer.client(), description);
    this.clock = clock;
  }

  private record Begun(String state, String nonce, String verifier, URI back, Instant until) {}

  /**
   * A login that has begun.
   *
   * @param address where the browser is to go
   * @param browser what it is to keep to itself, and bring back
   */
  public record Departure(URI address, String browser) {}

  /**
   * What a browser brings back.
   *
   * @param browser null when it has kept nothing
   * @param state null when it brings none; so the others
   * @param issuer who sends it, where the issuer says so (RFC 9207)
   */
  public record Arrival(String browser, String state, String code, String issuer) {}

  /**
   * @param back where the issuer is to send the browser back to
   * @throws CaravanException ACCESS_ISSUER
   */
  public Departure depart(URI back) {
    String browser = secret();
    Begun login = new Begun(secret(), secret(), secret(), back, clock.instant().plus(TIME_TO_LOG_IN));
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", issuer.client().id());
    query.put("redirect_uri", back.toString());
    query.put("scope", issuer.client().scopes());
    query.put("state", login.state());
    query.put("nonce", login.nonce());
    query.put("code_challenge", challenge(login.verifier()));
    query.put("code_challenge_method", "S256");
    URI address = with(description.authorization(), query);
    synchronized (this) {
      begun.put(browser, login);
    }
    return new Departure(address, browser);
  }

  /**
   * Who comes back. Each departure counts once.
   *
   * @throws CaravanException ACCESS_ISSUER
   */
  public BearerTokens.Outcome arrive(Arrival arrival) {
    Begun login = taken(arrival.browser());
    if (login == null || clock.instant().isAfter(login.until()) || !same(login.state(), arrival.state())) {
      return new BearerTokens.Outcome.Refused();
    }
    if (arrival.code() == null || arrival.issuer() != null && !arrival.issuer().equals(issuer.address().toString())) {
      return new BearerTokens.Outcome.Refused();
    }
    return exchange.tokens(arrival.code(), login.verifier(), login.back()).map(tokens -> who(tokens, login)).orElseGet(BearerTokens.Outcome.Refused::new);
  }

  private synchronized Begun taken(String browser) {
    return browser == null ? null : begun.remove(browser);
  }

  // Issuers such as Keycloak name roles in the access token alone, others hand out access tokens that only they can read.
  private BearerTokens.Outcome who(CodeExchange.Tokens tokens, Begun login) {
    Optional<JWTClaimsSet> identity = identities.claims(tokens.identity()).filter(claims -> meant(claims, login));
    if (identity.isEmpty()) {
      return new BearerTokens.Outcome.Refused();
    }
    Optional<BearerTokens.Outcome> byAccess =
        bearers.claims(tokens.access())
            .filter(claims -> identity.get().getSubject().equals(claims.getSubject()))
            .map(bearers::outcome)
            .filter(outcome -> outcome instanceof BearerTokens.Outcome.In);
    return byAccess.orElseGet(() -> bearers.outcome(identity.get()));
  }

  private boolean meant(JWTClaimsSet claims, Begun login) {
    boolean ours = claims.getAudience().size() == 1 || issuer.client().id().equals(claims.getClaim("azp"));
    return ours && claims.getClaim("nonce") instanceof String nonce && same(login.nonce(), nonce);
  }

  /**
   * Where a browser is to go to log out at the issuer too; empty when it has no such place.
   *
   * @param back where the issuer is to send it then
   * @throws CaravanException ACCESS_ISSUER
   */
  public Optional<URI> farewell(URI back) {
    return description.endOfSession().map(place -> with(place, Map.of("client_id", issuer.client().id(), "post_logout_redirect_uri", back.toString())));
  }

  private static URI with(URI place, Map<String, String> query) {
    String encoded = query.entrySet().stream().map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
    return URI.create(place + (place.getRawQuery() == null ? "?" : "&") + encoded);
  }

  private static boolean same(String ours, String theirs) {
    return theirs != null && MessageDigest.isEqual(ours.getBytes(StandardCharsets.UTF_8), theirs.getBytes(StandardCharsets.UTF_8));
  }

  private String secret() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return text(bytes);
  }

  private static String challenge(String verifier) {
    try {
      return text(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
