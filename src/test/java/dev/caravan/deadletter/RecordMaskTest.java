package dev.caravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.CsvDialect;
import dev.caravan.contract.Contracts;
import dev.caravan.contract.SensitiveFields;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of sensitive fields are blanked and nothing else is changed; what cannot be told apart is not shown. */
class RecordMaskTest {
  // name, email and street are restricted there.
  private static final SensitiveFields CUSTOMER = SensitiveFields.of(new Contracts(List.of(Path.of("contracts"))).contract("retail/customer"));
  private static final List<String> HEADER = List.of("customer_id", "Name", "email");
  private static final CsvDialect DOUBLED = CsvDialect.RFC_4180;
  private static final CsvDialect ESCAPED = new CsvDialect(';', '\'', '\\', true, 0);

  @Test
  void valuesOfSensitiveFieldsOfAJsonRecordAreBlankedWhereverTheyStand() {
    assertThat(RecordMask.json("{\"customer_id\": 7,  \"email\":\"a@\\\"b\", \"zip\":\"1\"}", CUSTOMER))
        .hasValue("{\"customer_id\": 7,  \"email\":\"***\", \"zip\":\"1\"}");
    assertThat(RecordMask.json("{\"a\":[{\"NAME\":{\"first\":[1,2]}},{\"name\":12.50}],\"street\":null}", CUSTOMER))
        .hasValue("{\"a\":[{\"NAME\":\"***\"},{\"name\":\"***\"}],\"street\":\"***\"}");
  }

  @Test
  void aTextThatIsNoWholeJsonIsNotShown() {
    assertThat(List.of("{\"email\":\"a@b\"", "{\"zip\":1} {\"email\":2}", "email=a@b", "", "{\"zip\":1}]"))
        .allSatisfy(text -> assertThat(RecordMask.json(text, CUSTOMER)).isEmpty());
  }

  @Test
  void cellsOfSensitiveColumnsAreBlanked() {
    assertThat(RecordMask.csv("7,Anna,a@b", DOUBLED, HEADER, CUSTOMER)).hasValue("7,***,***");
    assertThat(RecordMask.csv("\"7\"\"\",\"Anna, \"\"A\"\"\nB\",", DOUBLED, HEADER, CUSTOMER)).hasValue("\"7\"\"\",***,***");
    assertThat(RecordMask.csv("7;'An\\';na';a@b", ESCAPED, HEADER, CUSTOMER)).hasValue("7;***;***");
  }

  @Test
  void aRecordWithOtherCellsThanColumnsIsNotShown() {
    assertThat(RecordMask.csv("7,Anna", DOUBLED, HEADER, CUSTOMER)).isEmpty();
    assertThat(RecordMask.csv("7,An,na,a@b", DOUBLED, HEADER, CUSTOMER)).isEmpty();
    assertThat(RecordMask.csv("7,\"Anna,a@b", DOUBLED, HEADER, CUSTOMER)).isEmpty();
  }
}
