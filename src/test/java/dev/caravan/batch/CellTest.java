package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CellTest {
  private static Object read(Type type, CellRules rules, String text) {
    CellReader reader = CellReader.of(new ColumnRead(new Column("c", type), List.of("c"), rules));
    Chunk chunk = new Chunk(1, List.of(type));
    reader.bind(chunk.column(0));
    reader.setNull(0);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!reader.cell(bytes, 0, bytes.length, true, 0)) {
      return "misfit";
    }
    if (chunk.column(0) instanceof Chunk.Longs longs) {
      return longs.nulls()[0] ? null : (Object) longs.values()[0];
    } else if (chunk.column(0) instanceof Chunk.Wides wides) {
      return wides.values()[0] == null ? null : wides.values()[0].toString();
    } else if (chunk.column(0) instanceof Chunk.Doubles doubles) {
      return doubles.nulls()[0] ? null : (Object) doubles.values()[0];
    }
    byte[] value = ((Chunk.Texts) chunk.column(0)).values()[0];
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  private static Object read(Type type, String text) {
    return read(type, CellRules.STRICT, text);
  }

  private static CellRules rules(List<String> formats, ZoneId zone, int minorUnits) {
    return new CellRules(true, CellRules.Letters.UPPER, Set.of("N/A"), Set.of("y"), Set.of("n"), formats, zone, minorUnits, false, false);
  }

  @Test
  void integersAreExactToTheirBits() {
    assertThat(read(new Type.Int(8, true), "-128")).isEqualTo(-128L);
    assertThat(read(new Type.Int(8, true), "128")).isEqualTo("misfit");
    assertThat(read(new Type.Int(64, true), "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(read(new Type.Int(64, true), "9223372036854775808")).isEqualTo("misfit");
    assertThat(read(new Type.Int(64, false), "18446744073709551615")).isEqualTo("18446744073709551615");
    assertThat(read(new Type.Int(128, true), "-170141183460469231731687303715884105728")).isEqualTo("-170141183460469231731687303715884105728");
    assertThat(read(new Type.Int(128, true), "170141183460469231731687303715884105728")).isEqualTo("misfit");
    for (String bad : List.of("1.5", "1.0", "1e2", "-", "+", "", " 1", "0x1", "1_000", "٣", "9".repeat(100_000))) {
      assertThat(read(new Type.Int(64, true), bad)).as(bad).isIn("misfit", null);
    }
    assertThat(read(new Type.Int(64, true), "-")).isEqualTo("misfit");
  }

  @Test
  void decimalsAreExactOrMisfits() {
    assertThat(read(new Type.Decimal(18, 2), "1234567890123456.78")).isEqualTo(123456789012345678L);
    assertThat(read(new Type.Decimal(18, 2), "0.105")).isEqualTo("misfit");
    assertThat(read(new Type.Decimal(18, 1), "1.50")).isEqualTo(15L);
    assertThat(read(new Type.Decimal(5, 2), "1e2")).isEqualTo(10000L);
    assertThat(read(new Type.Decimal(5, 2), "1e3")).isEqualTo("misfit");
    assertThat(read(new Type.Decimal(5, 2), "-12345e-2")).isEqualTo(-12345L);
    assertThat(read(new Type.Decimal(18, 0), "999999999999999999")).isEqualTo(999999999999999999L);
    assertThat(read(new Type.Decimal(18, 0), "1000000000000000000")).isEqualTo("misfit");
    assertThat(read(new Type.Decimal(38, 10), "1234567890123456789012345678.0123456789")).isEqualTo("12345678901234567890123456780123456789");
    assertThat(read(new Type.Decimal(18, 2), "1e999999999999")).isEqualTo("misfit");
    assertThat(read(new Type.Decimal(18, 2), "0e999999999999")).isEqualTo(0L);
    assertThat(read(new Type.Decimal(18, 2), ".")).isEqualTo("misfit");
    assertThat(read(new Type.Decimal(18, 2), rules(List.of(), null, 2), "1234")).isEqualTo(1234L);
    assertThat(read(new Type.Decimal(18, 4), rules(List.of(), null, 2), "1234")).isEqualTo(123400L);
    assertThat(read(new Type.Decimal(18, 2), rules(List.of(), null, 2), "12.5")).isEqualTo("misfit");
  }

  @Test
  void floatsTakeNumbersOnly() {
    assertThat(read(new Type.Floating(64), "0.1")).isEqualTo(0.1);
    for (String bad : List.of("NaN", "Infinity", "1d", "0x1p3", "1e400")) {
      assertThat(read(new Type.Floating(64), bad)).as(bad).isEqualTo("misfit");
    }
  }

  @Test
  void datesAndTimesAreReadAsJavaDoes() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      LocalDateTime time = LocalDateTime.ofEpochSecond(random.nextLong(-62_000_000_000L, 253_000_000_000L), random.nextInt(1_000_000) * 1000, ZoneOffset.UTC);
      long micros = time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1000;
      assertThat(read(new Type.Timestamp(false), time.toString())).as("%s", time).isEqualTo(micros);
      assertThat(read(new Type.Timestamp(true), time + "+05:30")).as("%s", time).isEqualTo(micros - 19_800_000_000L);
      assertThat(read(new Type.Date(), time.toLocalDate().toString())).isEqualTo(time.toLocalDate().toEpochDay());
      assertThat(read(new Type.Time(), time.toLocalTime().toString())).isEqualTo(time.toLocalTime().toNanoOfDay() / 1000);
    }
    for (String bad : List.of("2023-02-29", "1900-02-29", "2023-13-01", "2023-1-01", "2023-01-01T", "20230101")) {
      assertThat(read(new Type.Date(), bad)).as(bad).isEqualTo("misfit");
    }
    for (String bad : List.of("2023-01-01", "2023-01-01T24:00:00", "2023-01-01T10:00:60", "2023-01-01T10:00:00.1234567", "2023-01-01T10:00:00Z")) {
      assertThat(read(new Type.Timestamp(false), bad)).as(bad).isEqualTo("misfit");
    }
  }

  @Test
  void rulesCleanBeforeReading() {
    CellRules patterns = rules(List.of("dd.MM.yyyy", "d/M/yyyy H:mm"), ZoneId.of("Europe/Berlin"), 0);
    assertThat(read(new Type.Date(), patterns, " 09.07.2013 ")).isEqualTo(LocalDate.of(2013, 7, 9).toEpochDay());
    assertThat(read(new Type.Date(), patterns, "31.02.2013")).isEqualTo("misfit");
    assertThat(read(new Type.Timestamp(true), patterns, "1/7/2013 0:30")).isEqualTo(LocalDateTime.of(2013, 6, 30, 22, 30).toEpochSecond(ZoneOffset.UTC) * 1_000_000);
    CellRules berlin = rules(List.of(), ZoneId.of("Europe/Berlin"), 0);
    assertThat(read(new Type.Timestamp(true), berlin, "2024-03-31T02:30:00")).as("skipped by the clocks").isEqualTo("misfit");
    assertThat(read(new Type.Text(), berlin, "\u00a0 straße\t")).isEqualTo("STRASSE");
    assertThat(read(new Type.Int(64, true), berlin, " N/A ")).isNull();
    assertThat(read(new Type.Bool(), berlin, "Y")).isEqualTo(1L);
    assertThat(read(new Type.Bool(), berlin, "true")).isEqualTo("misfit");
  }
}
