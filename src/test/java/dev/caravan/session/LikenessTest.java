package dev.caravan.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LikenessTest {

  @Test
  void timesDurationsIdsAndWidthsMayDiffer() {
    assertThat(
            Likeness.alike(
                "2026-11-21 10:00:01  shop-00aa11bb22cc33dd  0.31 s\n-----\n",
                "2027-01-02 03:04:05 shop-99ff88ee77dd66cc   12.02 s\n----------\n"))
        .isTrue();
  }

  @Test
  void numbersWordsAndDaysMayNot() {
    assertThat(Likeness.alike("landed 2 on 2026-01-31", "landed 2 on 2026-01-31")).isTrue();
    assertThat(Likeness.alike("landed 2 on 2026-01-31", "landed 3 on 2026-01-31")).isFalse();
    assertThat(Likeness.alike("landed 2 on 2026-01-31", "landed 2 on 2026-01-30")).isFalse();
    assertThat(Likeness.alike("orders.csv:3", "orders.csv:4")).isFalse();
    assertThat(Likeness.alike("one line", "one line\nand another")).isFalse();
  }

  @Test
  void anEllipsisIsWhateverStandsThere() {
    assertThat(Likeness.alike("first\n…\nlast", "first\nsecond\nthird\nlast")).isTrue();
    assertThat(Likeness.alike("first\n…\nlast", "first\nlast")).isTrue();
    assertThat(Likeness.alike("port … taken", "port 8080 is taken")).isTrue();
    assertThat(Likeness.alike("port … taken", "port 8080\nis taken")).isFalse();
  }

  @Test
  void aFlowMayFailBeforeItIsToldThatItRuns() {
    String failure = "10:00:01.000 ERROR Passes: it stopped\n    next: mend it\n";
    String banner = "Caravan runs 1 route: orders\n  data  /home/anna\n";
    assertThat(Likeness.alike("$ run\n" + banner + failure + "done", "$ run\n" + failure + banner + "done")).isTrue();
    assertThat(Likeness.alike("$ run\n" + banner + failure + "done", "$ run\n" + failure + "done\n" + banner)).isFalse();
    assertThat(Likeness.alike("$ run\n" + banner + failure + "done", "$ run\n" + banner + "done")).isFalse();
  }
}
