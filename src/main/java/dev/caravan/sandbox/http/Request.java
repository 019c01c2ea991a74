package dev.caravan.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asked for.
 *
 * @param method in upper case
 * @param origin scheme, host and port as the client addressed them
 * @param path as sent, not decoded
 * @param parameters of the URL, decoded, in the order sent; one may occur several times
 * @param headers by lower-case name, the first value of each
 */
public record Request(String method, String origin, String path, List<Parameter> parameters, Map<String, String> headers, byte[] body) {

  /** One parameter of a URL or form, decoded. */
  public record Parameter(String name, String value) {}

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The first parameter of that name. */
  public Optional<String> parameter(String name) {
    return parameters.stream().filter(parameter -> parameter.name().equals(name)).map(Parameter::value).findFirst();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Without parameters. */
  public String url() {
    return origin + path;
  }
}
