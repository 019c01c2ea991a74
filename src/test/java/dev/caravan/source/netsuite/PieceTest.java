package dev.caravan.source.netsuite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PieceTest {
  @Test
  void aPageThatEndsWhereTheOneBeforeItEndedIsNotGoneOnFrom() {
    assertThat(Piece.key(List.of("id"), new String[] {"8"}, List.of("7"))).containsExactly("8");

    CaravanException failure = catchThrowableOfType(CaravanException.class, () -> Piece.key(List.of("id"), new String[] {"7"}, List.of("7")));

    assertThat(failure.code()).isEqualTo(ErrorCode.NETSUITE_ORDER);
    assertThat(failure).hasMessageContaining("requires a key behind [7], got [7]");
  }
}
