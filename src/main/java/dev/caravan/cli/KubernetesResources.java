package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Flows as resources of Kubernetes and of Camel K, each as maps and lists. The pod is the one of {@code k8s/base}, with
 * other names. Immutable.
 */
final class KubernetesResources {
  /** What the API server takes of a ConfigMap. */
  private static final int BYTES_MAX = 1 << 20;

  private static final String TEMPLATE = "/caravan/kubernetes/deployment.yaml";
  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final String CAMEL_K = "camel.apache.org/v1";
  /** Camel K gives these of its own, or has no field for them. */
  private static final List<String> NOT_OF_CAMEL_K = List.of("serviceAccountName", "enableServiceLinks");

  private final String name;
  private final String namespace;
  private final String image;
  private final ExportedFlows flows;

  /** @param namespace null for that of whoever applies them */
  KubernetesResources(String name, String namespace, String image, ExportedFlows flows) {
    this.name = name;
    this.namespace = namespace;
    this.image = image;
    this.flows = flows;
  }

  /** @throws CaravanException USAGE when it is larger than Kubernetes takes */
  Map<String, Object> configMap() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(ExportedFlows.SETTINGS, flows.settings());
    data.putAll(flows.routes());
    flows.contracts().forEach((contract, text) -> data.put(contractKey(contract), text));
    flows.kamelets().forEach((kamelet, text) -> data.put(kameletKey(kamelet), text));
    int bytes = data.values().stream().mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length).sum();
    if (bytes > BYTES_MAX) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "The files of these flows do not fit into a ConfigMap").required("at most " + BYTES_MAX + " bytes", bytes + " bytes")
              .next("Export fewer flows at once, or put contracts and Kamelets into an image of your own."));
    }
    Map<String, Object> configMap = resource("v1", "ConfigMap");
    configMap.put("data", data);
    return configMap;
  }

  Map<String, Object> deployment() {
    Map<String, Object> deployment = template();
    Map<String, Object> metadata = metadata();
    deployment.put("metadata", metadata);
    container(deployment).put("image", image);
    return deployment;
  }

  Map<String, Object> integration() {
    Map<String, Object> integration = resource(CAMEL_K, "Integration");
    integration.put("spec", integrationSpec(Map.of("container", Map.of("image", image))));
    return integration;
  }

  /** @param chain the flow, from source to sink */
  Map<String, Object> pipe(KameletChain chain) {
    Map<String, Object> pipe = resource(CAMEL_K, "Pipe");
    child(pipe, "metadata").put("annotations", Map.of("trait.camel.apache.org/container.image", image));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("integration", integrationSpec(Map.of()));
    spec.put("source", endpoint(chain.source()));
    if (!chain.steps().isEmpty()) {
      spec.put("steps", chain.steps().stream().map(KubernetesResources::endpoint).toList());
    }
    spec.put("sink", endpoint(chain.sink()));
    pipe.put("spec", spec);
    return pipe;
  }

  private static Map<String, Object> endpoint(KameletChain.Step step) {
    Map<String, Object> endpoint = new LinkedHashMap<>();
    Map<String, Object> kamelet = ordered("apiVersion", CAMEL_K, "kind", "Kamelet");
    kamelet.put("name", step.kamelet());
    endpoint.put("ref", kamelet);
    if (!step.parameters().isEmpty()) {
      endpoint.put("properties", step.parameters());
    }
    return endpoint;
  }

  private Map<String, Object> integrationSpec(Map<String, Object> traits) {
    Map<String, Object> pod = child(child(child(template(), "spec"), "template"), "spec");
    NOT_OF_CAMEL_K.forEach(pod::remove);
    // By this name the pod's template and what the operator makes meet.
    firstContainer(pod).put("name", "integration");
    firstContainer(pod).remove("image");
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("replicas", 1);
    if (!traits.isEmpty()) {
      spec.put("traits", traits);
    }
    spec.put("template", new LinkedHashMap<>(Map.of("spec", pod)));
    return spec;
  }

  private Map<String, Object> resource(String apiVersion, String kind) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("apiVersion", apiVersion);
    resource.put("kind", kind);
    resource.put("metadata", metadata());
    return resource;
  }

  private Map<String, Object> metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    if (namespace != null) {
      metadata.put("namespace", namespace);
    }
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put("app.kubernetes.io/name", "caravan");
    labels.put(COMPONENT, name);
    metadata.put("labels", labels);
    return metadata;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> template() {
    try (InputStream stream = KubernetesResources.class.getResourceAsStream(TEMPLATE)) {
      Map<String, Object> template = (Map<String, Object>) named(new Load(LoadSettings.builder().build()).loadFromInputStream(stream));
      Map<String, Object> pod = child(child(child(template, "spec"), "template"), "spec");
      mount(pod);
      return template;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy in which everything that tells one Deployment of Caravan from another tells this one. */
  private Object named(Object node) {
    if (node instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put(String.valueOf(key), COMPONENT.equals(key) ? name : named(value)));
      return copy;
    }
    return node instanceof List<?> list ? new ArrayList<>(list.stream().map(this::named).toList()) : node;
  }

  private void mount(Map<String, Object> pod) {
    Map<String, String> routes = new LinkedHashMap<>();
    flows.routes().keySet().forEach(file -> routes.put(file, file));
    Map<String, String> contracts = new LinkedHashMap<>();
    flows.contracts().keySet().forEach(contract -> contracts.put(contractKey(contract), contract + ".odcs.yaml"));
    Map<String, String> kamelets = new LinkedHashMap<>();
    flows.kamelets().keySet().forEach(kamelet -> kamelets.put(kameletKey(kamelet), kameletKey(kamelet)));
    volume(pod, "settings", Map.of(ExportedFlows.SETTINGS, ExportedFlows.SETTINGS));
    volume(pod, "routes", routes);
    volume(pod, "contracts", contracts);
    volume(pod, "kamelets", kamelets);
  }

  /** Puts files of the ConfigMap where the pod expects them; without any the volume is left out. */
  private void volume(Map<String, Object> pod, String volume, Map<String, String> files) {
    List<Object> volumes = children(pod, "volumes");
    List<Object> mounts = children(firstContainer(pod), "volumeMounts");
    volumes.removeIf(each -> volume.equals(((Map<?, ?>) each).get("name")));
    mounts.removeIf(each -> volume.equals(((Map<?, ?>) each).get("name")));
    if (files.isEmpty()) {
      return;
    }
    List<Object> items = new ArrayList<>();
    files.forEach((key, path) -> items.add(ordered("key", key, "path", path)));
    volumes.add(ordered("name", volume, "configMap", ordered("name", name, "items", items)));
    Map<String, Object> mount = ordered("name", volume, "mountPath", "/etc/caravan/" + volume);
    mount.put("readOnly", true);
    mounts.add(mount);
  }

  private static Map<String, Object> ordered(String first, Object one, String second, Object other) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, one);
    map.put(second, other);
    return map;
  }

  // A key has no slash.
  private static String contractKey(String contract) {
    return "contract." + contract.replace('/', '.') + ".odcs.yaml";
  }

  private static String kameletKey(String kamelet) {
    return kamelet + ".kamelet.yaml";
  }

  private static Map<String, Object> container(Map<String, Object> deployment) {
    return firstContainer(child(child(child(deployment, "spec"), "template"), "spec"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> firstContainer(Map<String, Object> pod) {
    return (Map<String, Object>) children(pod, "containers").get(0);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> parent, String key) {
    return (Map<String, Object>) parent.get(key);
  }

  @SuppressWarnings("unchecked")
  private static List<Object> children(Map<String, Object> parent, String key) {
    return (List<Object>) parent.get(key);
  }
}
