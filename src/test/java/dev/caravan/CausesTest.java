package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class CausesTest {
  private final IOException inner = new IOException("inner");
  private final UncheckedIOException outer = new UncheckedIOException("outer", inner);

  @Test
  void goFromTheOutsideIn() {
    assertThat(Causes.of(outer)).containsExactly(outer, inner);
    assertThat(Causes.deepest(outer)).isSameAs(inner);
    assertThat(Causes.deepest(inner)).isSameAs(inner);
  }

  @Test
  void areFoundByTheirClass() {
    assertThat(Causes.first(outer, Exception.class)).containsSame(outer);
    assertThat(Causes.first(outer, IOException.class)).containsSame(inner);
    assertThat(Causes.has(outer, IllegalStateException.class)).isFalse();
  }

  @Test
  void endThoughTheyGoInACircle() {
    RuntimeException first = new RuntimeException();
    first.initCause(new RuntimeException(first));

    assertThat(Causes.of(first)).hasSize(50);
    assertThat(Causes.has(first, IOException.class)).isFalse();
  }
}
