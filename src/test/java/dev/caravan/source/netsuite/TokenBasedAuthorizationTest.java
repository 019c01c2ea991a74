package dev.caravan.source.netsuite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.Credential;
import dev.caravan.Secret;
import dev.caravan.source.http.HttpRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TokenBasedAuthorizationTest {
  private static final Credential KEY = Credential.of(new Secret("k"));

  private static HttpRequest request(String method, String url) {
    URI uri = URI.create(url);
    HttpRequest request = new HttpRequest(method, url.replaceAll("\\?.*", ""), List.of(), Map.of(), null);
    if (uri.getQuery() != null) {
      for (String pair : uri.getQuery().split("&")) {
        request = request.with(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
    return request;
  }

  @Test
  void thePublishedSignaturesComeOut() throws Exception {
    Path file = Path.of("../shared/fixtures/netsuite/tba_signature_vectors.json");
    assumeTrue(Files.exists(file), "the signature vectors are not beside the project");
    JsonNode all = new ObjectMapper().readTree(file.toFile());
    JsonNode in = all.path("inputs");
    TokenBasedAuthorization authorization =
        new TokenBasedAuthorization(
            in.path("realm").asText(),
            new TokenBasedAuthorization.Keys(credential(in, "consumerKey"), credential(in, "consumerSecret"), credential(in, "tokenId"), credential(in, "tokenSecret")),
            () -> in.path("nonce").asText(),
            Clock.fixed(Instant.ofEpochSecond(in.path("timestamp").asLong()), ZoneOffset.UTC));

    assertThat(all.path("vectors")).isNotEmpty().allSatisfy(vector -> {
      HttpRequest signed = authorization.signed(request(vector.path("method").asText(), vector.path("url").asText()));
      String signature = java.net.URLEncoder.encode(vector.path("signature").asText(), StandardCharsets.UTF_8);
      assertThat(signed.headers().get("Authorization")).contains("oauth_signature=\"" + signature + "\"");
    });
  }

  private static Credential credential(JsonNode inputs, String name) {
    return Credential.of(new Secret(inputs.path(name).asText()));
  }

  @Test
  void parametersAreEncodedOnceAndSortedByEncodedNameAndValue() {
    HttpRequest request = new HttpRequest("GET", "https://h/p", List.of(), Map.of(), null).with("q", "a b*~+%,\"é").with("a2", "z").with("a", "2").with("a", "1");

    assertThat(TokenBasedAuthorization.baseString(request, Map.of()))
        .isEqualTo("GET&https%3A%2F%2Fh%2Fp&a%3D1%26a%3D2%26a2%3Dz%26q%3Da%2520b%252A~%252B%2525%252C%2522%25C3%25A9");
    assertThat(request.queryText()).isEqualTo("q=a%20b%2A~%2B%25%2C%22%C3%A9&a2=z&a=2&a=1");
  }

  @Test
  void eachSignatureHasANonceOfItsOwn() {
    TokenBasedAuthorization authorization =
        new TokenBasedAuthorization("1", new TokenBasedAuthorization.Keys(KEY, KEY, KEY, KEY), () -> UUID.randomUUID().toString(), Clock.systemUTC());
    HttpRequest request = request("GET", "https://h/p?limit=5");

    assertThat(authorization.signed(request).headers()).isNotEqualTo(authorization.signed(request).headers());
  }
}
