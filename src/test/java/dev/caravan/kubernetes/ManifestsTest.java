package dev.caravan.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.runtime.ConfigSources;
import dev.caravan.runtime.Setting;
import dev.caravan.runtime.lint.Lint;
import dev.caravan.runtime.lint.LintContext;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in k8s/ is as Kubernetes, KEDA and Caravan define it. */
class ManifestsTest {
  private static final Path KUBERNETES = Path.of("k8s");
  private static final Set<String> KUSTOMIZATION =
      Set.of("apiVersion", "kind", "namespace", "resources", "components", "images", "replicas", "generatorOptions", "configMapGenerator");

  static List<Path> files() throws IOException {
    return Manifests.filesBelow(KUBERNETES);
  }

  static List<Path> overlays() throws IOException {
    try (Stream<Path> folders = Files.list(KUBERNETES.resolve("overlays"))) {
      return folders.sorted().toList();
    }
  }

  /** What pods are made of. */
  static List<JsonNode> workloads() throws IOException {
    return all(KUBERNETES).stream().filter(ManifestsTest::hasPods).toList();
  }

  private static boolean hasPods(JsonNode resource) {
    return Set.of("Deployment", "StatefulSet").contains(resource.path("kind").asText());
  }

  private static List<JsonNode> all(Path folder) throws IOException {
    List<JsonNode> resources = new ArrayList<>();
    for (Path file : Manifests.filesBelow(folder)) {
      resources.addAll(Manifests.read(file));
    }
    return resources;
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFieldIsDefined(Path file) throws IOException {
    List<JsonNode> resources = Manifests.read(file);
    assertThat(resources).isNotEmpty().allSatisfy(resource -> assertThat(StrictResources.problems(resource)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base/deployment.yaml readOnlyRootFilesystem", "base/network-policies.yaml podSelector", "base/service.yaml targetPort",
      "components/scale-on-cpu/autoscaler.yaml averageUtilization", "components/scale-on-lag/scaled-object.yaml pollingInterval"})
  void aFieldThatIsMisspelledIsFound(String fileAndField) throws IOException {
    String[] words = fileAndField.split(" ");
    String text = Files.readString(KUBERNETES.resolve(words[0]));
    assertThat(text).contains(words[1] + ":");

    List<JsonNode> resources = Manifests.parse(text.replace(words[1] + ":", words[1] + "s:"));

    assertThat(resources).anySatisfy(resource -> assertThat(StrictResources.problems(resource).toString()).contains(words[1] + "s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base/deployment.yaml|periodSeconds: 10|periodSeconds: often", "base/deployment.yaml|memory: 1Gi|memory: much",
      "components/scale-on-lag/scaled-object.yaml|threshold: \"50000\"|threshold: 50000"})
  void aValueOfAnotherTypeIsFound(String change) throws IOException {
    String[] words = change.split("\\|");
    String text = Files.readString(KUBERNETES.resolve(words[0]));
    assertThat(text).contains(words[1]);

    assertThat(StrictResources.problems(Manifests.parse(text.replace(words[1], words[2])).get(0))).isNotEmpty();
  }

  /** {@code -Dkubernetes.keda=keda.sh_scaledobjects.yaml}, from KEDA's sources: its definition is in no Maven repository. */
  @Test
  void whatScalesIsAsKedaItselfDefinesIt() throws IOException {
    String definition = System.getProperty("kubernetes.keda");
    assumeTrue(definition != null, "-Dkubernetes.keda=FILE names no definition of KEDA: a schema made after it is compared with alone");
    List<JsonNode> scaled = all(KUBERNETES).stream().filter(resource -> resource.path("kind").asText().equals("ScaledObject")).toList();
    String crd = Files.readString(Path.of(definition));

    assertThat(scaled).isNotEmpty().allSatisfy(resource -> assertThat(StrictResources.problems(resource, crd)).isEmpty());
    ((ObjectNode) scaled.get(0).path("spec")).put("pollingIntervals", 30);
    assertThat(StrictResources.problems(scaled.get(0), crd)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aPodMayDoNothingButItsWork(JsonNode workload) {
    JsonNode pod = workload.at("/spec/template/spec");
    assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    for (JsonNode container : pod.path("containers")) {
      assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(container.at("/securityContext/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
      for (String bound : List.of("requests", "limits")) {
        assertThat(container.path("resources").path(bound).fieldNames()).toIterable().contains("cpu", "memory");
      }
      assertThat(container.fieldNames()).toIterable().contains("startupProbe", "livenessProbe", "readinessProbe");
    }
    assertThat(pod.fieldNames()).toIterable().doesNotContain("hostNetwork", "hostPID", "hostIPC");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void aPodHasTimeToFinishItsBatches(Path overlay) throws IOException {
    String shutdown = settings(overlay).getProperty("caravan.shutdown", Setting.SHUTDOWN.byDefault());
    long seconds = Long.parseLong(shutdown.replaceFirst("s$", ""));
    List<JsonNode> workloads = Manifests.of(overlay).stream().filter(ManifestsTest::hasPods).toList();

    assertThat(workloads).isNotEmpty()
        .allSatisfy(workload -> assertThat(workload.at("/spec/template/spec/terminationGracePeriodSeconds").asLong()).isGreaterThanOrEqualTo(2 * seconds));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everySettingIsOneOfCaravan(Path overlay) throws IOException {
    // What cannot be read, and a key that nobody knows, is refused here as at a start.
    new ConfigSources().classPath().file(overlay.resolve("caravan.properties")).read();

    Set<String> ours = new TreeSet<>(settings(overlay).stringPropertyNames());
    ours.removeIf(key -> !key.startsWith("caravan."));
    assertThat(Arrays.stream(Setting.values()).map(Setting::key)).containsAll(ours);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void nothingThatIsNamedIsMissing(Path overlay) throws IOException {
    assertThat(Manifests.kustomization(overlay).fieldNames()).toIterable().allMatch(KUSTOMIZATION::contains);
    List<JsonNode> resources = Manifests.of(overlay);
    Set<String> there = new TreeSet<>(Manifests.generated(overlay));
    resources.forEach(resource -> there.add(resource.at("/metadata/name").asText()));
    Set<String> named = new TreeSet<>();
    for (JsonNode resource : resources) {
      for (JsonNode volume : resource.at("/spec/template/spec/volumes")) {
        volume.findValues("claimName").forEach(name -> named.add(name.asText()));
        volume.path("configMap").findValues("name").forEach(name -> named.add(name.asText()));
      }
      resource.findValues("serviceAccountName").forEach(name -> named.add(name.asText()));
      resource.findValues("scaleTargetRef").forEach(target -> named.add(target.path("name").asText()));
    }

    assertThat(named).isNotEmpty().isSubsetOf(there);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void itsRoutesPassLintWithItsSettings(Path overlay, @TempDir Path temporary) throws IOException {
    Path contracts = Files.createDirectories(temporary.resolve("shop")).getParent();
    Files.copy(KUBERNETES.resolve("base/contracts/shop-order.odcs.yaml"), contracts.resolve("shop/order.odcs.yaml"));
    ConfigSources sources = new ConfigSources().classPath().file(overlay.resolve("caravan.properties"));
    LintContext context = LintContext.of(sources.commandLine(Map.of("caravan.contracts", contracts.toString(), "caravan.secrets.folder", temporary.toString())).read());
    List<Path> routes = new ArrayList<>(List.of(KUBERNETES.resolve("base/routes")));
    for (JsonNode component : Manifests.kustomization(overlay).path("components")) {
      Path folder = overlay.resolve(component.asText()).normalize();
      Stream.of("routes", "streams").map(folder::resolve).filter(Files::isDirectory).forEach(routes::add);
    }

    assertThat(Lint.check(routes, context)).isEmpty();
  }

  @Test
  void whatKustomizeMakesOfAnOverlayIsDefinedToo() throws Exception {
    String program = program();
    assumeTrue(program != null, "neither kubectl nor kustomize is on the path");
    for (Path overlay : overlays()) {
      Process process = new ProcessBuilder(program, program.equals("kubectl") ? "kustomize" : "build", overlay.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();

      List<JsonNode> resources = Manifests.parse(text);

      assertThat(resources).hasSameSizeAs(expected(overlay)).allSatisfy(resource -> assertThat(StrictResources.problems(resource)).isEmpty());
      assertThat(resources).filteredOn(resource -> !resource.path("kind").asText().equals("Namespace"))
          .allSatisfy(resource -> assertThat(resource.at("/metadata/namespace").asText()).isEqualTo("caravan-" + overlay.getFileName()));
    }
  }

  private static List<JsonNode> expected(Path overlay) throws IOException {
    List<JsonNode> resources = new ArrayList<>(Manifests.of(overlay));
    Manifests.generated(overlay).forEach(name -> resources.add(new ObjectMapper().createObjectNode().put("name", name)));
    return resources;
  }

  private static String program() {
    List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
    return Stream.of("kubectl", "kustomize").filter(name -> folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, name)))).findFirst().orElse(null);
  }

  private static Properties settings(Path overlay) throws IOException {
    Properties settings = new Properties();
    settings.load(new StringReader(Files.readString(overlay.resolve("caravan.properties"))));
    return settings;
  }
}
