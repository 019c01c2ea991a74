package dev.caravan.cli;

import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.sandbox.netsuite.NetSuiteSwitch;
import dev.caravan.sandbox.shop.ShopSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code caravan sandbox}: simulated outside systems on loopback, until it is told to stop. */
@Command(
    name = "sandbox",
    description = {
      "Start simulated outside systems on loopback: a NetSuite account and a shop's REST API.",
      "Both hold made-up, dirty data. Nothing of it is a real account, and nothing is sent anywhere."
    })
final class SandboxCommand implements Callable<Integer> {
  private static final int MOST_PORT = 65_534;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--port", paramLabel = "PORT", defaultValue = "8790", description = "Port of NetSuite; the shop has the next. 0 takes any two (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--scale", paramLabel = "X", defaultValue = "1", description = "How much data: 1 makes over 200,000 rows (default: ${DEFAULT-VALUE}).")
  private double scale;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The same seed makes the same data (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--switch", paramLabel = "NAME=VALUE", description = "How the account behaves; several may be given. See --switches.")
  private Map<String, String> switches = new LinkedHashMap<>();

  @Option(names = "--switches", description = "List the switches and end.")
  private boolean list;

  @Option(names = "--calls", paramLabel = "N", defaultValue = "40", description = "Calls the shop takes at once, and a twentieth of it each second (default: ${DEFAULT-VALUE}).")
  private int calls;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      switches(out);
      return ExitCode.DONE;
    }
    check();
    NetSuiteBehaviour behaviour = behaviour();
    Path folder = data.config().data().resolve("sandbox");
    int shopPort = port == 0 ? 0 : port + 1;
    try (NetSuiteSimulator netSuite = new NetSuiteSimulator(port, NetSuiteAccount.made(seed), behaviour, seed, scale, Clock.systemUTC());
        ShopSimulator shop = new ShopSimulator(shopPort, seed, scale, calls, Math.max(1, calls / 20.0), Clock.systemUTC());
        Interruption interruption = new Interruption(netSuite::close)) {
      new SandboxCredentials(folder).write(netSuite.account());
      new SandboxGuide(out, folder).print(netSuite, shop, behaviour);
      interruption.await();
      return interruption.code(ExitCode.DONE);
    }
  }

  private void check() {
    if (port < 0 || port > MOST_PORT) {
      throw new ParameterException(spec.commandLine(), "--port requires a number from 0 to " + MOST_PORT + ", got " + port);
    }
    if (!(scale > 0) || scale > 100) {
      throw new ParameterException(spec.commandLine(), "--scale requires a number above 0 and up to 100, got " + scale);
    }
    if (calls < 1) {
      throw new ParameterException(spec.commandLine(), "--calls requires a number from 1, got " + calls);
    }
  }

  private NetSuiteBehaviour behaviour() {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard();
    for (Map.Entry<String, String> each : switches.entrySet()) {
      behaviour = behaviour.with(each.getKey(), each.getValue());
    }
    return behaviour;
  }

  private static void switches(PrintWriter out) {
    Table table = new Table("switch", "standard", "what it does", "choices");
    for (NetSuiteSwitch each : NetSuiteSwitch.values()) {
      table.add(each.key(), each.standard(), each.sentence(), String.join(", ", each.choices()));
    }
    table.print(out);
    out.flush();
  }
}
