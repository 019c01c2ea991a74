package dev.caravan.cli;

import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.security.EnvironmentVariables;
import java.time.Clock;
import java.util.Map;

/**
 * The NetSuite account that the demo reads: a simulator of this process, and what a run must be told to
 * read it and no other. Its credentials are made anew and kept in memory.
 */
final class DemoAccount implements AutoCloseable {
  /** Folder of the packaged routes that read it. */
  static final String SYSTEM = "netsuite";

  private static final String CREDENTIALS = "demo-netsuite";
  private static final String KAMELET = "camel.kamelet.netsuite-suiteql-source.";
  private static final long SEED = 1;

  private final NetSuiteSimulator simulator;

  /** @param scale 1 makes over 200,000 rows */
  DemoAccount(double scale) {
    simulator = new NetSuiteSimulator(0, NetSuiteAccount.made(SEED), NetSuiteBehaviour.standard(), SEED, scale, Clock.systemUTC());
  }

  long rows() {
    return simulator.rows();
  }

  /** Settings that win over those of a real account. */
  Map<String, String> settings() {
    return Map.of(
        "netsuite.account", simulator.account().realm(),
        KAMELET + "baseUrl", simulator.baseUrl(),
        KAMELET + "login", "oauth2",
        KAMELET + "algorithm", "ES256",
        KAMELET + "credentials", EnvironmentVariables.STORE + ":" + CREDENTIALS);
  }

  /** Secrets by the variable of the environment that would hold each. */
  Map<String, String> secrets() {
    NetSuiteAccount account = simulator.account();
    return Map.of(
        variable("client-id"), account.clientId(),
        variable("certificate-id"), NetSuiteAccount.P256,
        variable("private-key"), account.privateKey(NetSuiteAccount.P256).reveal());
  }

  private static String variable(String secret) {
    return EnvironmentVariables.variable(CREDENTIALS + "/" + secret);
  }

  @Override
  public void close() {
    simulator.close();
  }
}
