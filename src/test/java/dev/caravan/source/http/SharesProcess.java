package dev.caravan.source.http;

import dev.caravan.Secret;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.kill.CaravanProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A real process that holds all calls to a system until it is killed. */
final class SharesProcess implements AutoCloseable {
  private static final String HOLDING = "holding";

  private final Process process;

  private SharesProcess(Process process) {
    this.process = process;
  }

  /** @param ledger a folder or a JDBC URL of PostgreSQL */
  static SharesProcess start(String ledger, String system, int calls) throws IOException {
    List<String> command = CaravanProcess.javaWithTests();
    command.addAll(List.of(SharesProcess.class.getName(), ledger, system, Integer.toString(calls)));
    return new SharesProcess(
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  void awaitHolding() throws IOException {
    BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = output.readLine(); !HOLDING.equals(line); line = output.readLine()) {
      if (line == null) {
        throw new IOException("the process ended before it held calls");
      }
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  static LedgerConfig ledger(String address) {
    return address.startsWith("jdbc:") ? LedgerConfig.at(address, "postgres", new Secret("postgres")) : LedgerConfig.inFolder(Path.of(address));
  }

  public static void main(String[] arguments) throws Exception {
    JdbcLedger ledger = Ledgers.open(ledger(arguments[0]), Clock.systemUTC());
    int calls = Integer.parseInt(arguments[2]);
    ConcurrencyBudget.Share share = new CallShares(ledger.callPermits(), ProcessOwner.current().name(), Clock.systemUTC()).beating(arguments[1]);
    for (int call = 0; call < calls; call++) {
      if (!share.begin(calls)) {
        throw new IllegalStateException("call " + call + " may not begin");
      }
    }
    System.out.println(HOLDING);
    new CountDownLatch(1).await();
  }
}
