package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands for an account, by the real command line and real sockets. */
@Timeout(60)
class NetSuiteCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private NetSuiteSimulator simulator;

  @AfterEach
  void stop() {
    simulator.close();
  }

  private void start(String... switches) throws IOException {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard();
    for (int i = 0; i < switches.length; i += 2) {
      behaviour = behaviour.with(switches[i], switches[i + 1]);
    }
    simulator = NetSuiteSimulator.small(behaviour);
    new SandboxCredentials(folder.resolve("secrets")).write(simulator.account());
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--account", "1234567-sb1", "--base-url", simulator.baseUrl(), "--data", folder.resolve("data").toString(), "-p", "caravan.secrets.store=files", "-p",
            "caravan.secrets.folder=" + folder.resolve("secrets"), "-p", "caravan.contracts=" + folder.resolve("contracts")));
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  @Test
  void pingTellsEachCheckOnALineAndWhatToDoAboutThoseThatFail() throws Exception {
    start("deniedTables", "employee", "dateFormat", "DD/MM/YY");

    int code = run("netsuite", "ping", "--table", "customer,employee");

    assertThat(code).as(err::toString).isEqualTo(ExitCode.INVALID);
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("ok +login +taken, by OAuth 2.0 \\(PS256\\)"))
        .anyMatch(line -> line.matches("ok +table customer +may be read"))
        .anyMatch(line -> line.matches("failed +table employee .*\\[netsuite.table]"))
        .anyMatch(line -> line.matches(" +next: Either there is no table 'employee', or the role.*"))
        .anyMatch(line -> line.matches("failed +date format .*\\[netsuite.date-format]"))
        .contains("2 checks failed.");
    for (String secret : List.of(simulator.account().clientId(), simulator.account().tokenId())) {
      assertThat(out.toString() + err).doesNotContain(secret);
    }
  }

  @Test
  void pingTellsOfASecretThatIsMissingAndOfOneThatIsDeniedAndTriesNoLogin() throws Exception {
    start();
    Files.delete(folder.resolve("secrets/netsuite/token-id"));
    // The store refuses what is too large to be a secret; a file of another user would be readable to root.
    Files.writeString(folder.resolve("secrets/netsuite/token-secret"), "x".repeat(2 << 20));

    int code = run("netsuite", "ping", "--login", "tba");

    assertThat(code).isEqualTo(ExitCode.INVALID);
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("failed +secret netsuite/token-id +There is no file for the secret 'netsuite/token-id'.*\\[secret.missing]"))
        .anyMatch(line -> line.matches(" +next: Mount it, or name its folder: caravan.secrets.folder."))
        .anyMatch(line -> line.matches("failed +secret netsuite/token-secret .*too large to be a secret.*\\[secret.denied]"))
        .anyMatch(line -> line.matches(" +next: Put nothing but the secret into the file, or name another one."))
        .anyMatch(line -> line.matches("ok +secret netsuite/consumer-key.*"))
        .anyMatch(line -> line.matches("skipped +login.*"));
    assertThat(simulator.exchanges()).as("no login was tried").hasSize(1);
  }

  @Test
  void pingIsJsonForPrograms() throws Exception {
    start("deniedTables", "employee");

    assertThat(run("netsuite", "ping", "--table", "employee", "--format", "json", "--login", "tba")).isEqualTo(ExitCode.INVALID);

    JsonNode findings = new ObjectMapper().readTree(out.toString());
    assertThat(findings.findValuesAsText("check")).contains("host", "clock", "secret netsuite/token-secret", "login", "table employee", "concurrency");
    JsonNode failed = findings.findParents("code").get(0);
    assertThat(failed.path("outcome").asText()).isEqualTo("failed");
    assertThat(failed.path("code").asText()).isEqualTo("netsuite.table");
    assertThat(failed.path("next").asText()).contains("Manage Roles");
  }

  @Test
  void aSchemaIsLearntOnceAndCountsForItsLifetime() throws Exception {
    start();

    assertThat(run("netsuite", "schema", "customer")).as(err::toString).isZero();
    assertThat(out.toString()).contains("customer: 19 columns").containsPattern("custentity_tier +text +custom").containsPattern("salesrep +integer +employee")
        .contains("TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS lastmodifieddate");

    simulator.forgetExchanges();
    assertThat(run("netsuite", "schema", "CUSTOMER", "--format", "json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).path("columns")).hasSize(19);
    assertThat(simulator.exchanges()).isEmpty();

    assertThat(run("netsuite", "schema", "customer", "--login", "tba")).as("another role may see other columns").isZero();
    assertThat(simulator.exchanges()).isNotEmpty();

    simulator.forgetExchanges();
    assertThat(run("netsuite", "schema", "customer", "--login", "tba", "--lifetime", "1ms")).isZero();
    assertThat(simulator.exchanges()).isNotEmpty();

    simulator.forgetExchanges();
    assertThat(run("netsuite", "schema", "customer", "--login", "tba", "--refresh")).isZero();
    assertThat(simulator.exchanges()).isNotEmpty();
  }

  @Test
  void aContractOfATableHasTypesNullabilityReferencesAndItsRowsKeepIt() throws Exception {
    start();
    simulator.change("UPDATE customer SET currency = (SELECT min(id) FROM currency)");

    assertThat(run("contract", "infer", "netsuite:customer", "--into", folder.resolve("contracts").toString())).as(err::toString).isZero();

    String contract = Files.readString(folder.resolve("contracts/netsuite/customer.odcs.yaml"));
    assertThat(property(contract, "id")).contains("logicalType: integer").contains("required: true").contains("primaryKey: true");
    assertThat(property(contract, "email")).contains("logicalType: string").contains("required: false");
    assertThat(property(contract, "custentity_tier")).contains("# a custom field");
    assertThat(property(contract, "lastmodifieddate")).contains("logicalType: timestamp");
    assertThat(property(contract, "currency")).contains("- {to: currency.id}").contains("the 1 id sampled is found in currency");
    assertThat(property(contract, "subsidiary")).as("some customers have one that is gone").contains("customProperties: [{property: caravan.severity, value: warning}]");
    assertThat(contract).contains("# parent refers to customer.id, which is no rule here");

    assertThat(run("netsuite", "schema", "customer", "--format", "json")).isZero();
    Path rows = rows(new ObjectMapper().readTree(out.toString()).path("query").asText());
    Path unlinked = Files.writeString(folder.resolve("unlinked.odcs.yaml"), contract.replaceAll("(?m)^ +relationships:\\n +- .*\\n", ""));
    assertThat(check(rows, unlinked)).as(out::toString).isZero();
    assertThat(out.toString()).contains("would land " + simulator.numbers("SELECT count(*) FROM customer").get(0) + ", would reject 0");
  }

  private int check(Path rows, Path contract) {
    out.getBuffer().setLength(0);
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), "contract", "check", rows.toString(), "--contract", contract.toString(), "--data", folder.resolve("data").toString());
  }

  private static String property(String contract, String name) {
    int from = contract.indexOf("      - name: " + name + "\n");
    assertThat(from).as(name).isPositive();
    int to = contract.indexOf("      - name: ", from + 1);
    return contract.substring(from, to < 0 ? contract.length() : to);
  }

  private Path rows(String query) throws Exception {
    String body = new ObjectMapper().createObjectNode().put("q", query).toString();
    java.net.http.HttpRequest request =
        java.net.http.HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/services/rest/query/v1/suiteql?limit=1000&offset=0"))
            .header("Authorization", "Bearer " + simulator.accessToken())
            .header("Prefer", "transient")
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
            .build();
    String reply = java.net.http.HttpClient.newHttpClient().send(request, java.net.http.HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)).body();
    List<String> lines = new ArrayList<>();
    new ObjectMapper().readTree(reply).path("items").forEach(item -> lines.add(((com.fasterxml.jackson.databind.node.ObjectNode) item).without("links").toString()));
    return Files.write(folder.resolve("rows.ndjson"), lines);
  }

  @Test
  void withoutAnAccountTheCommandSaysWhereOneIsNamed() throws Exception {
    start();

    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), "netsuite", "ping", "--data", folder.resolve("data").toString());

    assertThat(code).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("--account, or the property netsuite.account").contains("[cli.usage]");
  }
}
