package dev.caravan.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.CursorMove;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three records in two batches of a source with a cursor: what an audit says when something is not as it must be. */
class AuditTest {
  private static final String FLOW = "orders";

  @TempDir private Path data;
  private JdbcLedger ledger;
  private final List<Long> seen = new ArrayList<>(List.of(1L, 2L, 3L));
  private final List<String> strays = new ArrayList<>();

  @BeforeEach
  void open() {
    ledger = Ledgers.open(LedgerConfig.inFolder(data), Clock.systemUTC());
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void nothingIsFoundWhereEachRecordLandedOnce() throws SQLException {
    land("", "a", 2, 0);
    land("a", "b", 1, 0);

    assertThat(findings()).isEmpty();
  }

  @Test
  void aLostAndADoubledRecordAreNamed() throws SQLException {
    land("", "a", 2, 0);
    land("a", "b", 1, 0);
    seen.remove(2L);
    seen.add(3L);

    assertThat(findings())
        .extracting(Finding::toString)
        .containsExactly("record 3 landed twice in orders to memory (I3)", "record 2 was lost in orders to memory (I1)");
  }

  @Test
  void aBatchThatWasNotCommittedIsNamed() throws SQLException {
    land("", "a", 2, 0);
    BatchId open = open("a", "b");

    assertThat(findings()).extracting(Finding::toString).anyMatch(text -> text.startsWith("batch " + open + " is OPEN")).anyMatch(text -> text.startsWith("the ledger has 2 rows landed"));
  }

  @Test
  void aRangeThatIsMissingIsFoundThoughTheCursorIsBehindIt() throws SQLException {
    land("", "a", 2, 0);
    BatchId id = open("b", "c");
    ledger.landed(id, "memory", "rows", 1);
    ledger.commit(id, new Counts(1, 1, 0, 0, 0), Map.of(), new CursorMove("position", "a", "c"));

    assertThat(findings())
        .extracting(Finding::toString)
        .containsExactly(
            "of 2 ranges of position only 1 follow one another in orders to memory (I2)",
            "the cursor position stands at c, and the last batch ended at a in orders to memory (I2)");
  }

  @Test
  void refusedRecordsThatAreNotKeptAreCounted() throws SQLException {
    land("", "a", 2, 1);
    land("a", "b", 1, 0);

    assertThat(findings()).extracting(Finding::invariant).containsExactly("I1", "I5");
  }

  @Test
  void whatTheTargetHoldsBesidesIsTold() throws SQLException {
    land("", "a", 2, 0);
    land("a", "b", 1, 0);
    strays.add("no manifest names x.parquet");

    assertThat(findings()).containsExactly(new Finding("I4", "no manifest names x.parquet in orders to memory"));
  }

  private void land(String from, String to, long landed, long rejected) {
    BatchId id = open(from, to);
    ledger.landed(id, "memory", "rows", landed);
    ledger.commit(id, new Counts(landed + rejected, landed, rejected, 0, 0), Map.of(), new CursorMove("position", from.isEmpty() ? null : from, to));
  }

  private BatchId open(String from, String to) {
    String range = "{\"from\":" + (from.isEmpty() ? "null" : "\"" + from + "\"") + ",\"to\":\"" + to + "\",\"known\":0}";
    BatchId id = BatchId.of(FLOW, "all", range, 0);
    ledger.open(ledger.startRun(FLOW), id, FLOW, "all", range, 0, "segment");
    return id;
  }

  private List<Finding> findings() throws SQLException {
    return new Audit(ledger, new Source(), new Place()).findings();
  }

  private static final class Source implements SeededSource {
    @Override
    public String name() {
      return FLOW;
    }

    @Override
    public void prepare(Path folder) {}

    @Override
    public String from(Path folder) {
      return "";
    }

    @Override
    public String normalize() {
      return "";
    }

    @Override
    public String properties() {
      return "";
    }

    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    @Override
    public Set<Long> keys() {
      return Set.of(1L, 2L, 3L);
    }

    @Override
    public Set<Long> refused() {
      return Set.of();
    }

    @Override
    public String repaired(String raw) {
      return raw;
    }

    @Override
    public void close() {}
  }

  private final class Place implements LandingPlace {
    @Override
    public String name() {
      return "memory";
    }

    @Override
    public String sink(String table) {
      return "";
    }

    @Override
    public Map<String, String> settings() {
      return Map.of();
    }

    @Override
    public List<Long> keys(String table) {
      return seen;
    }

    @Override
    public List<String> strays(String table, List<BatchRecord> committed) {
      return strays;
    }

    @Override
    public void clear() {}
  }
}
