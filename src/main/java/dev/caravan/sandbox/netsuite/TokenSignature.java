package dev.caravan.sandbox.netsuite;

import dev.caravan.sandbox.http.Form;
import dev.caravan.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** OAuth 1.0a as RFC 5849 has it, HMAC-SHA256: what a request must have been signed with. */
final class TokenSignature {
  private static final String SIGNATURE = "oauth_signature";
  private static final String UNRESERVED = "-._~";

  private TokenSignature() {}

  /** The protocol parameters of an Authorization header, decoded; empty when one occurs twice or the header is broken. */
  static Optional<Map<String, String>> header(String authorization) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : authorization.substring("OAuth ".length()).split(",")) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length < 2 || !pair[1].matches("\"[^\"]*\"")) {
        return Optional.empty();
      }
      // A plus is a plus here: percent encoding, not that of forms.
      String value = Form.read("v=" + pair[1].substring(1, pair[1].length() - 1).replace("+", "%2B")).get(0).value();
      if (parameters.put(pair[0], value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  static boolean holds(Request request, Map<String, String> header, String consumerSecret, String tokenSecret) {
    String expected = sign(base(request.method(), request.url(), request.parameters(), header), consumerSecret, tokenSecret);
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), header.getOrDefault(SIGNATURE, "").getBytes(StandardCharsets.UTF_8));
  }

  static String base(String method, String url, List<Request.Parameter> query, Map<String, String> header) {
    List<Request.Parameter> encoded = new ArrayList<>();
    query.forEach(parameter -> encoded.add(new Request.Parameter(encode(parameter.name()), encode(parameter.value()))));
    header.forEach(
        (name, value) -> {
          if (!name.equals("realm") && !name.equals(SIGNATURE)) {
            encoded.add(new Request.Parameter(encode(name), encode(value)));
          }
        });
    encoded.sort(Comparator.comparing(Request.Parameter::name).thenComparing(Request.Parameter::value));
    String parameters = String.join("&", encoded.stream().map(parameter -> parameter.name() + "=" + parameter.value()).toList());
    return method + "&" + encode(url) + "&" + encode(parameters);
  }

  static String sign(String base, String consumerSecret, String tokenSecret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec((encode(consumerSecret) + "&" + encode(tokenSecret)).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  // RFC 3986; URLEncoder differs in the blank, the star and the tilde.
  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (each & 0xff);
      boolean plain = character < 0x80 && (Character.isLetterOrDigit(character) || UNRESERVED.indexOf(character) >= 0);
      encoded.append(plain ? String.valueOf(character) : String.format("%%%02X", (int) character));
    }
    return encoded.toString();
  }
}
