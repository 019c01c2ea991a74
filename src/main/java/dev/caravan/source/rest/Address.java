package dev.caravan.source.rest;

import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.PercentEncoding;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A URL, taken apart as requests want it. Immutable.
 *
 * @param origin scheme, host and port
 * @param path percent-encoded
 * @param query decoded
 */
record Address(String origin, String path, List<HttpRequest.Parameter> query) {
  Address {
    query = List.copyOf(query);
  }

  /** Empty for what is no URL of a web server, has a user in it or a fragment. */
  static Optional<Address> of(String text) {
    try {
      return of(new URI(text.strip()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Address> of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return Optional.empty();
    }
    int port = uri.getPort() == (scheme.equals("http") ? 80 : 443) ? -1 : uri.getPort();
    String origin = scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port);
    return Optional.of(new Address(origin, uri.getRawPath().isEmpty() ? "/" : uri.getRawPath(), parameters(uri.getRawQuery())));
  }

  /** A link found behind this address, which may be relative to it. */
  Optional<Address> resolve(String link) {
    try {
      String text = escaped(link.strip());
      // URI.resolve is older than RFC 3986 and would drop the end of the path.
      return of(text.startsWith("?") ? new URI(url() + text) : new URI(url()).resolve(new URI(text)));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  // Browsers bear with what no URL may contain, and so servers send it.
  private static String escaped(String link) {
    StringBuilder escaped = new StringBuilder();
    link.codePoints().forEach(point -> {
      String character = Character.toString(point);
      boolean illegal = point <= ' ' || point > '~' || "\"<>\\^`{|}".contains(character);
      escaped.append(illegal ? PercentEncoding.encode(character) : character);
    });
    return escaped.toString();
  }

  String url() {
    return origin + path;
  }

  private static List<HttpRequest.Parameter> parameters(String text) {
    List<HttpRequest.Parameter> parameters = new ArrayList<>();
    if (text != null && !text.isEmpty()) {
      for (String pair : text.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        parameters.add(new HttpRequest.Parameter(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1))));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
