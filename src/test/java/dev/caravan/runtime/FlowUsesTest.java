package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which files a change concerns. */
class FlowUsesTest {
  private final List<RouteFile> files = new ArrayList<>();
  private final Map<String, String> kamelets = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();

  private void route(String name, String text) {
    files.add(new RouteFile(name, name, text.getBytes(StandardCharsets.UTF_8)));
  }

  private void flow(String name, String... steps) {
    route(name, "- route:\n    id: " + name + "\n    from:\n      uri: timer:" + name + "\n      steps:\n        " + String.join("\n        ", steps) + "\n");
  }

  private void kamelet(String name, String parameter, String... steps) {
    kamelets.put(
        name,
        "spec:\n  definition:\n    properties:\n      " + parameter + ": {type: string}\n  template:\n    from:\n      uri: kamelet:source\n      steps:\n        "
            + String.join("\n        ", steps) + "\n");
  }

  private static String to(String kamelet, String... parameters) {
    return "- to: {uri: \"kamelet:" + kamelet + "\", parameters: {" + String.join(", ", parameters) + "}}";
  }

  private FlowUses uses() {
    return new FlowUses(files, name -> Optional.ofNullable(kamelets.get(name)).or(() -> KameletCatalog.packaged(name)), properties);
  }

  private Set<String> byRoute(String route) {
    return uses().affectedBy(new FlowUses.Changed(Set.of(route), Set.of(), Set.of(), Set.of()));
  }

  private Set<String> byKamelet(String kamelet) {
    return uses().affectedBy(new FlowUses.Changed(Set.of(), Set.of(kamelet), Set.of(), Set.of()));
  }

  private Set<String> byContract(String contract) {
    return uses().affectedBy(new FlowUses.Changed(Set.of(), Set.of(), Set.of(contract), Set.of()));
  }

  private Set<String> byProperty(String property) {
    return uses().affectedBy(new FlowUses.Changed(Set.of(), Set.of(), Set.of(), Set.of(property)));
  }

  @Test
  void aContractConcernsWhoReadsOrChecksByItAndNotWhoLandsADatasetOfItsName() {
    flow("checks", to("validate-action", "contract: shop/order"));
    flow("reads", "- to: {uri: \"kamelet:normalize-action?contract=shop/order%23line&trim=false\"}".replace("%23", "#"));
    flow("lands.yaml", to("validate-action", "contract: shop/order-line"), to("lake-sink", "dataset: shop/order"));
    route("says.yaml", "# contract: shop/order\n- route: {id: says, from: {uri: timer:x, steps: []}}\n");
    files.replaceAll(file -> file.yaml() ? file : new RouteFile(file.name() + ".yaml", file.location(), file.content()));

    assertThat(byContract("shop/order")).containsExactly("checks", "reads");
  }

  @Test
  void aContractIsFoundBehindPropertiesAndKameletsOfOnesOwn() {
    properties.put("model", "shop/order");
    kamelet("check-action", "model", to("validate-action", "contract: \"{{model}}\""));
    kamelet("outer-action", "kind", to("check-action", "model: \"{{kind}}\""));
    kamelet("fixed-action", "other", to("validate-action", "contract: shop/order"));
    flow("property.yaml", to("validate-action", "contract: \"{{model}}\""));
    flow("parameter.yaml", to("check-action", "model: shop/order"));
    flow("nested.yaml", to("outer-action", "kind: shop/order"));
    flow("fixed.yaml", to("fixed-action", "other: a"));
    flow("another.yaml", to("outer-action", "kind: shop/customer"));

    assertThat(byContract("shop/order")).containsExactlyInAnyOrder("property.yaml", "parameter.yaml", "nested.yaml", "fixed.yaml");
  }

  @Test
  void aKameletConcernsWhoUsesItAlsoThroughOthers() {
    kamelet("inner-action", "a", "- log: {message: hello}");
    kamelet("outer-action", "a", to("inner-action", "a: b"));
    flow("direct.yaml", to("inner-action", "a: b"));
    flow("through.yaml", to("outer-action", "a: b"));
    flow("other.yaml", to("filter-action", "where: \"true\""));

    assertThat(byKamelet("inner-action")).containsExactlyInAnyOrder("direct.yaml", "through.yaml");
  }

  @Test
  void aPropertyConcernsWhoReadsItAlsoThroughAnotherOrAKamelet() {
    properties.put("folder", "{{root}}/orders");
    kamelet("note-action", "text", "- log: {message: \"{{text}} {{shop.name}}\"}");
    flow("reads.yaml", "- log: {message: \"{{root:none}}\"}");
    flow("through.yaml", "- log: {message: \"{{folder}}\"}");
    flow("simple.yaml", "- log: {message: \"${properties:root}\"}");
    flow("notes.yaml", to("note-action", "text: a"));

    assertThat(byProperty("root")).containsExactlyInAnyOrder("reads.yaml", "through.yaml", "simple.yaml");
    assertThat(byProperty("shop.name")).containsExactly("notes.yaml");
    assertThat(byProperty("text")).as("it is a parameter of the Kamelet").isEmpty();
  }

  @Test
  void filesThatCallOneAnotherOrShareABeanBelongTogether() {
    flow("caller.yaml", "- to: {uri: direct:price}");
    route("called.yaml", "- route: {id: called, from: {uri: \"direct:price\", steps: []}}\n");
    route("beans.yaml", "- beans:\n    - {name: rounding, type: example.Rounding}\n");
    flow("user.yaml", "- bean: {ref: rounding}");
    flow("alone.yaml", "- log: {message: hello}");

    assertThat(byRoute("called.yaml")).containsExactlyInAnyOrder("caller.yaml", "called.yaml");
    assertThat(byRoute("user.yaml")).containsExactlyInAnyOrder("beans.yaml", "user.yaml");
    assertThat(byRoute("alone.yaml")).containsExactly("alone.yaml");
  }

  @Test
  void aPolicyForAllRoutesBindsAllFiles() {
    route("policy.yaml", "- routeConfiguration:\n    onException: []\n");
    flow("one.yaml", "- log: {message: hello}");
    flow("other.yaml", "- log: {message: hello}");

    assertThat(byRoute("one.yaml")).containsExactlyInAnyOrder("policy.yaml", "one.yaml", "other.yaml");
  }

  @Test
  void aJavaFileThatCallsARouteBelongsToIt() {
    route("Prices.java", "from(\"timer:x\").to(\"direct:price\");");
    route("called.yaml", "- route: {id: called, from: {uri: \"direct:price\", steps: []}}\n");

    assertThat(byRoute("called.yaml")).containsExactlyInAnyOrder("Prices.java", "called.yaml");
  }

  @Test
  void whatTakesRequestsIsKnown() {
    route("api.yaml", "- rest: {path: /orders, get: [{to: \"direct:price\"}]}\n");
    flow("other.yaml", "- to: {uri: direct:price}");

    assertThat(uses().serves("api.yaml")).isTrue();
    assertThat(uses().serves("other.yaml")).isFalse();
  }
}
