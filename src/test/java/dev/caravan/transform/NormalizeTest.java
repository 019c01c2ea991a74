package dev.caravan.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Batch;
import dev.caravan.batch.CellRules;
import dev.caravan.batch.Column;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.DriftRules;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Type;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizeTest {
  private static final List<ColumnRead> READS =
      List.of(
          ColumnRead.of(new Column("customer_id", new Type.Int(64, true))),
          ColumnRead.of(new Column("city", new Type.Text())),
          ColumnRead.of(new Column("born", new Type.Date())),
          ColumnRead.of(new Column("amount", new Type.Decimal(18, 2))));

  private static ColumnRead read(NormalizeConfig config, String column) {
    Batch batch = new Normalize(config.setContract("retail/customer"), READS, DriftRules.NONE, DriftWatch.FORGETFUL).apply(TestBatch.empty());
    Stage.Typed typed = (Stage.Typed) batch.stages().get(0);
    return typed.columns().stream().filter(read -> read.column().name().equals(column)).findFirst().orElseThrow();
  }

  @Test
  void withoutParametersOnlyWhiteSpaceGoes() {
    CellRules rules = read(new NormalizeConfig(), "city").rules();
    assertThat(rules.trim()).isTrue();
    assertThat(rules).usingRecursiveComparison().ignoringFields("trim").isEqualTo(CellRules.STRICT);
  }

  @Test
  void renameReadsAColumnFromAnotherOrANestedField() {
    NormalizeConfig config = new NormalizeConfig().setRename("CustId=customer_id, address.city=city, a\\.b=amount");
    assertThat(read(config, "customer_id").source()).containsExactly("CustId");
    assertThat(read(config, "city").source()).containsExactly("address", "city");
    assertThat(read(config, "amount").source()).containsExactly("a.b");
    assertThat(read(config, "born").source()).containsExactly("born");
  }

  @Test
  void everyParameterReachesItsColumns() {
    NormalizeConfig config =
        new NormalizeConfig()
            .setTrim(false)
            .setLetters("city=upper")
            .setNullTokens("n/a, -")
            .setTrueTokens("yes")
            .setFalseTokens("no")
            .setFormats("born=dd.MM.yyyy|yyyy-MM-dd")
            .setZone("Europe/Berlin")
            .setMinorUnits("amount=2")
            .setCoerce(true);
    assertThat(read(config, "city").rules().trim()).isFalse();
    assertThat(read(config, "city").rules().letters()).isEqualTo(CellRules.Letters.UPPER);
    assertThat(read(config, "city").rules().formats()).isEmpty();
    assertThat(read(config, "born").rules().formats()).containsExactly("dd.MM.yyyy", "yyyy-MM-dd");
    assertThat(read(config, "born").rules().letters()).isEqualTo(CellRules.Letters.KEEP);
    assertThat(read(config, "amount").rules().minorUnits()).isEqualTo(2);
    assertThat(read(config, "customer_id").rules().nullTokens()).containsExactlyInAnyOrder("n/a", "-");
    assertThat(read(config, "customer_id").rules().trueTokens()).containsExactlyInAnyOrder("true", "yes");
    assertThat(read(config, "customer_id").rules().falseTokens()).containsExactlyInAnyOrder("false", "no");
    assertThat(read(config, "customer_id").rules().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(read(config, "customer_id").rules().coerce()).isTrue();
  }

  @Test
  void formatsWithoutColumnAreForEveryDateAndNothingElse() {
    NormalizeConfig config = new NormalizeConfig().setFormats("dd.MM.yyyy");
    assertThat(read(config, "born").rules().formats()).containsExactly("dd.MM.yyyy");
    assertThat(read(config, "city").rules().formats()).isEmpty();
  }

  @Test
  void allMistakesAreToldAtOnceWhenTheStepIsBuilt() {
    NormalizeConfig config =
        new NormalizeConfig()
            .setContract("retail/customer")
            .setRename("CustId=custmer_id")
            .setLetters("city=uper, amount=lower")
            .setFormats("born=dd.QQQQQQQ.yyyy, city=yyyy")
            .setZone("Europe/Berlim")
            .setMinorUnits("amount=3, city=2");
    CaravanException thrown = catchThrowableOfType(CaravanException.class, () -> new Normalize(config, READS, DriftRules.NONE, DriftWatch.FORGETFUL));
    assertThat(thrown.problems()).hasSize(8);
    assertThat(thrown.code()).isEqualTo(ErrorCode.COLUMN_UNKNOWN);
    assertThat(thrown)
        .hasMessageContaining("did you mean 'customer_id'?")
        .hasMessageContaining("did you mean 'upper'?")
        .hasMessageContaining("did you mean 'Europe/Berlin'?")
        .hasMessageContaining("0 to 2 digits for amount");
  }

  @Test
  void afterAnotherStepItRefuses() {
    Batch filtered = TestBatch.empty().with(new Stage.Filtered("true"));
    assertThatThrownBy(() -> new Normalize(new NormalizeConfig(), READS, DriftRules.NONE, DriftWatch.FORGETFUL).apply(filtered)).hasMessageContaining("Put it first in the route");
  }
}
