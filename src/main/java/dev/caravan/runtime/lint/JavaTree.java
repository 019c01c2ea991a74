package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.NamedNode;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.ExpressionDefinition;

/** Writes what Java has built as the YAML that would build it, as far as lint asks: with lines, as far as Camel knows them. */
final class JavaTree {
  private final Place whole;
  private final ErrorHandlerFactory common;

  /** @param common what handles errors where a class says nothing of them */
  JavaTree(String file, ErrorHandlerFactory common) {
    this.whole = Place.of(file);
    this.common = common;
  }

  /** @param all the routes of the same class, which may share an error policy */
  Yaml.Mapping route(RouteDefinition route, RoutesDefinition all) {
    Place place = place(route.getInput(), place(route, whole));
    Map<String, Yaml> form = new LinkedHashMap<>();
    if (route.hasCustomIdAssigned()) {
      form.put("id", text(place, route.getRouteId()));
    }
    if (route.getRouteConfigurationId() != null) {
      form.put("routeConfigurationId", text(place, route.getRouteConfigurationId()));
    }
    if (own(route.getErrorHandlerFactory()) || own(all.getErrorHandlerFactory()) || !all.getOnExceptions().isEmpty()) {
      form.put("errorHandler", mapping(place, Map.of()));
    }
    Map<String, Yaml> from = new LinkedHashMap<>();
    from.put("uri", text(place, route.getInput().getEndpointUri()));
    from.put("steps", steps(route.getOutputs(), place));
    form.put("from", mapping(place, from));
    return mapping(place, Map.of("route", mapping(place, form)));
  }

  private boolean own(ErrorHandlerFactory policy) {
    return policy != null && policy != common;
  }

  Yaml.Mapping configuration(RouteConfigurationDefinition configuration) {
    Map<String, Yaml> form = new LinkedHashMap<>();
    if (configuration.hasCustomIdAssigned()) {
      form.put("id", text(whole, configuration.getId()));
    }
    form.put("onException", new Yaml.Sequence(whole, List.of()));
    return mapping(whole, Map.of("routeConfiguration", mapping(whole, form)));
  }

  private Yaml.Sequence steps(List<ProcessorDefinition<?>> steps, Place around) {
    return new Yaml.Sequence(around, steps.stream().map(step -> (Yaml) step(step, place(step, around))).toList());
  }

  private Yaml.Mapping step(ProcessorDefinition<?> step, Place place) {
    Map<String, Yaml> form = new LinkedHashMap<>();
    if (step instanceof ToDynamicDefinition dynamic) {
      put(form, "uri", place, dynamic.getUri());
    } else if (step instanceof SendDefinition<?> send) {
      put(form, "uri", place, send.getEndpointUri());
    } else if (step instanceof KameletDefinition kamelet) {
      put(form, "name", place, kamelet.getName());
    } else if (step instanceof BeanDefinition bean) {
      put(form, "ref", place, bean.getRef());
    } else if (step instanceof ProcessDefinition process) {
      put(form, "ref", place, process.getRef());
    } else if (step instanceof ExpressionNode node) {
      ExpressionDefinition expression = node.getExpression();
      put(form, "constant", place, expression instanceof ConstantExpression ? expression.getExpression() : null);
    }
    if (!step.getOutputs().isEmpty()) {
      form.put("steps", steps(step.getOutputs(), place));
    }
    return mapping(place, Map.of(step.getShortName(), mapping(place, form)));
  }

  private static void put(Map<String, Yaml> form, String key, Place place, String value) {
    if (value != null) {
      form.put(key, text(place, value));
    }
  }

  private static Yaml.Scalar text(Place place, String text) {
    return new Yaml.Scalar(place, text, false, null);
  }

  private static Yaml.Mapping mapping(Place place, Map<String, Yaml> values) {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    values.forEach((key, value) -> entries.put(key, new Yaml.Entry(key, place, value)));
    return new Yaml.Mapping(place, entries);
  }

  private Place place(NamedNode node, Place otherwise) {
    return node == null || node.getLineNumber() < 1 ? otherwise : new Place(whole.file(), node.getLineNumber(), 0);
  }
}
