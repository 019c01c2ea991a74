package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.deadletter.RejectQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Option;

/** The options by which rejects are chosen; all that are given must fit. */
final class RejectFilter {
  @Option(names = "--flow", paramLabel = "FLOW", description = "Only those of this flow.")
  private String flow;

  @Option(names = "--rule", paramLabel = "RULE", description = "Only those that broke this rule.")
  private String rule;

  @Option(names = "--field", paramLabel = "FIELD", description = "Only those with this field at fault.")
  private String field;

  @Option(names = "--value", paramLabel = "VALUE", description = "Only those where this value was found.")
  private String value;

  @Option(names = "--batch", paramLabel = "BATCH", description = "Only those of this batch.")
  private String batch;

  @Option(names = "--from", paramLabel = "TIME", description = "Only those last refused at or after: 2026-01-31 or 2026-01-31T08:00:00Z (UTC).")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Only those last refused before.")
  private String to;

  RejectQuery query() {
    return RejectQuery.ALL.flow(flow).rule(rule).field(field).value(value).batch(batch == null ? null : new BatchId(batch))
        .from(time("--from", from)).to(time("--to", to));
  }

  /** Whether any option is given. */
  boolean given() {
    return !query().equals(RejectQuery.ALL);
  }

  private static Instant time(String option, String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.contains("T") ? Instant.parse(text) : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "The time of " + option + " cannot be read").required("2026-01-31 or 2026-01-31T08:00:00Z", "'" + text + "'"));
    }
  }
}
