package dev.caravan.cli.crash;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Milestone;
import dev.caravan.catalog.Milestones;
import dev.caravan.cli.DataOption;
import dev.caravan.cli.Interruption;
import dev.caravan.deadletter.Choice;
import dev.caravan.deadletter.History;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.Replays;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The process that a crash test kills: runs routes once, replays all refused records or runs history again, and can be told
 * to stop dead at a milestone, where it waits for its end, or for a byte on standard input to go on. Tells on
 * standard output when it works and when it has stopped. Told to end (SIGTERM) it drains as `caravan run` does.
 */
@Command(name = "crashed-run")
public final class CrashedRun implements Callable<Integer> {
  static final String WORKING = "crash-test: working";
  static final String STOPPED = "crash-test: stopped";
  /** option: replays all refused records and takes in nothing new */
  static final String REPLAY = "--replay";
  /** option: runs all that a flow has landed again, in the place of what landed */
  static final String REPROCESS = "--reprocess";
  /** option: the routes are known to be right, so that not each process of many looks at them first */
  static final String CHECKED = "--checked";

  @Mixin private DataOption data;

  @Option(names = "--stop-at")
  private Milestone milestone;

  @Option(names = "--passing", defaultValue = "1")
  private int passing;

  @Option(names = REPLAY)
  private boolean replay;

  @Option(names = REPROCESS)
  private String reprocessed;

  @Option(names = CHECKED)
  private boolean checked;

  @Parameters(arity = "1")
  private Path routes;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CrashedRun()).execute(arguments));
  }

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    Milestones milestones = new StoppingAt(milestone, passing);
    if (replay) {
      queueRejects(config, milestones);
    }
    if (reprocessed != null) {
      queueHistory(config, milestones);
    }
    CaravanRuntime runtime = new CaravanRuntime(config, new RouteSelection(null, List.of(routes)), mode(), milestones, checked);
    try (runtime;
        Interruption interruption = new Interruption(runtime::close)) {
      runtime.start();
      boolean complete = runtime.awaitPasses();
      runtime.close();
      return interruption.code(complete && runtime.progress().stream().noneMatch(flow -> flow.state() == FlowProgress.State.FAILED) ? 0 : 1);
    }
  }

  private CaravanRuntime.Mode mode() {
    if (reprocessed != null) {
      return CaravanRuntime.Mode.HISTORY;
    }
    return replay ? CaravanRuntime.Mode.UNFINISHED : CaravanRuntime.Mode.ONCE;
  }

  private void queueHistory(CaravanConfig config, Milestones milestones) {
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC(), milestones)) {
      History history = new History(ledger, config.data().resolve("segments"));
      history.plan(reprocessed, Instant.EPOCH, Instant.now()).inputs().forEach(input -> history.queue(input, History.WORK));
    }
  }

  private static void queueRejects(CaravanConfig config, Milestones milestones) {
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC(), milestones)) {
      Choice choice = new RejectFinder(ledger.database()).choose(RejectQuery.ALL);
      if (!choice.isEmpty()) {
        new Replays(ledger, config.data().resolve("segments"), Clock.systemUTC(), "crash-test").queue(choice);
      }
    }
  }

  /** Lets no thread pass a milestone any more once it was reached so often, until it is told to. */
  private static final class StoppingAt implements Milestones {
    private final Milestone milestone;
    private final int passing;
    private final AtomicBoolean working = new AtomicBoolean();
    private final AtomicInteger passed = new AtomicInteger();
    private final CountDownLatch goingOn = new CountDownLatch(1);

    /** @param milestone null to stop nowhere */
    private StoppingAt(Milestone milestone, int passing) {
      this.milestone = milestone;
      this.passing = passing;
      Thread listening = new Thread(this::listen, "crash-test-listening");
      listening.setDaemon(true);
      listening.start();
    }

    private void listen() {
      try {
        if (System.in.read() >= 0) {
          goingOn.countDown();
        }
      } catch (IOException e) {
        // Nobody is left who could say anything.
        Runtime.getRuntime().halt(1);
      }
    }

    @Override
    public void reached(Milestone reached, String flow) {
      if (working.compareAndSet(false, true)) {
        tell(WORKING);
      }
      if (reached == milestone && passed.incrementAndGet() >= passing) {
        tell(STOPPED);
        await();
      }
    }

    private static void tell(String line) {
      System.out.println(line);
      System.out.flush();
    }

    private void await() {
      boolean waiting = true;
      while (waiting) {
        try {
          goingOn.await();
          waiting = false;
        } catch (InterruptedException e) {
          // Whoever waits to be killed does not mind being asked to stop.
          Thread.onSpinWait();
        }
      }
    }
  }
}
