package dev.caravan.runtime;

import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;

/**
 * Leaves failures inside action and sink Kamelets to the route that calls them. Camel gives each such
 * Kamelet a handler of its own, without the rules of its caller: it would call the failure settled,
 * and the flow's policy would never hear of it.
 */
final class CallersPolicy extends ModelLifecycleStrategySupport {
  @Override
  public void onAddRouteDefinition(RouteDefinition route) {
    boolean kamelet = Boolean.TRUE.equals(route.isKamelet());
    if (kamelet && route.getRouteConfigurationId() == null && called(route)) {
      route.setErrorHandlerFactory(new NoErrorHandlerBuilder());
    }
  }

  private static boolean called(RouteDefinition route) {
    return route.getInput().getEndpointUri().replace("://", ":").startsWith("kamelet:source");
  }
}
