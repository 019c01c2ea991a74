package dev.caravan.contract;

import static dev.caravan.contract.ContractDiff.Compatibility.BACKWARD;
import static dev.caravan.contract.ContractDiff.Compatibility.BREAKING;
import static dev.caravan.contract.ContractDiff.Compatibility.FORWARD;
import static dev.caravan.contract.ContractDiff.Compatibility.FULL;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import java.util.stream.Stream;

class ContractDiffTest {
  private static final String ID = "{name: id, logicalType: integer}";

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("{name: a, logicalType: string}", "{name: a, logicalType: string}", FULL, ""),
        Arguments.of("", "{name: a, logicalType: string}", FULL, "optional property added"),
        Arguments.of("", "{name: a, logicalType: string, required: true}", FORWARD, "required property added"),
        Arguments.of("{name: a, logicalType: string}", "", FULL, "optional property removed"),
        Arguments.of("{name: a, logicalType: string, required: true}", "", BACKWARD, "required property removed"),
        Arguments.of("{name: a, logicalType: string, required: true}", "{name: a, logicalType: string}", BACKWARD, "becomes optional"),
        Arguments.of("{name: a, logicalType: string}", "{name: a, logicalType: string, unique: true}", FORWARD, "becomes unique"),
        Arguments.of("{name: a, logicalType: integer, logicalTypeOptions: {format: i32}}", "{name: a, logicalType: integer}", BACKWARD, "type INTEGER becomes BIGINT"),
        Arguments.of("{name: a, logicalType: integer}", "{name: a, logicalType: integer, physicalType: smallint}", FORWARD, "type BIGINT becomes SMALLINT"),
        Arguments.of("{name: a, logicalType: integer}", "{name: a, logicalType: number, physicalType: 'DECIMAL(24,4)'}", BACKWARD, "becomes DECIMAL(24,4)"),
        Arguments.of("{name: a, logicalType: integer}", "{name: a, logicalType: number, physicalType: 'DECIMAL(18,4)'}", BREAKING, "becomes DECIMAL(18,4)"),
        Arguments.of("{name: a, logicalType: integer}", "{name: a, logicalType: string}", BREAKING, "type BIGINT becomes VARCHAR"),
        Arguments.of("{name: a, logicalType: integer, logicalTypeOptions: {minimum: 0}}", "{name: a, logicalType: integer, logicalTypeOptions: {minimum: 1}}", FORWARD, "minimum 0 becomes 1"),
        Arguments.of("{name: a, logicalType: integer, logicalTypeOptions: {maximum: 9}}", "{name: a, logicalType: integer, logicalTypeOptions: {maximum: 10}}", BACKWARD, "maximum 9 becomes 10"),
        Arguments.of("{name: a, logicalType: integer, logicalTypeOptions: {maximum: 10.0}}", "{name: a, logicalType: integer, logicalTypeOptions: {maximum: 10}}", FULL, ""),
        Arguments.of("{name: a, logicalType: string, logicalTypeOptions: {pattern: '^a'}}", "{name: a, logicalType: string, logicalTypeOptions: {pattern: '^b'}}", BREAKING, "pattern ^a becomes ^b"),
        Arguments.of("{name: a, logicalType: string}", "{name: a, logicalType: string, quality: [{type: library, metric: nullValues, mustBe: 0}]}", FORWARD, "rule added: nullValues, exactly 0, error"),
        Arguments.of("{name: a, logicalType: integer}", "{name: a, logicalType: integer, primaryKey: true}", BREAKING, "primary key [] becomes [a]"),
        Arguments.of("{name: a, logicalType: string}", "{name: a, logicalType: string, classification: restricted}", FULL, "classification null becomes restricted"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void tellsWhoCanLiveWithAChange(String before, String after, ContractDiff.Compatibility verdict, String what) {
    ContractDiff diff = ContractDiff.between(contract(before), contract(after));

    assertThat(diff.compatibility()).isEqualTo(verdict);
    if (what.isEmpty()) {
      assertThat(diff.changes()).isEmpty();
    } else {
      assertThat(diff.changes()).anySatisfy(change -> {
        assertThat(change.what()).contains(what);
        assertThat(change.why()).isNotBlank();
      });
    }
  }

  @Test
  void backwardAndForwardTogetherBreak() {
    ContractDiff diff =
        ContractDiff.between(
            contract("{name: a, logicalType: string, required: true}\n{name: b, logicalType: string}"),
            contract("{name: a, logicalType: string}\n{name: b, logicalType: string, required: true}"));

    assertThat(diff.changes()).extracting(ContractDiff.Change::compatibility).containsExactly(BACKWARD, FORWARD);
    assertThat(diff.compatibility()).isEqualTo(BREAKING);
  }

  @Test
  void enumerationsGainAndLose() {
    String one = "{name: a, logicalType: string, enum: [{value: x}, {value: y}]}";
    String two = "{name: a, logicalType: string, enum: [{value: x}, {value: y}, {value: z}]}";

    assertThat(ContractDiff.between(next(one), next(two)).changes()).extracting(ContractDiff.Change::what).containsExactly("enumeration gains [z]");
    assertThat(ContractDiff.between(next(one), next(two)).compatibility()).isEqualTo(BACKWARD);
    assertThat(ContractDiff.between(next(two), next(one)).compatibility()).isEqualTo(FORWARD);
  }

  private static Contract contract(String properties) {
    return ContractReader.read("t", "t.odcs.yaml", TestContract.of("v3.1.0", (ID + "\n" + properties).strip()));
  }

  private static Contract next(String properties) {
    return ContractReader.read("t", "t.odcs.yaml", TestContract.of("v3.2.0", ID + "\n" + properties));
  }
}
