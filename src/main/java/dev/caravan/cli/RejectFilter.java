package dev.caravan.cli;

import dev.caravan.batch.BatchId;
import dev.caravan.deadletter.RejectQuery;
import java.time.Instant;
import picocli.CommandLine.Option;

/** The options by which rejects are chosen; all that are given must fit. */
final class RejectFilter {
  // One moment for a command, so that the same words mean the same rejects each time it looks.
  private final Instant now = Instant.now();

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

  @Option(names = {"--since", "--from"}, paramLabel = "TIME", description = "Only those last refused at or after: 2026-01-31, 2026-01-31T08:00:00Z (UTC), or 2h, 7d ago.")
  private String since;

  @Option(names = {"--until", "--to"}, paramLabel = "TIME", description = "Only those last refused before.")
  private String until;

  RejectQuery query() {
    return RejectQuery.ALL.flow(flow).rule(rule).field(field).value(value).batch(batch())
        .from(since()).to(until());
  }

  /** Whether any option is given. */
  boolean given() {
    return !query().equals(RejectQuery.ALL);
  }

  /** Whether records are chosen by what is wrong with them. */
  boolean ofRecords() {
    return rule != null || field != null || value != null;
  }

  String flow() {
    return flow;
  }

  BatchId batch() {
    return batch == null ? null : new BatchId(batch);
  }

  Instant since() {
    return Moment.of("--since", since, now);
  }

  Instant until() {
    return Moment.of("--until", until, now);
  }
}
