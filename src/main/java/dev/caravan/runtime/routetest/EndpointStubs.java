package dev.caravan.runtime.routetest;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;

/** Puts something that reaches nothing outside in the place of plain endpoints. */
final class EndpointStubs {
  private final Map<String, RouteTestFile.Role> stubs;
  private final String name;
  private final CollectedSinks sinks;
  private final Map<String, String> addresses = new HashMap<>();

  /**
   * @param stubs beginning of a URI to the role
   * @param name what the stubs' own names begin with
   */
  EndpointStubs(Map<String, RouteTestFile.Role> stubs, String name, CollectedSinks sinks) {
    this.stubs = stubs;
    this.name = name;
    this.sinks = sinks;
  }

  void register(CamelContext camel) {
    for (String prefix : stubs.keySet()) {
      String stub = name + addresses.size();
      if (stubs.get(prefix) == RouteTestFile.Role.SINK) {
        camel.getRegistry().bind(stub, new StubSink(sinks, prefix));
        addresses.put(prefix, "bean:" + stub + "?method=land");
      } else {
        addresses.put(prefix, "direct:" + stub);
      }
    }
    camel.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> replaced(camel, uri, endpoint));
  }

  private Endpoint replaced(CamelContext camel, String uri, Endpoint endpoint) {
    for (Map.Entry<String, String> stub : addresses.entrySet()) {
      if (plain(uri).startsWith(plain(stub.getKey()))) {
        return camel.getEndpoint(stub.getValue());
      }
    }
    return endpoint;
  }

  private static String plain(String uri) {
    return uri.replaceFirst(":/*", ":");
  }
}
