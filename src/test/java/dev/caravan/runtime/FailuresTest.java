package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.failure.Failure;
import dev.caravan.failure.FailureTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final String FULL = "No space left on device";

  private final Failures failures = new Failures(FailureTables.packaged());

  @Test
  void aDiskWithoutRoomIsNoBugOfTheEngineNorOfAFlow() {
    Failure engine = failures.of(new CaravanException(ErrorCode.ENGINE_FAILED, "IO Error: Could not write file \"a.parquet\": " + FULL));
    Failure anything = failures.of(new UncheckedIOException(new IOException(FULL)));

    assertThat(engine.problem().code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(engine.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(engine.outside()).as("speaks of an ill system outside").isFalse();
    assertThat(anything.problem().code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(failures.of(new CaravanException(ErrorCode.ENGINE_FAILED, "Something else")).failureClass()).isEqualTo(FailureClass.BUG);
  }
}
