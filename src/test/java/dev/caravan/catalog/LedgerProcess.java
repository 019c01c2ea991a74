package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.Ledger.CursorMove;
import dev.caravan.kill.CaravanProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A real process that works on an embedded ledger until it is ended from outside. */
final class LedgerProcess implements AutoCloseable {
  static final String FLOW = "orders";
  static final String LEASE = "range";

  private final Process process;
  private final BufferedReader output;

  private LedgerProcess(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Commits batch after batch, telling each number when the call has returned. */
  static LedgerProcess commits(Path folder) throws IOException {
    return start("commits", folder);
  }

  /** Holds the ledger; when asked to end, commits one batch more in its shutdown hook. */
  static LedgerProcess holds(Path folder) throws IOException {
    return start("holds", folder);
  }

  private static LedgerProcess start(String work, Path folder) throws IOException {
    List<String> command = CaravanProcess.javaWithTests();
    command.addAll(List.of(LedgerProcess.class.getName(), work, folder.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new LedgerProcess(process);
  }

  /** Waits until it has told this number or a later one. */
  int awaitTold(int number) throws IOException {
    int told = -1;
    while (told < number) {
      int next = next();
      if (next < 0) {
        throw new IOException("the process ended after " + told);
      }
      told = next;
    }
    return told;
  }

  /** What it still told before it ended; -1 for nothing more. */
  int lastTold() throws IOException {
    int told = -1;
    for (int next = next(); next >= 0; next = next()) {
      told = next;
    }
    return told;
  }

  private int next() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("told ")) {
        return Integer.parseInt(line.substring("told ".length()));
      }
    }
    return -1;
  }

  void kill() throws InterruptedException {
    // By its handle, which leaves the output to be read.
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  void end() throws InterruptedException {
    process.toHandle().destroy();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws Exception {
    JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(Path.of(arguments[1])), Clock.systemUTC());
    ledger.lease(LEASE, ProcessOwner.current().name(), Duration.ofHours(1));
    long run = ledger.startRun(FLOW);
    if (arguments[0].equals("holds")) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> commit(ledger, run, 1)));
      commit(ledger, run, 0);
      new CountDownLatch(1).await();
    }
    for (int number = 0; ; number++) {
      commit(ledger, run, number);
    }
  }

  static BatchId batch(int number) {
    return BatchId.of(FLOW, "inbox", String.valueOf(number), 0);
  }

  private static void commit(JdbcLedger ledger, long run, int number) {
    ledger.open(run, batch(number), FLOW, "inbox", String.valueOf(number), 0, "/segments/" + number);
    CursorMove move = new CursorMove("number", number == 0 ? null : String.valueOf(number - 1), String.valueOf(number));
    ledger.commit(batch(number), new Counts(number, number, 0, 0, 0), Map.of(), move);
    System.out.println("told " + number);
  }
}
