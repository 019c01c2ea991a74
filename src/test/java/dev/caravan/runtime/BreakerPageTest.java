package dev.caravan.runtime;

import dev.caravan.GeneratedPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page of breakers and permits says every key of the family, and what differs by itself. */
class BreakerPageTest {

  @Test
  void thePageIsWhatTheSettingsSay() throws IOException {
    StringBuilder page = new StringBuilder("""
        # Breakers and permits

        How outside systems are called. `caravan.breaker.<part>` holds for all, `caravan.breaker.<system>.<part>` for one. An unknown
        part is refused with the nearest one; the environment spells `CARAVAN_BREAKER_<SYSTEM>_<PART>`, dashes and dots as underscores.

        | part | default | meaning |
        |---|---|---|
        """);
    for (DependencySettings.Part part : DependencySettings.Part.values()) {
      page.append("| `").append(part.key()).append("` | `").append(part.general().byDefault()).append("` | ").append(part.general().sentence()).append(" |\n");
    }
    page.append("""

        | system | is called by | differs |
        |---|---|---|
        """);
    system(page, "http-rest-<system>", "`rest-source`, by its `system`");
    system(page, "http-netsuite-<account>", "the sources for NetSuite");
    system(page, "jdbc-<data source>", "`jdbc-upsert-sink`");
    system(page, "kafka-<host of the first broker>", "`kafka-batch-source`, `kafka-sink`, `events-sink`");
    system(page, "http-<registry name>", "`kafka-batch-source` with a schema registry");
    system(page, "s3", "`lake-sink` with a bucket");
    system(page, "reference-<data source>", "`enrich-action` with a table of a database");
    system(page, "reject-copies", "copies of rejects (`caravan.rejects.copy-to`)");
    system(page, "vault", "secrets in HashiCorp Vault");
    system(page, "azure", "secrets in Azure Key Vault");
    system(page, "ledger", "everything");
    system(page, "outside", "each `circuitBreaker` of a route that names no breaker");
    page.append("""

        A Kamelet's `breaker` gives another name: flows that give the same one share breaker and permits.

        The breaker opens when, of the last `calls`, `failures` percent failed in a way that [the table of failures](failures.md)
        calls an ill system. No call is made for `open`; then `probes` calls decide. A call waits `wait` for a permit, and holds it until
        the call is over. Flows of `caravan.critical` find the `reserved` permits when others have taken theirs. Permits are those of one
        process; the sources over HTTP also divide what an account takes over all processes (`concurrency`).

        State: MBeans `dev.caravan:type=dependencies,*`, [`caravan_dependency_*`](metrics.md), and `/health`, which is not ready while the
        breaker of the ledger is open.

        This page is made from `DependencySettings` and `Setting`; a test compares it.
        """);
    GeneratedPage.assertUpToDate("breakers.md", page.toString());
  }

  private static void system(StringBuilder page, String name, String caller) {
    String differs =
        DependencySettings.BUILT_IN.getOrDefault(name, java.util.Map.of()).entrySet().stream()
            .sorted(java.util.Map.Entry.comparingByKey())
            .map(part -> "`" + part.getKey().key() + "` is `" + part.getValue() + "`")
            .collect(java.util.stream.Collectors.joining(", "));
    page.append("| `").append(name).append("` | ").append(caller).append(" | ").append(differs).append(" |\n");
  }
}
