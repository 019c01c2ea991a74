package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.CellRules;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.Type;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTypesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logicalType: string | VARCHAR",
        "logicalType: string, physicalType: UUID | VARCHAR",
        "logicalType: boolean | BOOLEAN",
        "logicalType: date | DATE",
        "logicalType: time | TIME",
        "logicalType: timestamp | TIMESTAMPTZ",
        "logicalType: timestamp, logicalTypeOptions: {timezone: true} | TIMESTAMPTZ",
        "logicalType: timestamp, logicalTypeOptions: {timezone: false} | TIMESTAMP",
        "logicalType: timestamp, physicalType: timestamp without time zone | TIMESTAMP",
        "logicalType: integer | BIGINT",
        "logicalType: integer, logicalTypeOptions: {format: i8} | TINYINT",
        "logicalType: integer, logicalTypeOptions: {format: i16} | SMALLINT",
        "logicalType: integer, logicalTypeOptions: {format: i32} | INTEGER",
        "logicalType: integer, logicalTypeOptions: {format: i64} | BIGINT",
        "logicalType: integer, logicalTypeOptions: {format: i128} | DECIMAL(38,0)",
      "logicalType: integer, logicalTypeOptions: {format: u128} | DECIMAL(38,0)",
      "logicalType: integer, physicalType: hugeint | DECIMAL(38,0)",
        "logicalType: integer, logicalTypeOptions: {format: u8} | UTINYINT",
        "logicalType: integer, logicalTypeOptions: {format: u16} | USMALLINT",
        "logicalType: integer, logicalTypeOptions: {format: u32} | UINTEGER",
        "logicalType: integer, logicalTypeOptions: {format: u64} | UBIGINT",
        "logicalType: integer, physicalType: int | INTEGER",
        "logicalType: integer, physicalType: int unsigned | UINTEGER",
        "logicalType: integer, physicalType: 'NUMBER(20)' | DECIMAL(20,0)",
        "logicalType: integer, physicalType: int, logicalTypeOptions: {format: i64} | BIGINT",
        "logicalType: number | DECIMAL(38,10)",
        "logicalType: number, logicalTypeOptions: {multipleOf: 0.01} | DECIMAL(38,2)",
        "logicalType: number, logicalTypeOptions: {multipleOf: 5} | DECIMAL(38,0)",
        "logicalType: number, logicalTypeOptions: {format: f32} | FLOAT",
        "logicalType: number, logicalTypeOptions: {format: f64} | DOUBLE",
        "logicalType: number, physicalType: 'DECIMAL(12, 2)' | DECIMAL(12,2)",
        "logicalType: number, physicalType: numeric(5) | DECIMAL(5,0)",
        "logicalType: number, physicalType: 'float(3,2)' | DOUBLE",
        "logicalType: number, physicalType: real | FLOAT",
        "logicalType: number, physicalType: double precision | DOUBLE",
        "logicalType: number, physicalType: something own | DECIMAL(38,10)",
        "logicalType: object | JSON",
        "logicalType: array | JSON",
        "physicalType: BIGINT | BIGINT",
        "physicalType: varchar(18) | VARCHAR",
        "description: no type at all | VARCHAR",
      })
  void landsAPropertyAs(String keys, String sql) {
    assertThat(type(keys).sql()).isEqualTo(sql);
  }

  @Test
  void readsFromThePhysicalNameAndStrictlyUnlessTheContractAllowsMore() {
    Contract contract =
        ContractReader.read(
            "t",
            "c.yaml",
            TestContract.of(
                "v3.1.0",
                """
        {name: plain, logicalType: integer}
        {name: day, physicalName: Day of Sale, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy}, customProperties: [{property: caravan.formats, value: [yyyy/MM/dd]}]}
        {name: seen, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Australia/Sydney}}
        {name: cell, logicalType: boolean, customProperties: [{property: caravan.coerce, value: true}, {property: caravan.trim, value: true}, {property: caravan.letters, value: upper}, {property: caravan.nullTokens, value: ["-", n/a]}, {property: caravan.trueTokens, value: Y}, {property: caravan.falseTokens, value: [N]}, {property: caravan.minorUnits, value: 2}]}
        """));
    List<ColumnRead> reads = ContractCompiler.reads(contract.datasets().get(0));
    assertThat(reads.get(0))
        .isEqualTo(ColumnRead.of(new dev.caravan.batch.Column("plain", new Type.Int(64, true))));
    assertThat(reads.get(1).source()).containsExactly("Day of Sale");
    assertThat(reads.get(1).column().name()).isEqualTo("day");
    assertThat(reads.get(1).rules().formats()).containsExactly("dd.MM.yyyy", "yyyy/MM/dd");
    assertThat(reads.get(2).rules().zone()).isEqualTo(ZoneId.of("Australia/Sydney"));
    CellRules cell = reads.get(3).rules();
    assertThat(cell.coerce()).isTrue();
    assertThat(cell.trim()).isTrue();
    assertThat(cell.letters()).isEqualTo(CellRules.Letters.UPPER);
    assertThat(cell.nullTokens()).containsExactlyInAnyOrder("-", "n/a");
    assertThat(cell.trueTokens()).containsExactlyInAnyOrder("true", "Y");
    assertThat(cell.falseTokens()).containsExactlyInAnyOrder("false", "N");
    assertThat(cell.minorUnits()).isEqualTo(2);
  }

  private static Type type(String keys) {
    return ContractTypes.of(
        ContractReader.read("t", "c.yaml", TestContract.of("v3.1.0", "{name: x, " + keys + "}"))
            .datasets()
            .get(0)
            .properties()
            .get(0));
  }
}
