package dev.caravan.runtime;

import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;

/**
 * Leaves failures inside action and sink Kamelets to the route that calls them. Camel gives each such
 * Kamelet a handler of its own, without the rules of its caller: it would call the failure settled,
 * and the flow's policy would never hear of it. One that names a policy keeps it, whoever calls: Camel
 * gives no handler at all to a route that it believes to be called by another Kamelet, and it believes so
 * of any that is made on a thread that made one before.
 */
final class CallersPolicy extends ModelLifecycleStrategySupport {
  @Override
  public void onAddRouteDefinition(RouteDefinition route) {
    boolean kamelet = Boolean.TRUE.equals(route.isKamelet());
    if (kamelet && called(route)) {
      route.setErrorHandlerFactory(route.getRouteConfigurationId() == null ? new NoErrorHandlerBuilder() : new DefaultErrorHandlerDefinition());
    }
  }

  private static boolean called(RouteDefinition route) {
    return route.getInput().getEndpointUri().replace("://", ":").startsWith("kamelet:source");
  }
}
