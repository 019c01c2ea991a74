package dev.caravan.cli;

import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.OutsideCalls;
import dev.caravan.source.Parameters;
import dev.caravan.source.netsuite.NetSuiteConfig;
import dev.caravan.source.netsuite.SchemaCache;
import dev.caravan.source.netsuite.TableDiscovery;
import dev.caravan.source.netsuite.TableSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an account's tables are like: from the data folder while that is fresh, else from the account. */
final class NetSuiteSchemas {
  @Mixin private NetSuiteOptions account;

  @Option(names = "--refresh", description = "Ask the account, whatever the data folder has.")
  private boolean refresh;

  @Option(names = "--lifetime", paramLabel = "DURATION", defaultValue = "24h", description = "How long what was learnt of a table counts (default: ${DEFAULT-VALUE}).")
  private String lifetime;

  TableSchema table(CaravanConfig config, String table) {
    NetSuiteConfig netSuite = account.of(config);
    Duration counts = new Parameters("the command").duration("--lifetime", lifetime);
    SchemaCache cache = new SchemaCache(config.data(), netSuite, counts, Clock.systemUTC());
    Optional<TableSchema> kept = refresh ? Optional.empty() : cache.find(table);
    return kept.orElseGet(
        () -> {
          TableSchema found = ask(config, netSuite, discovery -> discovery.discover(table));
          cache.keep(found);
          return found;
        });
  }

  Map<String, List<String>> tables(CaravanConfig config) {
    return ask(config, account.of(config), TableDiscovery::tables);
  }

  private static <T> T ask(CaravanConfig config, NetSuiteConfig netSuite, Function<TableDiscovery, T> question) {
    try (OutsideCalls calls = new OutsideCalls(config, config.retry().attempts(), Clock.systemUTC())) {
      return question.apply(new TableDiscovery(netSuite, calls.systems(), NetSuiteOptions.exchange(calls, netSuite), calls.secrets(), Clock.systemUTC()));
    }
  }
}
