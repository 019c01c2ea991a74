package dev.caravan.runtime.lint;

import dev.caravan.Causes;
import dev.caravan.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.SimpleRegistry;

/**
 * What a file of routes in Java builds, as if it had been written in YAML. Its classes are compiled and
 * their {@code configure()} runs, in a Camel that is thrown away; nothing starts. One thread at a time.
 */
final class JavaRoutes {
  private static final Pattern COMPILED = Pattern.compile("(?m)^\\S*\\.java:(\\d+): error: (.+)$");

  private final LintContext context;
  private final Findings findings;
  private final Set<String> beans = new TreeSet<>();

  JavaRoutes(LintContext context, Findings findings) {
    this.context = context;
    this.findings = findings;
  }

  /** Beans that the files read so far have bound. */
  Set<String> beans() {
    return beans;
  }

  /** A list of what would be the top level of a YAML file; empty when the file could not be looked at, which is told then. */
  Yaml.Sequence read(LintFile file) {
    Place whole = Place.of(file.name());
    List<Yaml> items = new ArrayList<>();
    try (CamelContext camel = new DefaultCamelContext(false)) {
      camel.setSourceLocationEnabled(true);
      camel.getPropertiesComponent().setInitialProperties(properties());
      camel.build();
      // So that what a class says of errors itself can be told from what all begin with.
      camel.getCamelContextExtension().setErrorHandlerFactory(new DefaultErrorHandlerDefinition());
      for (RoutesBuilder builder : compiled(camel, file)) {
        items.addAll(built(camel, builder, file));
      }
      if (camel.getRegistry() instanceof DefaultRegistry registry && registry.getFallbackRegistry() instanceof SimpleRegistry bound) {
        beans.addAll(bound.keySet());
      }
    } catch (Exception | LinkageError e) {
      findings.add(LintRule.JAVA_NOT_LOOKED_AT, whole, "the routes of this file could not be looked at: " + Causes.deepest(e), null, null, null);
    }
    return new Yaml.Sequence(whole, items);
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.putAll(context.properties());
    return properties;
  }

  private List<RoutesBuilder> compiled(CamelContext camel, LintFile file) throws Exception {
    try {
      return List.copyOf(PluginHelper.getRoutesLoader(camel).findRoutesBuilders(ResourceHelper.fromString(file.fileName(), file.text())));
    } catch (Exception e) {
      Matcher told = COMPILED.matcher(String.valueOf(Causes.deepest(e).getMessage()));
      Set<String> once = new LinkedHashSet<>();
      while (told.find()) {
        if (once.add(told.group())) {
          findings.add(LintRule.JAVA_COMPILE, new Place(file.name(), Integer.parseInt(told.group(1)), 0), "this does not compile: " + told.group(2), null, null, null);
        }
      }
      if (once.isEmpty()) {
        throw e;
      }
      return List.of();
    }
  }

  private List<Yaml> built(CamelContext camel, RoutesBuilder builder, LintFile file) throws Exception {
    if (builder instanceof RouteConfigurationsBuilder configurations) {
      configurations.addRouteConfigurationsToCamelContext(camel);
    }
    JavaTree tree = new JavaTree(file.name(), camel.getCamelContextExtension().getErrorHandlerFactory());
    List<Yaml> items = new ArrayList<>();
    camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteConfigurationDefinitions()
        .forEach(configuration -> items.add(tree.configuration(configuration)));
    if (builder instanceof RouteBuilder routes) {
      RoutesDefinition written = routes.configureRoutes(camel);
      for (RouteDefinition route : written.getRoutes()) {
        items.add(tree.route(route, written));
      }
    }
    return items;
  }
}
