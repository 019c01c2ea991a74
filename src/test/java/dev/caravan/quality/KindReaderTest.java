package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindReaderTest {

  @ParameterizedTest
  @CsvSource({
    "42, INTEGER", "-7, INTEGER", "12.50, DECIMAL", "1e-3, FLOATING", "00420, ZERO_PADDED", "True, BOOLEAN", "y, FLAG",
    "2024-02-29, DATE", "29/02/2024, DATE_OTHER", "2024-02-29T10:00:00Z, TIMESTAMP", "2024-02-29T10:00:00+02:00, OFFSET",
    "2017-05-07 0:00:00, TIMESTAMP_OTHER", "13:45:59, TIME", "0d4cf6a7-33b7-4d5b-9a4f-2f1b4a0f52aa, UUID",
    "ana.lima@example.org, EMAIL", "https://example.org/a?b=c, URL", "+44 20 7946 0018, PHONE", "GB82WEST12345698765432, IBAN",
    "PT, COUNTRY", "EUR, CURRENCY", "4111111111111111, CREDIT_CARD", "4111 1111 1111 1111, CREDIT_CARD", "10.0.0.1, IP_ADDRESS"
  })
  void readsEachKind(String text, Kind kind) {
    assertThat(KindReader.read(text)).contains(kind);
  }

  @Test
  void seesWhiteSpaceAndBrackets() {
    assertThat(KindReader.read(" 42")).containsExactly(Kind.PADDED);
    assertThat(KindReader.read("{\"a\":1}")).containsExactly(Kind.JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "1.", ".5", "+1", "-0", "1,000", "0x10", "123456789012345678901234567890123456789", "--1", "1.2.3", "-"})
  void takesNothingForANumberThatWouldNotComeBackAsWritten(String text) {
    assertThat(KindReader.read(text)).doesNotContain(Kind.INTEGER, Kind.DECIMAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2023-02-29", "31/13/2024", "2024-13-01", "24:00:61"})
  void takesNoImpossibleDate(String text) {
    assertThat(KindReader.read(text)).doesNotContain(Kind.DATE, Kind.DATE_OTHER, Kind.TIMESTAMP, Kind.TIMESTAMP_OTHER, Kind.TIME);
  }

  @Test
  void wrongCheckDigitsAreNoCardAndNoAccount() {
    assertThat(KindReader.read("4111111111111112")).doesNotContain(Kind.CREDIT_CARD);
    assertThat(KindReader.read("GB83WEST12345698765432")).doesNotContain(Kind.IBAN);
  }

  @Test
  void keepsTheFormsApartThatADateAllows() {
    assertThat(forms("31/12/2024")).contains(DateForm.DAY_SLASH).doesNotContain(DateForm.MONTH_SLASH);
    assertThat(forms("12/31/2024")).contains(DateForm.MONTH_SLASH).doesNotContain(DateForm.DAY_SLASH);
    assertThat(forms("11/12/2024")).contains(DateForm.MONTH_SLASH, DateForm.DAY_SLASH);
    assertThat(forms("12/1/2010 8:26")).contains(DateForm.MONTH_SLASH_MINUTE);
  }

  @Test
  void drawsShapesForEveryAlphabet() {
    assertThat(KindReader.shape("Ab-12 Éß٣")).isEqualTo("Aa-99 Àà٩");
    assertThat(KindReader.shape("x".repeat(41))).isEqualTo("a".repeat(40) + "…");
  }

  @Test
  void countsTheDigitsADecimalNeeds() {
    assertThat(KindReader.digits("-123.4500")).isEqualTo(3 * 64 + 4);
    assertThat(KindReader.digits("0.5")).isEqualTo(1);
    assertThat(KindReader.digits("7")).isEqualTo(64);
  }

  private static java.util.List<DateForm> forms(String text) {
    long forms = KindReader.forms(text);
    return java.util.Arrays.stream(DateForm.values()).filter(form -> form.in(forms)).toList();
  }
}
