package dev.caravan.cli.crash;

import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.security.EnvironmentVariables;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The customers of a simulated NetSuite account. */
final class SeededAccount implements SeededSource {
  static final String NAME = "netsuite";
  private static final int BATCH = 50;
  private static final int BAD_OF = 50;
  private static final String CREDENTIALS = "crash-netsuite";

  private final NetSuiteSimulator simulator;
  private final Set<Long> keys;
  private final Set<Long> refused;

  SeededAccount(long seed, int count) {
    simulator = new NetSuiteSimulator(0, NetSuiteAccount.made(seed), NetSuiteBehaviour.standard(), seed, 0, Clock.systemUTC());
    simulator.change(
        "INSERT INTO customer (id, altname, creditlimit, lastmodifieddate) SELECT i, 'Customer ' || i,"
            + " CASE WHEN hash(i, " + seed + ") % " + BAD_OF + " = 0 THEN -1 ELSE i + 0.5 END,"
            + " CAST(? AS TIMESTAMPTZ) - i * INTERVAL 1 SECOND FROM range(1, " + (count + 1) + ") ids(i)",
        simulator.now().truncatedTo(ChronoUnit.SECONDS));
    keys = new TreeSet<>(simulator.numbers("SELECT id FROM customer"));
    refused = new TreeSet<>(simulator.numbers("SELECT id FROM customer WHERE creditlimit < 0"));
  }

  @Override
  public String name() {
    return NAME;
  }

  // As for the shop: all rows come again at each pass.
  @Override
  public String from(Path folder) {
    return """
        uri: kamelet:netsuite-suiteql-source
        parameters:
          account: %s
          baseUrl: "%s"
          login: oauth2
          algorithm: ES256
          credentials: %s:%s
          query: >-
            SELECT id, creditlimit AS amount, TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS lastmodifieddate
            FROM customer
          cursor: lastmodifieddate, id
          overlap: 365d
          batchRows: %d
        """
        .formatted(simulator.account().realm(), simulator.baseUrl(), EnvironmentVariables.STORE, CREDENTIALS, BATCH);
  }

  @Override
  public String normalize() {
    // Numbers come as texts.
    return "coerce: true\n";
  }

  @Override
  public String properties() {
    return SeededAmounts.AMOUNT
        + """
        - name: lastmodifieddate
          logicalType: timestamp
          logicalTypeOptions:
            timezone: true
          required: true
        """;
  }

  @Override
  public Map<String, String> environment() {
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
  public Set<Long> keys() {
    return keys;
  }

  @Override
  public Set<Long> refused() {
    return refused;
  }

  @Override
  public String repaired(String raw) {
    return raw.replaceAll("(\"amount\":\"?)-1", "$11");
  }

  @Override
  public void close() {
    simulator.close();
  }
}
