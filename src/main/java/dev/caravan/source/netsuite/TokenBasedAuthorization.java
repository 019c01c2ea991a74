package dev.caravan.source.netsuite;

import dev.caravan.Credential;
import dev.caravan.Secret;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Token-based authentication: OAuth 1.0a with HMAC-SHA256. Each parameter of the query is signed; each
 * signature has a nonce of its own, because the server takes none twice. Thread-safe.
 */
public final class TokenBasedAuthorization implements Authorization {
  private static final String METHOD = "HMAC-SHA256";

  private final String realm;
  private final Keys keys;
  private final Supplier<String> nonces;
  private final Clock clock;

  /** The two pairs of keys, asked for at each signature. */
  public record Keys(Credential consumerKey, Credential consumerSecret, Credential tokenId, Credential tokenSecret) {
    private List<Credential> all() {
      return List.of(consumerKey, consumerSecret, tokenId, tokenSecret);
    }
  }

  /** @param nonces texts that never repeat */
  public TokenBasedAuthorization(String realm, Keys keys, Supplier<String> nonces, Clock clock) {
    this.realm = realm;
    this.keys = keys;
    this.nonces = nonces;
    this.clock = clock;
  }

  @Override
  public HttpRequest signed(HttpRequest request) {
    Map<String, String> oauth = new LinkedHashMap<>();
    oauth.put("oauth_consumer_key", keys.consumerKey().get().reveal());
    oauth.put("oauth_token", keys.tokenId().get().reveal());
    oauth.put("oauth_signature_method", METHOD);
    oauth.put("oauth_timestamp", Long.toString(clock.instant().getEpochSecond()));
    oauth.put("oauth_nonce", nonces.get());
    oauth.put("oauth_version", "1.0");
    oauth.put("oauth_signature", signature(baseString(request, oauth)));
    String header =
        oauth.entrySet().stream()
            .map(entry -> entry.getKey() + "=\"" + PercentEncoding.encode(entry.getValue()) + "\"")
            .collect(Collectors.joining(", ", "OAuth realm=\"" + PercentEncoding.encode(realm) + "\", ", ""));
    return request.withHeader("Authorization", header);
  }

  private record Encoded(String name, String value) {}

  /** What is signed, after RFC 5849 section 3.4.1. */
  static String baseString(HttpRequest request, Map<String, String> oauth) {
    List<Encoded> parameters = new ArrayList<>();
    oauth.forEach((name, value) -> parameters.add(new Encoded(PercentEncoding.encode(name), PercentEncoding.encode(value))));
    request.query().forEach(each -> parameters.add(new Encoded(PercentEncoding.encode(each.name()), PercentEncoding.encode(each.value()))));
    String normalized =
        parameters.stream()
            .sorted(Comparator.comparing(Encoded::name).thenComparing(Encoded::value))
            .map(each -> each.name() + "=" + each.value())
            .collect(Collectors.joining("&"));
    return request.method() + "&" + PercentEncoding.encode(request.address()) + "&" + PercentEncoding.encode(normalized);
  }

  private String signature(String baseString) {
    String key = PercentEncoding.encode(keys.consumerSecret().get().reveal()) + "&" + PercentEncoding.encode(keys.tokenSecret().get().reveal());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(baseString.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  @Override
  public boolean refused() {
    boolean another = false;
    for (Credential credential : keys.all()) {
      Secret value = credential.get();
      another |= credential.refused(value);
    }
    return another;
  }
}
