package dev.caravan.runtime;

import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.BeanFactoryDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteTemplateDefinition;

/** Knows which route is a flow, and which routes Kamelets made for it. */
final class FlowRoutes {
  static final String SOURCE_CLASS = "#class:dev.caravan.source.";

  private FlowRoutes() {}

  /** The integrator's route behind a route in which an exchange began; the route itself when no Kamelet made it. */
  static String flow(CamelContext camel, String entry) {
    return camel.getRoutes().stream()
        .filter(route -> route.getEndpoint() instanceof KameletEndpoint kamelet && kamelet.getRouteId().equals(entry))
        .map(Route::getRouteId)
        .findFirst()
        .orElse(entry);
  }

  /** Ids of the routes that begin with one of Caravan's own sources, which keep runs and batches. */
  static List<String> flows(CamelContext camel) {
    return camel.getRoutes().stream()
        .filter(route -> route.getEndpoint() instanceof KameletEndpoint kamelet && isOwnSource(camel, kamelet.getTemplateId()))
        .map(Route::getRouteId)
        .toList();
  }

  private static boolean isOwnSource(CamelContext camel, String template) {
    RouteTemplateDefinition definition = camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteTemplateDefinition(template);
    return Optional.ofNullable(definition)
        .map(RouteTemplateDefinition::getTemplateBeans)
        .map(beans -> beans.stream().map(BeanFactoryDefinition::getType).anyMatch(type -> type != null && type.startsWith(SOURCE_CLASS)))
        .orElse(false);
  }
}
