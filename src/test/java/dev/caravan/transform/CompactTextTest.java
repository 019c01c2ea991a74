package dev.caravan.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.caravan.Problems;
import org.junit.jupiter.api.Test;

class CompactTextTest {

  @Test
  void commasInParenthesesAndQuotesSeparateNothing() {
    assertThat(CompactText.parts("a = round(x, 2), b = 'p, q'")).containsExactly("a = round(x, 2)", "b = 'p, q'");
  }

  @Test
  void aBackslashMakesTheNextCharacterLiteral() {
    assertThat(CompactText.words("n\\,a, -, \\\\")).containsExactly("n,a", "-", "\\");
    assertThat(CompactText.split("address\\.city", '.')).containsExactly("address\\.city");
  }

  @Test
  void aPairWithoutTwoSidesIsToldWithItsForm() {
    Problems problems = new Problems();
    assertThat(CompactText.pairs("a=b, c, =d", "rename", "field=column", problems)).containsExactly(entry("a", "b"));
    assertThat(problems.list()).hasSize(2).allSatisfy(problem -> assertThat(problem.required()).isEqualTo("field=column"));
  }

  @Test
  void aKeyTwiceIsAProblem() {
    Problems problems = new Problems();
    CompactText.pairs("a=b, a=c", "case", "column=upper", problems);
    assertThat(problems.list()).singleElement().satisfies(problem -> assertThat(problem.message()).contains("'a' twice"));
  }
}
