package dev.caravan.runtime.lint;

import dev.caravan.CaravanException;
import dev.caravan.contract.Contracts;
import java.util.Optional;
import java.util.Set;

/**
 * Finds sinks that go by a key and have none: neither a parameter nor a contract with a primary key says it.
 * What a route gets from another one, or from a step that may do anything, is taken for good.
 */
final class SinkKeyCheck {
  private static final Set<String> SOURCES = Set.of("file-source", "netsuite-dataset-source", "netsuite-record-source", "netsuite-suiteql-source", "rest-source");
  /** Those that leave a batch with the contract it was checked against. */
  private static final Set<String> KEEPING =
      Set.of("normalize-action", "enrich-action", "filter-action", "deduplicate-action", "profile-action", "lake-sink", "jdbc-upsert-sink", "kafka-sink", "events-sink");

  private final Contracts contracts;
  private final Findings findings;

  SinkKeyCheck(Contracts contracts, Findings findings) {
    this.contracts = contracts;
    this.findings = findings;
  }

  /** What is known of the key of the rows at a step. */
  private enum Key {
    NONE,
    THERE,
    UNKNOWN
  }

  void check(RouteParts.Flow flow) {
    boolean fresh = flow.source() != null && flow.source().isKamelet() && SOURCES.contains(flow.source().kamelet());
    Key key = fresh ? Key.NONE : Key.UNKNOWN;
    for (Yaml step : flow.steps()) {
      EndpointUse use = RouteParts.endpointOf(step);
      if (use != null && use.isKamelet()) {
        sink(use, key);
        key = after(use, key);
      } else if (use == null ? !ColumnFlow.neutral(step) : !use.scheme().equals("log")) {
        key = Key.UNKNOWN;
      }
    }
  }

  private Key after(EndpointUse use, Key key) {
    if (use.kamelet().equals("validate-action")) {
      return ColumnFlow.text(use.options(), "contract").map(this::keyOf).orElse(Key.UNKNOWN);
    }
    return KEEPING.contains(use.kamelet()) ? key : Key.UNKNOWN;
  }

  private Key keyOf(EndpointUse.Option contract) {
    try {
      return contracts.dataset(contract.text()).primaryKey().isEmpty() ? Key.NONE : Key.THERE;
    } catch (CaravanException e) {
      // What is wrong with the contract is told where it is named.
      return Key.UNKNOWN;
    }
  }

  private void sink(EndpointUse use, Key key) {
    Optional<String> merging =
        switch (use.kamelet()) {
          case "lake-sink" -> ColumnFlow.text(use.options(), "mode").map(EndpointUse.Option::text).filter("history"::equals).map(mode -> "mode: history");
          case "jdbc-upsert-sink" -> Optional.of(ColumnFlow.text(use.options(), "mode").map(EndpointUse.Option::text).filter("history"::equals).map(mode -> "mode: history").orElse("an upsert"));
          case "kafka-sink", "events-sink" -> Optional.of("a message");
          default -> Optional.empty();
        };
    EndpointUse.Option given = use.options().get("key");
    boolean keyless = given == null || given.text() == null || given.text().isBlank();
    if (merging.isPresent() && keyless && key == Key.NONE) {
      findings.add(LintRule.SINK_NO_KEY, use.uri().place(), merging.get() + " of '" + use.kamelet() + "' has no key to tell one row from another",
          "`key`, or a validate-action before it whose contract has a primary key", "neither", null);
    }
  }
}
