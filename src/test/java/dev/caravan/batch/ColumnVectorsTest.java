package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What travels into the engine as a number lands as the value it stands for, at both ends of its range. */
class ColumnVectorsTest {
  @TempDir Path folder;
  private Engine engine;

  @BeforeEach
  void open() {
    engine = new Engine(new EngineConfig("256MB", 1, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void decimalsOfEveryPrecisionAndScaleLandExactly() throws IOException {
    for (int precision : List.of(1, 4, 5, 9, 10, 17, 18, 19, 38)) {
      for (int scale : List.of(0, 1, precision / 2, precision)) {
        BigDecimal most = new BigDecimal(new java.math.BigInteger("9".repeat(precision)), scale);
        BigDecimal least = BigDecimal.valueOf(1, scale);
        List<BigDecimal> values = List.of(most, most.negate(), least, least.negate(), BigDecimal.ZERO.setScale(scale));

        List<Object> landed = landed(new Type.Decimal(precision, scale), values.stream().map(BigDecimal::toPlainString).toList());

        assertThat(landed).as("DECIMAL(%d,%d)", precision, scale).isEqualTo(values);
      }
    }
  }

  @Test
  void instantsLandAsTheyAre() throws IOException {
    List<String> instants = List.of(
        "0001-01-01T00:00:00Z", "1582-10-10T12:00:00Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "2026-03-29T02:30:00+02:00", "9999-12-31T23:59:59.999999Z");

    List<Object> landed = landed(new Type.Timestamp(true), instants.stream().map(instant -> '"' + instant + '"').toList());

    assertThat(landed).extracting(instant -> ((OffsetDateTime) instant).toInstant())
        .isEqualTo(instants.stream().map(instant -> OffsetDateTime.parse(instant).toInstant()).toList());
  }

  private List<Object> landed(Type type, List<String> values) throws IOException {
    Path file = Files.writeString(folder.resolve("in.ndjson"), String.join("\n", values.stream().map(value -> "{\"v\":" + value + "}").toList()));
    Stage.Typed typed = new Stage.Typed(List.of(ColumnRead.of(new Column("v", type))));
    return Landed.of(engine, file, SegmentOptions.DETECT, folder.resolve("landed"), typed).rows().stream().map(row -> row.get("v")).toList();
  }
}
