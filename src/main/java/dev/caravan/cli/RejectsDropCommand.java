package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.Replays;
import dev.caravan.runtime.CaravanConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan rejects drop}. */
@Command(name = "drop", description = "Note that rejects are not needed. They can still be listed and shown.")
final class RejectsDropCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Mixin private RejectFilter filter;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "As `caravan rejects list` prints them; or choose open ones by a filter.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for whoever looks later.")
  private String reason;

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      if (ids.isEmpty() == !filter.given()) {
        throw new CaravanException(
            Problem.of(ErrorCode.USAGE, null, "Which rejects are meant is not said").required("ids, or a filter such as --flow", ids.isEmpty() ? "neither" : "both"));
      }
      if (ids.isEmpty()) {
        new RejectFinder(ledger.database()).choose(filter.query()).ordinals().forEach((batch, ordinals) -> ordinals.forEach(ordinal -> ids.add(batch + ":" + ordinal)));
      }
      Replays replays = new Replays(ledger, config.data().resolve("segments"), Clock.systemUTC(), System.getProperty("user.name"));
      for (String id : ids) {
        replays.drop(id, reason);
        spec.commandLine().getOut().println("Dropped " + id + ".");
      }
    }
    return ExitCode.DONE;
  }
}
