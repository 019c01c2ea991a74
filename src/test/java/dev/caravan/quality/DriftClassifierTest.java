package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.caravan.batch.CellRules;
import dev.caravan.batch.Column;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.DriftPolicy;
import dev.caravan.batch.DriftRules;
import dev.caravan.batch.DriftSights;
import dev.caravan.batch.DriftSights.NewField;
import dev.caravan.batch.DriftSights.SeenColumn;
import dev.caravan.batch.Type;
import dev.caravan.catalog.DriftProposal.Drift;
import dev.caravan.catalog.DriftProposal.Kind;
import dev.caravan.catalog.DriftProposals.Sketch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftClassifierTest {
  private static final Type WHOLE = new Type.Int(64, true);
  private static final Type TEXT = new Type.Text();
  private static final DriftRules RULES = new DriftRules("shop/order", "1.0.0", "", DriftPolicy.FREEZE, Map.of(), Set.of("id"));
  private static final SeenColumn THERE = new SeenColumn(100, 0, List.of());
  private static final SeenColumn ABSENT = new SeenColumn(0, 0, List.of());

  private static ColumnRead column(String name, Type type) {
    return new ColumnRead(new Column(name, type), List.of(name), CellRules.STRICT);
  }

  private static List<Drift> classify(Map<String, NewField> unknown, Map<String, SeenColumn> columns, Map<String, Sketch> sketches) {
    List<ColumnRead> reads = List.of(column("id", WHOLE), column("code", TEXT), column("amount", new Type.Decimal(10, 2)));
    return DriftClassifier.classify(RULES, reads, new DriftSights(100, unknown, columns), sketches);
  }

  private static Map<String, SeenColumn> seen(SeenColumn id, SeenColumn code, SeenColumn amount) {
    return Map.of("id", id, "code", code, "amount", amount);
  }

  private static Sketch sketch(double share, List<String> values) {
    return new Sketch(share, ValueSketch.of(values).text());
  }

  private static List<String> codes(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> "C-" + number).toList();
  }

  @Test
  void whatCameAsTheContractSaysIsNoDrift() {
    assertThat(classify(Map.of(), seen(THERE, THERE, THERE), Map.of("code", sketch(1, codes(0, 50))))).isEmpty();
  }

  @Test
  void aFieldWithAValueThatNoColumnReadsIsNew() {
    List<Drift> drifts = classify(Map.of("Tier", new NewField(3, TEXT, List.of("gold")), "empty", new NewField(0, TEXT, List.of())), seen(THERE, THERE, THERE), Map.of());

    assertThat(drifts).containsExactly(new Drift(Kind.NEW, "Tier", "Tier", TEXT, 1, 3, List.of("gold")));
  }

  @Test
  void aNewFieldCalledLikeAColumnInAnotherCaseGetsANameOfItsOwn() {
    assertThat(classify(Map.of("CODE", new NewField(1, TEXT, List.of("x"))), seen(THERE, THERE, THERE), Map.of()))
        .extracting(Drift::column)
        .containsExactly("CODE_2");
  }

  @Test
  void anOptionalFieldIsGoneWhenManyRecordsShouldHaveHadIt() {
    Map<String, SeenColumn> columns = seen(THERE, ABSENT, THERE);

    assertThat(classify(Map.of(), columns, Map.of("code", sketch(0.5, codes(0, 9))))).extracting(Drift::kind, Drift::column).containsExactly(tuple(Kind.GONE, "code"));
    assertThat(classify(Map.of(), columns, Map.of("code", sketch(0.05, codes(0, 9))))).as("5 of 100 records had it: chance").isEmpty();
    assertThat(classify(Map.of(), columns, Map.of())).as("nobody has ever seen it").isEmpty();
  }

  @Test
  void aFieldThatIsGoneAndANewOneWithItsValuesIsARenamedOne() {
    Map<String, NewField> unknown = Map.of("customer_code", new NewField(100, TEXT, codes(40, 90)), "note", new NewField(100, TEXT, List.of("hello", "good bye", "so long")));

    List<Drift> drifts = classify(unknown, seen(THERE, ABSENT, THERE), Map.of("code", sketch(1, codes(0, 60))));

    assertThat(drifts).extracting(Drift::kind, Drift::field, Drift::column)
        .containsExactly(tuple(Kind.RENAMED, "customer_code", "code"), tuple(Kind.NEW, "note", "note"));
  }

  @Test
  void twoFieldsWithoutLikenessAreOneGoneAndOneNew() {
    Map<String, NewField> unknown = Map.of("note", new NewField(100, TEXT, List.of("hello", "good bye", "so long")));

    assertThat(classify(unknown, seen(THERE, ABSENT, THERE), Map.of("code", sketch(1, codes(0, 60))))).extracting(Drift::kind).containsExactlyInAnyOrder(Kind.NEW, Kind.GONE);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "amount | 1.234     | WIDENED  | DECIMAL(38,10)",
    "amount | twelve    | WIDENED  | VARCHAR",
    "amount | {\"v\":1} | WIDENED  | JSON",
    "id     | 1.5       | WIDENED  | DECIMAL(38,10)",
    "id     | 12345678901234567890 | WIDENED  | DECIMAL(38,0)",
    "id     | 7         | NARROWED | BIGINT",
    "code   | 7         | NARROWED | VARCHAR"
  })
  void valuesThatDoNotFitAskForAWiderTypeOrComeInAnotherWriting(String column, String value, Kind kind, String type) {
    SeenColumn misfits = new SeenColumn(100, 40, List.of(value));
    Map<String, SeenColumn> columns = seen(column.equals("id") ? misfits : THERE, column.equals("code") ? misfits : THERE, column.equals("amount") ? misfits : THERE);

    assertThat(classify(Map.of(), columns, Map.of())).extracting(Drift::kind, Drift::column, drift -> drift.type().sql()).containsExactly(tuple(kind, column, type));
  }

  @Test
  void aFewValuesThatDoNotFitAreDirt() {
    assertThat(classify(Map.of(), seen(THERE, THERE, new SeenColumn(100, 9, List.of("twelve"))), Map.of())).isEmpty();
    assertThat(classify(Map.of(), seen(THERE, THERE, new SeenColumn(1, 1, List.of("twelve"))), Map.of())).isEmpty();
  }

  @Test
  void yesAndNoAreNoLikeness() {
    ValueSketch before = ValueSketch.of(List.of("yes", "no", "yes"));

    assertThat(before.likeness(ValueSketch.of(List.of("no", "yes")))).isZero();
    assertThat(ValueSketch.parse(before.text())).isEqualTo(before);
  }
}
