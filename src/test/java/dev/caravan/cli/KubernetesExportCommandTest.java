package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.GeneratedPage;
import dev.caravan.kubernetes.Manifests;
import dev.caravan.kubernetes.StrictResources;
import dev.caravan.runtime.RouteSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesExportCommandTest {
  private static final Path SHIPPED = Path.of("k8s/camel-k");
  private static final String ROUTE =
      """
      - route:
          id: shop-orders
          routeConfigurationId: ingest
          from:
            uri: kamelet:file-source
            parameters:
              path: "{{shop.inbox}}"
            steps:
              %s
              - to: {uri: "kamelet:validate-action", parameters: {contract: shop/order}}
              - to: {uri: "kamelet:lake-sink", parameters: {dataset: shop/order}}
      """;
  private static final String KEEP = "- to: {uri: \"kamelet:keep-action\", parameters: {where: order_id > 0}}";
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: shop-order
      version: 1.0.0
      status: active
      schema:
        - name: order
          logicalType: object
          properties:
            - name: order_id
              logicalType: integer
      """;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("contracts/shop"));
    Files.writeString(folder.resolve("contracts/shop/order.odcs.yaml"), CONTRACT);
    Files.createDirectories(folder.resolve("kamelets"));
    String own = Files.readString(Path.of("kamelets/filter-action.kamelet.yaml")).replace("filter-action", "keep-action");
    Files.writeString(folder.resolve("kamelets/keep-action.kamelet.yaml"), own);
    Files.createDirectories(folder.resolve("routes"));
    route(KEEP);
  }

  /** @param step the first */
  private void route(String step) throws IOException {
    Files.writeString(folder.resolve("routes/shop-orders.camel.yaml"), ROUTE.formatted(step));
  }

  private static List<JsonNode> resources(Answer answer) {
    List<JsonNode> resources = Manifests.parse(answer.done());
    assertThat(resources).allSatisfy(resource -> assertThat(StrictResources.problems(resource)).isEmpty());
    return resources;
  }

  private static Answer run(String... arguments) {
    return Answer.to(List.of("k8s", "export"), arguments);
  }

  private Answer export(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--routes", folder.resolve("routes").toString()));
    all.addAll(List.of("-p", "caravan.contracts=" + folder.resolve("contracts"), "-p", "caravan.kamelets=" + folder.resolve("kamelets"), "-p", "shop.inbox=/in"));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  @Test
  void aFlowComesWithItsFilesInThePodOfTheBase() {
    List<JsonNode> resources = resources(export("shop-orders", "--namespace", "shop", "--image", "registry.example.com/caravan:1"));

    JsonNode files = resources.get(0);
    assertThat(files.at("/metadata").toString()).contains("\"name\":\"shop-orders\"", "\"namespace\":\"shop\"");
    assertThat(files.path("data").fieldNames()).toIterable()
        .containsExactly("caravan.properties", "shop-orders.camel.yaml", "contract.shop.order.odcs.yaml", "keep-action.kamelet.yaml");
    assertThat(files.at("/data/caravan.properties").asText()).contains("shop.inbox=/in\n");
    JsonNode pod = resources.get(1).at("/spec/template/spec");
    assertThat(pod.at("/containers/0/image").asText()).isEqualTo("registry.example.com/caravan:1");
    assertThat(pod.at("/containers/0/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(pod.path("volumes").toString()).contains("\"path\":\"shop/order.odcs.yaml\"").doesNotContain("caravan-routes");
    assertThat(resources.get(1).at("/spec/selector/matchLabels").toString()).isEqualTo(resources.get(1).at("/spec/template/metadata/labels").toString());
  }

  @Test
  void whatTheImageHoldsDoesNotComeAlong() {
    JsonNode files = resources(run("retail-currencies")).get(0);

    assertThat(files.path("data").fieldNames()).toIterable().containsExactly("caravan.properties", "retail-currencies.camel.yaml");
  }

  @Test
  void anIntegrationRunsTheImage() {
    JsonNode integration = resources(export("shop-orders", "--camel-k", "--image", "caravan:1")).get(1);

    assertThat(integration.path("kind").asText()).isEqualTo("Integration");
    assertThat(integration.at("/spec/traits/container/image").asText()).isEqualTo("caravan:1");
    assertThat(integration.at("/spec/template/spec/containers/0/name").asText()).isEqualTo("integration");
    assertThat(integration.at("/spec/template/spec/containers/0/args").toString()).contains("/etc/caravan/routes");
  }

  @Test
  void aPipeTellsTheKameletsOfTheFlow() {
    JsonNode pipe = resources(export("shop-orders", "--camel-k", "--pipe")).get(1);

    assertThat(pipe.path("kind").asText()).isEqualTo("Pipe");
    assertThat(pipe.at("/spec/source/ref/name").asText()).isEqualTo("file-source");
    assertThat(pipe.at("/spec/steps").findValuesAsText("name")).containsExactly("keep-action", "validate-action");
    assertThat(pipe.at("/spec/sink/properties/dataset").asText()).isEqualTo("shop/order");
    assertThat(pipe.at("/metadata/annotations").toString()).contains("container.image");
  }

  @Test
  void jsonIsTheSameInOneList() {
    JsonNode list = Manifests.parse(export("shop-orders", "--format", "json").out()).get(0);

    assertThat(list.path("items")).hasSize(2).allSatisfy(item -> assertThat(StrictResources.problems(item)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Shop_Orders", "shop.orders", "9orders", "on", "a12345678901234567890123456789012345678901234567890123"})
  void aNameThatKubernetesRefusesIsRefusedHereWithTheNextMove(String name) {
    Answer refused = export(name);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("cannot be a name in Kubernetes", "--name NAME", "[cli.usage]");
    assertThat(export("shop-orders", "--name", name).code()).isEqualTo(2);
    assertThat(export("shop-orders", "--namespace", name).code()).isEqualTo(2);
  }

  @Test
  void aRouteThatIsNotThereIsToldWithTheNearest() {
    Answer refused = export("shop-order");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("no route 'shop-order'", "shop-orders");
  }

  @Test
  void aSecretInClearIsRefusedAndNotShown() throws IOException {
    route("- to: {uri: \"https://api.example.com\", parameters: {authUsername: anna, authPassword: tiger99}}");

    Answer refused = export("shop-orders");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("[secret.in-clear]").doesNotContain("tiger99");
  }

  @Test
  void aSecretThatAPropertyHoldsIsRefusedToo() throws IOException {
    route("- setHeader: {name: X-Shop, simple: \"{{shop.api-key}}\"}");

    Answer refused = export("shop-orders", "-p", "shop.api-key=tiger99");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("[secret.in-clear]").doesNotContain("tiger99");
  }

  @Test
  void aQueryInAFileOfItsOwnIsRefused() throws IOException {
    Files.writeString(folder.resolve("routes/shop-orders.camel.yaml"), """
        - route:
            id: shop-orders
            routeConfigurationId: ingest
            from:
              uri: kamelet:netsuite-suiteql-source
              parameters: {account: "1", queryFile: query.sql}
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: shop/order}}
        """);

    assertThat(export("shop-orders").err()).contains("queryFile", "[cli.usage]");
  }

  @Test
  void aPipeOfWhatIsNoChainIsRefused() throws IOException {
    route("- setHeader: {name: X-Shop, constant: \"1\"}");

    assertThat(export("shop-orders", "--camel-k", "--pipe").err()).contains("not one that a Pipe can say", "setHeader");
    assertThat(export("shop-orders", "--pipe").err()).contains("A Pipe is one flow of Camel K");
  }

  @Test
  void flowsOfMoreThanAConfigMapHoldsAreRefused() throws IOException {
    Files.writeString(folder.resolve("contracts/shop/order.odcs.yaml"), CONTRACT + "# " + "x".repeat(1 << 20) + "\n");

    assertThat(export("shop-orders").err()).contains("do not fit into a ConfigMap", "1048576");
  }

  @Test
  void aFlowThatWaitsForOthersComesWithThem() {
    assertThat(run("retail-orders").err()).contains("retail-currencies", "no flow of this run");
    assertThat(run("retail-orders", "retail-currencies", "retail-customers").err()).contains("--name NAME");
    assertThat(resources(run("retail-orders", "retail-currencies", "retail-customers", "--name", "retail"))).hasSize(2);
  }

  /** The shipped routes, as they lie in k8s/camel-k: all of a system as an Integration, and each that stands alone as a Pipe. */
  static Stream<String> shipped() {
    List<String> files = new ArrayList<>();
    for (String system : List.of("retail", "netsuite")) {
      files.add(system + "-integration.yaml --name " + system + " " + String.join(" ", routes(system)));
      routes(system).stream().filter(route -> run(route).code() == 0).forEach(route -> files.add(route + "-pipe.yaml --pipe " + route));
    }
    return files.stream();
  }

  private static List<String> routes(String system) {
    Pattern id = Pattern.compile("(?m)^    id: (" + system + "-[a-z-]+)$");
    return RouteSelection.PACKAGED.with("netsuite").read().stream().flatMap(file -> id.matcher(file.text()).results().map(found -> found.group(1))).toList();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void theShippedRoutesAreResourcesOfCamelK(String fileAndArguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(fileAndArguments.split(" ")));
    String file = words.remove(0);
    words.addAll(List.of("--camel-k", "--image", "caravan:0.1.0"));

    Answer answer = run(words.toArray(String[]::new));

    assertThat(resources(answer)).hasSize(2);
    GeneratedPage.assertUpToDate(SHIPPED.resolve(file), answer.out());
  }
}
