package dev.caravan.source.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One request, before anybody has signed it. Immutable.
 *
 * @param address scheme, host, port and path, percent-encoded as they are sent; from configuration only (I7)
 * @param query in the order of the wire, values decoded
 * @param headers never null; no secrets
 * @param body null for none; not copied, so it must not be changed
 */
public record HttpRequest(String method, String address, List<Parameter> query, Map<String, String> headers, byte[] body) {
  public HttpRequest {
    Objects.requireNonNull(method, "method is null");
    Objects.requireNonNull(address, "address is null");
    query = List.copyOf(query);
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** One parameter of the query, decoded. */
  public record Parameter(String name, String value) {}

  public static HttpRequest get(String address) {
    return new HttpRequest("GET", address, List.of(), Map.of("Accept", "application/json"), null);
  }

  public static HttpRequest post(String address, String contentType, byte[] body) {
    return new HttpRequest("POST", address, List.of(), Map.of("Accept", "application/json", "Content-Type", contentType), body);
  }

  public HttpRequest with(String name, String value) {
    List<Parameter> more = new ArrayList<>(query);
    more.add(new Parameter(name, value));
    return new HttpRequest(method, address, more, headers, body);
  }

  /** Without the parameters of that name. */
  public HttpRequest without(String name) {
    return new HttpRequest(method, address, query.stream().filter(parameter -> !parameter.name().equals(name)).toList(), headers, body);
  }

  public HttpRequest withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpRequest(method, address, query, more, body);
  }

  /** The query exactly as it is sent; empty when there is none. */
  public String queryText() {
    return query.stream()
        .map(parameter -> PercentEncoding.encode(parameter.name()) + "=" + PercentEncoding.encode(parameter.value()))
        .collect(Collectors.joining("&"));
  }

  /** For messages: without the query, whose values may be anything. */
  @Override
  public String toString() {
    return method + " " + address;
  }
}
