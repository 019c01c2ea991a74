package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.security.Access;
import dev.caravan.security.Change;
import dev.caravan.security.KeptAccesses;
import dev.caravan.security.KeptChanges;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code audit}. */
class AuditCommandTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  @TempDir private Path folder;

  @BeforeEach
  void writeDown() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      KeptAccesses accesses = new KeptAccesses();
      accesses.open(ledger.database());
      accesses.note(new Access(NOW, "encrypted:shop", "flow orders", Access.Action.READ, "done", 1));
      new KeptChanges(ledger.database())
          .note(List.of(new Change(NOW.plusSeconds(5), "route", "routes/orders.camel.yaml", "changed", "0123456789abcdef", "fedcba9876543210", "orders", "route.invalid", "It is wrong\n    next: mend it", "anna")));
    }
  }

  private String audit(String... options) {
    return Answer.to(List.of("audit", "list", "--data", folder.toString()), options).done();
  }

  @Test
  void listsAllKindsTheNewestFirstEachOnOneLine() {
    List<String> lines = audit().lines().toList();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).contains("2026-03-01T08:00:05Z", "route", "routes/orders.camel.yaml", "changed", "route.invalid", "flows orders, file of anna: It is wrong");
    assertThat(lines.get(2)).contains("2026-03-01T08:00:00Z", "secret", "encrypted:shop", "read", "done", "flow orders, 1x");
  }

  @Test
  void listsOneKindAndTellsAReasonWholeInJson() throws Exception {
    JsonNode entries = new ObjectMapper().readTree(audit("--kind", "route", "--format", "json"));

    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).get("what").asText()).isEqualTo("routes/orders.camel.yaml");
    assertThat(entries.get(0).get("detail").asText()).endsWith("It is wrong\n    next: mend it");
    assertThat(audit("--kind", "drift")).isEqualTo("Nothing is written down yet.\n");
  }
}
