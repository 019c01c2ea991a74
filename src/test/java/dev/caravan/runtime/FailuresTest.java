package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.failure.Failure;
import dev.caravan.failure.FailureTables;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final String FULL = "No space left on device";

  private final Failures failures = new Failures(FailureTables.packaged());

  @Test
  void aCallThatWasNotMadeSaysWhatOpenedTheBreaker() {
    CircuitBreaker breaker = CircuitBreaker.ofDefaults("jdbc-shop");
    breaker.transitionToOpenState();
    Failures told = new Failures(FailureTables.packaged(), name -> Optional.of("no room in " + name));

    Failure failure = told.of(CallNotPermittedException.createCallNotPermittedException(breaker));

    assertThat(failure.rule()).isEqualTo("breaker-open");
    assertThat(failure.problem().message()).contains("jdbc-shop").endsWith("; it opened by: no room in jdbc-shop");
  }

  @Test
  void aCallOfASourceThatWasNotMadeIsNoFailureOfATarget() {
    CircuitBreaker breaker = CircuitBreaker.ofDefaults("http-netsuite-1234567-sb1");
    breaker.transitionToOpenState();

    assertThat(failures.of(CallNotPermittedException.createCallNotPermittedException(breaker)).problem().code()).isEqualTo(ErrorCode.HTTP_BREAKER);
  }

  @Test
  void aHostThatDoesNotExistIsCalledOneWhicheverWayJavaSaysIt() {
    Failure failure = failures.of(new UnknownHostException("1234567-sb9.example"));

    assertThat(failure.problem().code()).isEqualTo(ErrorCode.HTTP_UNREACHABLE);
    assertThat(failure.problem().message()).isEqualTo("There is no host 1234567-sb9.example");
    assertThat(failure.failureClass()).isEqualTo(FailureClass.TRANSIENT);
  }

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
