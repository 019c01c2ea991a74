package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three real days of a retailer, whose faults were counted apart. */
class RetailDaysTest {
  private static final List<ColumnRead> LINE =
      List.of(
          column("InvoiceNo", new Type.Text()),
          column("StockCode", new Type.Text()),
          column("Description", new Type.Text()),
          column("Quantity", new Type.Int(32, true)),
          new ColumnRead(new Column("InvoiceDate", new Type.Timestamp(false)), List.of("InvoiceDate"),
              new CellRules(false, CellRules.Letters.KEEP, Set.of(), Set.of("true"), Set.of("false"), List.of("yyyy-MM-dd HH:mm:ss"), null, 0, false, false)),
          column("UnitPrice", new Type.Decimal(12, 3)),
          column("CustomerID", new Type.Text()),
          column("Country", new Type.Text()));

  private static final Checks CONTRACT =
      new Checks("retail/line", "1.0.0",
          List.of(
              new RowCheck("CustomerID", "required", Severity.ERROR, "\"CustomerID\" IS NULL", "a value", "completeness"),
              new RowCheck("Quantity", "minimum", Severity.ERROR, "\"Quantity\" < 0", "at least 0", "validity"),
              new RowCheck("UnitPrice", "exclusiveMinimum", Severity.ERROR, "\"UnitPrice\" <= 0", "more than 0", "validity")),
          List.of(), List.of(), List.of());

  @TempDir Path folder;
  private Engine engine;

  @BeforeEach
  void open() {
    Fixtures.require();
    engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private static ColumnRead column(String name, Type type) {
    return ColumnRead.of(new Column(name, type));
  }

  @ParameterizedTest
  @CsvSource({"2010-12-01,3108,1140,27,10,44", "2010-12-13,2283,999,20,0,7", "2010-12-22,291,70,5,64,1"})
  void findsTheFaultsThatAreKnown(String day, int rows, int nobody, int negative, int free, int repeated) {
    Path file = Fixtures.FOLDER.resolve("tabular_dirty/uci_online_retail_by_day/" + day + ".csv");

    Landed checked = Landed.of(engine, file, SegmentOptions.DETECT, folder, new Stage.Typed(LINE), new Stage.Checked(CONTRACT));

    assertThat(checked.staged().counts().read()).isEqualTo(rows);
    assertThat(checked.staged().counts().balanced()).isTrue();
    assertThat(broken(checked, "required")).isEqualTo(nobody);
    assertThat(broken(checked, "minimum")).isEqualTo(negative);
    assertThat(broken(checked, "exclusiveMinimum")).isEqualTo(free);
    assertThat(checked.rejects()).hasSize((int) checked.staged().counts().rejected()).hasSizeLessThanOrEqualTo(nobody + negative + free);
    assertThat(checked.rows()).hasSize(rows - checked.rejects().size());

    Landed single = Landed.of(engine, file, SegmentOptions.DETECT, folder, new Stage.Deduplicated(checked.segment().header(), null));

    assertThat(single.staged().counts()).isEqualTo(new Counts(rows, rows - repeated, 0, repeated, 0));
    assertThat(Set.copyOf(single.rows())).hasSize(rows - repeated);
  }

  private static long broken(Landed landed, String rule) {
    return landed.rules().stream().filter(rules -> rules.contains(rule)).count();
  }
}
