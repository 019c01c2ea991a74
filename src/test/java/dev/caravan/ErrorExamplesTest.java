package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.session.Likeness;
import dev.caravan.session.Session;
import dev.caravan.session.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each error is provoked from outside, by commands, and says what its example says: {@code -Dpages.write=true} writes
 * the examples anew, {@code -Derrors=rejects.,rest.} runs those whose codes begin so.
 */
class ErrorExamplesTest {
  @TempDir private static Path place;
  private static Shell shell;

  @BeforeAll
  static void open() throws IOException {
    shell = new Shell(place);
  }

  @AfterAll
  static void close() {
    shell.close();
  }

  // No account, neither a real nor the simulated one, breaks the order it is asked for or has another clock than ours
  // at will: see PieceTest and NetSuiteCheckTest. A broker is nothing that a command of ours starts: see KafkaRunTest,
  // KafkaFailuresTest, KafkaFormatsTest and StreamsRunTest. Who is turned away at the HTTP port is told so there: see AccessMatrixTest, RestInterfaceTest
  // and BearerTokensTest.
  private static final Set<ErrorCode> WITHOUT_COMMAND =
      EnumSet.of(ErrorCode.NETSUITE_ORDER, ErrorCode.NETSUITE_CLOCK, ErrorCode.KAFKA_REFUSED, ErrorCode.KAFKA_TOPIC, ErrorCode.KAFKA_GAP,
          ErrorCode.REGISTRY_SCHEMA, ErrorCode.STREAMS_STOPPED, ErrorCode.ACCESS_UNKNOWN, ErrorCode.ACCESS_REFUSED, ErrorCode.ACCESS_DENIED, ErrorCode.ACCESS_CERTIFICATE, ErrorCode.ACCESS_ISSUER, ErrorCode.ACTION_UNAUDITED,
          ErrorCode.API_REQUEST, ErrorCode.API_MISSING, ErrorCode.API_BUSY, ErrorCode.API_FAILED);

  @Test
  void everyCodeHasAnExampleThatShowsItAndNothingElseHas() throws IOException {
    List<ErrorCode> shown = Arrays.stream(ErrorCode.values()).filter(code -> !WITHOUT_COMMAND.contains(code)).toList();
    assertThat(ErrorExamples.codes()).containsExactlyInAnyOrderElementsOf(shown.stream().map(ErrorCode::code).toList());
    for (ErrorCode code : shown) {
      assertThat(ErrorExamples.text(code)).as(code.code()).contains("[" + code.code() + "]").contains("next: ");
    }
  }

  @TestFactory
  Stream<DynamicTest> eachExampleIsWhatAUserSees() {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> ErrorExamples.exists(code))
        .filter(code -> Arrays.stream(System.getProperty("errors", "").split(",", -1)).anyMatch(code.code()::startsWith))
        .map(code -> DynamicTest.dynamicTest(code.code(), () -> compare(code)));
  }

  private static void compare(ErrorCode code) throws IOException {
    shell.restart(ErrorExamples.files(code));
    Shell.Output setup = shell.run(ErrorExamples.setup(code));
    assertThat(setup.code()).as(setup.text()).isZero();

    Session shown = ErrorExamples.session(code);
    List<Session.Step> seen = new ArrayList<>();
    for (Session.Step step : shown.steps()) {
      seen.add(new Session.Step(step.command(), shell.run(step.command()).text()));
    }
    String printed = ErrorExamples.text(new Session(seen));
    if (Boolean.getBoolean("pages.write") && !Likeness.alike(ErrorExamples.text(shown), printed)) {
      Files.writeString(ErrorExamples.expected(code), printed);
    }
    String expected = ErrorExamples.text(code);
    assertThat(Likeness.alike(expected, printed)).as("shown:\n%s\nseen:\n%s", expected, printed).isTrue();
  }
}
