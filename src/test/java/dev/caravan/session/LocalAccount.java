package dev.caravan.session;

import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * A simulated NetSuite account for the scripts of a shell, one at a time: {@code netsuite-account
 * deniedTables=employee} starts it and puts into the folder what a session with an account of one's own would
 * have there, its secrets and the settings that name it. Not thread-safe.
 */
final class LocalAccount {
  static final String COMMAND = "netsuite-account";

  private NetSuiteSimulator simulator;

  void start(List<String> switches) throws IOException {
    if (simulator != null) {
      simulator.close();
    }
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard();
    for (String each : switches) {
      behaviour = behaviour.with(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    simulator = NetSuiteSimulator.small(behaviour);
    secrets(simulator.account());
    String settings =
        """
        netsuite.account=1234567_SB1
        netsuite.base-url=%s
        caravan.secrets.store=files
        caravan.secrets.folder=secrets
        """;
    Files.writeString(Path.of("caravan.properties"), settings.formatted(simulator.baseUrl()), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void secrets(NetSuiteAccount account) throws IOException {
    Map<String, String> secrets =
        Map.of(
            "client-id", account.clientId(), "certificate-id", NetSuiteAccount.RSA, "private-key", account.privateKey(NetSuiteAccount.RSA).reveal(),
            "consumer-key", account.consumerKey(), "consumer-secret", account.consumerSecret().reveal(), "token-id", account.tokenId(), "token-secret",
            account.tokenSecret().reveal());
    Path folder = Files.createDirectories(Path.of("secrets/netsuite"));
    for (Map.Entry<String, String> secret : secrets.entrySet()) {
      Files.writeString(folder.resolve(secret.getKey()), secret.getValue());
    }
  }
}
