package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.runtime.RouteSelection;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan k8s export}: an integrator's own flows as resources of Kubernetes, or of Camel K. */
@Command(
    name = "export",
    description = "Write flows as resources of Kubernetes: a ConfigMap with their files, and a Deployment; or an Integration or Pipe of Camel K in its place.")
final class KubernetesExportCommand implements Callable<Integer> {
  // So long that a pod's name can be made of it.
  private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,50}[a-z0-9])?");
  /** In the words of YAML 1.1, which Kubernetes reads, these are no names. */
  private static final Set<String> TRUTH = Set.of("y", "n", "yes", "no", "on", "off");

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "ROUTE", arity = "1..*", description = "Flows, by the ids of their routes; several run in one pod.")
  private List<String> routes;

  @Option(names = "--routes", paramLabel = "PATH", description = "A route file, or a folder of them (default: the packaged routes).")
  private Path folder;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the resources (default: the id of the only route).")
  private String name;

  @Option(names = "--namespace", paramLabel = "NAME", description = "Namespace of the resources (default: none is written).")
  private String namespace;

  @Option(names = "--image", paramLabel = "IMAGE", defaultValue = "caravan", description = "The container image (default: ${DEFAULT-VALUE}).")
  private String image;

  @Option(names = "--camel-k", description = "An Integration of Camel K in place of the Deployment.")
  private boolean camelK;

  @Option(names = "--pipe", description = "With --camel-k, a Pipe in place of the Integration; for one route that is Kamelets one behind the other.")
  private boolean pipe;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "yaml", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  /** How resources are written. */
  enum Format {
    YAML,
    JSON
  }

  @Override
  public Integer call() {
    refuse();
    ExportedFlows flows = ExportedFlows.of(selection(), data.config());
    KubernetesResources resources = new KubernetesResources(name(), namespace, image, flows);
    List<Map<String, Object>> written = List.of(resources.configMap(), runs(resources, flows));
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case YAML -> out.print(written.stream().map(YamlText::write).collect(Collectors.joining("---\n")));
      case JSON -> out.println(Json.print(list(written)));
    }
    out.flush();
    spec.commandLine().getErr().println("Needs in its namespace: the claim caravan-data, the service account caravan; what it takes by `-from` comes from the secret caravan-secrets.");
    return ExitCode.DONE;
  }

  private Map<String, Object> runs(KubernetesResources resources, ExportedFlows flows) {
    if (pipe) {
      return resources.pipe(KameletChain.of(flows.routes().values().iterator().next()));
    }
    return camelK ? resources.integration() : resources.deployment();
  }

  private static Map<String, Object> list(List<Map<String, Object>> items) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("apiVersion", "v1");
    list.put("kind", "List");
    list.put("items", items);
    return list;
  }

  private RouteSelection selection() {
    if (folder == null) {
      return RouteSelection.PACKAGED.with("netsuite").only(routes);
    }
    boolean file = !Files.isDirectory(folder);
    return new RouteSelection(file ? null : folder, file ? List.of(folder) : List.of()).only(routes);
  }

  private void refuse() {
    if (pipe && (!camelK || routes.size() != 1)) {
      throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "A Pipe is one flow of Camel K").required("--camel-k --pipe and one ROUTE", (camelK ? "" : "no --camel-k, ") + routes.size() + " ROUTE"));
    }
    if (name == null && routes.size() > 1) {
      throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "What several flows are called together is not said").required("--name NAME", "none"));
    }
    label(name(), name == null ? "Give another name: --name NAME." : null);
    if (namespace != null) {
      label(namespace, null);
    }
  }

  private String name() {
    return name == null ? routes.get(0) : name;
  }

  private static void label(String text, String next) {
    if (!LABEL.matcher(text).matches() || TRUTH.contains(text)) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "'" + text + "' cannot be a name in Kubernetes").required("at most 52 small letters, digits and dashes that begin with a letter", "'" + text + "'")
              .next(next == null ? "Choose another name." : next));
    }
  }
}
