package dev.caravan.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the packaged table says of failures as they come. */
class FailureTableTest {
  private static final FailureTable PACKAGED = FailureTables.packaged();

  private static FailureTable.Verdict verdict(Throwable failure) {
    return PACKAGED.verdict(FailureFacts.of(failure, any -> Optional.empty()));
  }

  private static Throwable http(int status) {
    return new RuntimeException(new HttpAnswer(status, null));
  }

  private static SQLException sql(String state) {
    return new SQLException("refused", state);
  }

  private static Throwable target(String state) {
    return new RuntimeException(new CaravanException(ErrorCode.SINK_TARGET, "cannot land", sql(state)));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new ConnectException("refused"), "network", FailureClass.TRANSIENT, true),
        Arguments.of(new RuntimeException(new SocketTimeoutException("read")), "network", FailureClass.TRANSIENT, true),
        Arguments.of(new UnknownHostException("nowhere"), "network", FailureClass.TRANSIENT, true),
        Arguments.of(new UncheckedIOException(new EOFException()), "input-or-output", FailureClass.TRANSIENT, true),
        Arguments.of(new IllegalStateException(new ConnectException("refused")), "network", FailureClass.TRANSIENT, true),
        Arguments.of(new SSLHandshakeException("no trust"), "input-or-output", FailureClass.TRANSIENT, true),
        Arguments.of(new SSLHandshakeException("no trust").initCause(new CertificateExpiredException()), "certificate", FailureClass.CONFIGURATION, false),
        Arguments.of(new java.nio.file.NoSuchFileException("a"), "file-missing", FailureClass.CONFIGURATION, false),
        Arguments.of(new com.fasterxml.jackson.core.JsonParseException(null, "cut"), "record", FailureClass.POISON, false),
        Arguments.of(new NullPointerException(), "mistake", FailureClass.BUG, false),
        Arguments.of(new RuntimeException(new StackOverflowError()), "mistake", FailureClass.BUG, false),
        Arguments.of(new NumberFormatException("x"), "mistake", FailureClass.BUG, false),
        Arguments.of(new RuntimeException("a vendor's own"), "unknown", FailureClass.TRANSIENT, true),
        Arguments.of(http(429), "http-busy", FailureClass.TRANSIENT, true),
        Arguments.of(http(503), "http-busy", FailureClass.TRANSIENT, true),
        Arguments.of(http(401), "http-login", FailureClass.CONFIGURATION, false),
        Arguments.of(http(404), "http-elsewhere", FailureClass.CONFIGURATION, false),
        Arguments.of(http(301), "http-elsewhere", FailureClass.CONFIGURATION, false),
        Arguments.of(http(422), "http-record", FailureClass.POISON, false),
        Arguments.of(http(400), "http-refused", FailureClass.PERMANENT, false),
        Arguments.of(http(500), "http-failed", FailureClass.TRANSIENT, true),
        Arguments.of(target("08006"), "sql-connection", FailureClass.TRANSIENT, true),
        Arguments.of(target("57P01"), "sql-connection", FailureClass.TRANSIENT, true),
        Arguments.of(target("40001"), "sql-conflict", FailureClass.TRANSIENT, false),
        Arguments.of(target("53300"), "sql-resources", FailureClass.TRANSIENT, true),
        Arguments.of(target("22001"), "sql-data", FailureClass.POISON, false),
        Arguments.of(target("23502"), "sql-data", FailureClass.POISON, false),
        Arguments.of(target("23505"), "sql-met-another", FailureClass.TRANSIENT, false),
        Arguments.of(target("42P07"), "sql-met-another", FailureClass.TRANSIENT, false),
        Arguments.of(target("42703"), "sql-names", FailureClass.CONFIGURATION, false),
        Arguments.of(target("28P01"), "sql-login", FailureClass.CONFIGURATION, false),
        Arguments.of(target(null), "code", FailureClass.TRANSIENT, true),
        Arguments.of(sql(null), "database", FailureClass.TRANSIENT, true),
        Arguments.of(new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "gone", sql("23502")), "own-stores", FailureClass.TRANSIENT, false),
        Arguments.of(new CaravanException(ErrorCode.FLOW_UPSTREAM, "the other failed"), "code", FailureClass.PERMANENT, false));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("failures")
  void eachFailureIsClassifiedByTheRowThatFitsFirst(Throwable failure, String rule, FailureClass failureClass, boolean outside) {
    assertThat(verdict(failure)).isEqualTo(new FailureTable.Verdict(failureClass, outside, rule));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void aCodeHasTheClassItIsDeclaredWith(ErrorCode code) {
    assertThat(verdict(new CaravanException(code, "it failed")).failureClass()).isEqualTo(code.failureClass());
  }

  @Test
  void theOutermostCodeDecides() {
    CaravanException inner = new CaravanException(ErrorCode.FLOW_BUG, "inner");
    assertThat(verdict(new CaravanException(ErrorCode.SINK_KEY, "outer", inner)).failureClass()).isEqualTo(FailureClass.CONFIGURATION);
  }

  @Test
  void anExceptionThatCausesItselfInACircleIsClassifiedAllTheSame() {
    RuntimeException first = new RuntimeException("first");
    first.initCause(new RuntimeException("second", first));
    assertThat(verdict(first).rule()).isEqualTo("unknown");
  }

  @Test
  void aUsersRowComesFirst() {
    FailureTable own = FailureTables.read("own.yaml", "rules:\n  - {name: never-there, exception: java.net.UnknownHostException, class: configuration}\n");

    FailureTable table = PACKAGED.after(own);

    assertThat(table.verdict(FailureFacts.of(new UnknownHostException("x"), any -> Optional.empty())))
        .isEqualTo(new FailureTable.Verdict(FailureClass.CONFIGURATION, false, "never-there"));
    assertThat(table.verdict(FailureFacts.of(new ConnectException("x"), any -> Optional.empty())).rule()).isEqualTo("network");
  }

  @Test
  void allThatARowNamesMustHold() {
    FailureTable own =
        FailureTables.read("own.yaml", "rules:\n  - {name: full-disk, code: sink.target-unavailable, sqlState: '53100', class: permanent, breaker: counts}\n");

    assertThat(own.verdict(FailureFacts.of(target("53100"), any -> Optional.empty()))).isEqualTo(new FailureTable.Verdict(FailureClass.PERMANENT, true, "full-disk"));
    assertThat(own.verdict(FailureFacts.of(target("53300"), any -> Optional.empty())).rule()).isEqualTo("otherwise");
    assertThat(own.verdict(FailureFacts.of(sql("53100"), any -> Optional.empty())).rule()).isEqualTo("otherwise");
  }
}
