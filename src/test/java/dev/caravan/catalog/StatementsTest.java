package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatementsTest {

  @Test
  void smallRowsGoTwoHundredAtOnce() {
    assertThat(together(450, 10)).containsExactly(200, 200, 50);
    assertThat(together(200, 10)).containsExactly(200);
    assertThat(together(0, 10)).isEmpty();
  }

  @Test
  void largeRowsGoFewAtOnceAndTheLargestAlone() {
    assertThat(together(9, 1 << 20)).as("a driver holds four megabytes at once").containsExactly(4, 4, 1);
    assertThat(together(3, 5 << 20)).containsExactly(1, 1, 1);
  }

  @Test
  void rowsKeepTheirOrder() {
    List<Object[]> rows = IntStream.range(0, 500).<Object[]>mapToObj(row -> new Object[] {row}).toList();

    assertThat(Statements.together(rows).stream().flatMap(List::stream)).containsExactlyElementsOf(rows);
  }

  private static List<Integer> together(int rows, int bytes) {
    byte[] raw = new byte[bytes];
    return Statements.together(IntStream.range(0, rows).<Object[]>mapToObj(row -> new Object[] {row, raw}).toList()).stream().map(List::size).toList();
  }
}
