package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.contract.Contracts;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.RouteContracts;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.runtime.lint.LintFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Flows with everything that is theirs: what the image does not hold already. Immutable.
 *
 * @param routes file name to text
 * @param contracts name to text
 * @param kamelets name to text
 * @param settings text of the properties file that the flows run with
 */
record ExportedFlows(Map<String, String> routes, Map<String, String> contracts, Map<String, String> kamelets, String settings) {
  static final String SETTINGS = "caravan.properties";

  private static final Pattern KAMELET = Pattern.compile("\\bkamelet:/*([\\w.-]+)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*\\??!?([\\w.-]+)");
  private static final Pattern QUERY_FILE = Pattern.compile("\\bqueryFile\\s*:");

  /**
   * @param selection the flows
   * @throws dev.caravan.runtime.lint.LintException when lint finds an error, such as a secret in clear
   * @throws CaravanException when there is no such route, it waits for one that does not come along, or needs a file
   *     that is no part of it
   */
  static ExportedFlows of(RouteSelection selection, CaravanConfig config) {
    Map<String, String> routes = new LinkedHashMap<>();
    for (RouteSelection.Text file : selection.read()) {
      refuseQueryFile(file);
      routes.put(Path.of(file.name()).getFileName().toString(), file.text());
    }
    Map<String, String> kamelets = kamelets(routes, config.kamelets());
    String settings = settings(routes, kamelets, config);
    selection.check(List.of(new LintFile(SETTINGS, settings)), config);
    return new ExportedFlows(routes, contracts(selection, config.contracts()), kamelets, settings);
  }

  private static void refuseQueryFile(RouteSelection.Text file) {
    if (QUERY_FILE.matcher(file.text()).find()) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, file.name() + " reads its query from a file, which would not come along")
              .required("a query in the route", "queryFile")
              .next("Write the query into the route: query, in place of queryFile."));
    }
  }

  private static Map<String, String> contracts(RouteSelection selection, Path folder) {
    Map<String, String> own = new TreeMap<>();
    for (String name : RouteContracts.named(selection)) {
      String text = new Contracts(List.of(folder)).source(name).text();
      if (!text.equals(packaged("contracts/" + name + ".odcs.yaml"))) {
        own.put(name, text);
      }
    }
    return own;
  }

  private static Map<String, String> kamelets(Map<String, String> routes, Path folder) {
    Map<String, String> own = new TreeMap<>();
    Deque<String> texts = new ArrayDeque<>(routes.values());
    while (!texts.isEmpty()) {
      Matcher use = KAMELET.matcher(texts.remove());
      while (use.find()) {
        Path file = folder.resolve(use.group(1) + ".kamelet.yaml");
        if (!own.containsKey(use.group(1)) && Files.isRegularFile(file)) {
          String text = text(file);
          if (!text.equals(packaged("kamelets/" + file.getFileName()))) {
            own.put(use.group(1), text);
            texts.add(text);
          }
        }
      }
    }
    return own;
  }

  /** Where things lie in the pod, and the properties of its own that a route reads. */
  private static String settings(Map<String, String> routes, Map<String, String> kamelets, CaravanConfig config) {
    Map<String, String> read = new TreeMap<>();
    List<String> texts = new ArrayList<>(routes.values());
    texts.addAll(kamelets.values());
    for (String text : texts) {
      Matcher placeholder = PLACEHOLDER.matcher(text);
      while (placeholder.find()) {
        String key = placeholder.group(1);
        boolean own = !key.startsWith("caravan.") && !key.startsWith("camel.") && config.camel().containsKey(key);
        if (own) {
          read.put(key, config.camel().get(key));
        }
      }
    }
    StringBuilder text = new StringBuilder("caravan.data=/var/lib/caravan/data\ncaravan.contracts=/etc/caravan/contracts\n"
        + "caravan.kamelets=/etc/caravan/kamelets\ncaravan.http.host=0.0.0.0\n");
    read.forEach((key, value) -> text.append(key).append('=').append(value.replace("\\", "\\\\").replace("\n", "\\n")).append('\n'));
    return text.toString();
  }

  /** Text of a file that the image holds, or null. */
  private static String packaged(String path) {
    try (InputStream stream = ExportedFlows.class.getResourceAsStream("/caravan/" + path)) {
      return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "The Kamelet " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
