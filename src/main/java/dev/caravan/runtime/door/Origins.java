package dev.caravan.runtime.door;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Under which names this process answers, and that only pages of its own may call it. Immutable. */
final class Origins {
  private final String scheme;
  /** empty where other machines reach the port: they know it by names that nobody here does */
  private final Set<String> authorities;

  /** @param server where the port is, by the address that it is bound to */
  Origins(URI server) {
    String host = host(server);
    int port = server.getPort();
    this.scheme = server.getScheme() + "://";
    this.authorities =
        fromHereAlone(host)
            ? Stream.of(host, "localhost", "127.0.0.1", "::1").map(each -> authority(each, port)).collect(Collectors.toUnmodifiableSet())
            : Set.of();
  }

  /** Whether only this machine can reach an address. */
  static boolean fromHereAlone(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String host(URI server) {
    return server.getHost().replaceAll("^\\[|]$", "");
  }

  /** Whether only this machine can reach a server. */
  static boolean fromHereAlone(URI server) {
    return fromHereAlone(host(server));
  }

  private static String authority(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Why a call is not answered; empty when it is. */
  Optional<Refusal> refusal(HttpServerRequest request) {
    // A name of somebody else's that leads to this address would make its pages pages of this origin.
    String authority = request.authority() == null ? "" : request.authority().toString();
    if (!authorities.isEmpty() && !authorities.contains(authority)) {
      return Optional.of(new Refusal(421, "This process does not answer for " + authority));
    }
    String origin = request.getHeader("Origin");
    if (origin != null && !origin.equals(scheme + authority)) {
      return Optional.of(new Refusal(403, "Pages of " + origin + " may not call this process"));
    }
    return Optional.empty();
  }

  /** @param status of HTTP */
  record Refusal(int status, String why) {}
}
