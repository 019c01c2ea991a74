package dev.caravan.runtime.lint;

import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the files are looked at with, besides themselves.
 *
 * @param kamelets folders of Kamelets that come before the packaged ones; they need not exist
 * @param contracts folders of contracts; they need not exist
 * @param properties what is set, by name
 * @param propertySources where the properties come from, for messages
 * @param beans names of beans the runtime brings
 */
public record LintContext(
    List<Path> kamelets, List<Path> contracts, Map<String, String> properties, List<String> propertySources, Set<String> beans) {

  /** Names under which routes and Kamelets find the parts of a runtime. */
  public static final Set<String> RUNTIME_BEANS =
      Set.of("callFailureWatch", "caravanBreaker", "caravanConfig", "contracts", "dependencies", "dependencyHealth", "drift", "engine", "flowFailures", "flowFailureWatch", "housekeeping", "httpBreakers", "httpMessages", "httpSystems", "httpTimeLimits", "kafkaClients", "kafkaLanes", "kafkaWatch", "lakes", "ledger", "metricsRegistry", "profiles",
          "references", "rejectCopies", "rejectCopyBreaker", "rows", "s3", "secrets", "sinks", "sources", "streamsHealth", "toldElsewhere", "warehouse");

  /** Ids of the routeConfigurations that come along with every run. */
  public static final Set<String> RUNTIME_POLICIES = Set.of("calls", "ingest");

  public LintContext {
    kamelets = List.copyOf(kamelets);
    contracts = List.copyOf(contracts);
    properties = Map.copyOf(properties);
    propertySources = List.copyOf(propertySources);
    beans = Set.copyOf(beans);
  }

  /** As a runtime with these settings would see it. */
  public static LintContext of(CaravanConfig config) {
    Map<String, String> properties = new HashMap<>(config.camel());
    Arrays.stream(Setting.values()).forEach(setting -> properties.putIfAbsent(setting.key(), setting.byDefault()));
    Set<String> beans = new HashSet<>(RUNTIME_BEANS);
    beans.addAll(config.dataSources().keySet());
    return new LintContext(List.of(config.kamelets()), List.of(config.contracts()), properties,
        config.sources(), beans);
  }

  /** With more folders, looked in first. */
  public LintContext before(List<Path> moreKamelets, List<Path> moreContracts) {
    List<Path> allKamelets = new ArrayList<>(moreKamelets);
    allKamelets.addAll(kamelets);
    List<Path> allContracts = new ArrayList<>(moreContracts);
    allContracts.addAll(contracts);
    return new LintContext(allKamelets, allContracts, properties, propertySources, beans);
  }
}
