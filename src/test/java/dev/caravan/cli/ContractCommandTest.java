package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void whatIsInferredIsKeptByItsFileAndBrokenByAnother() throws IOException {
    Path good = orders("orders.csv", "paid");
    Path bad = Files.writeString(folder.resolve("bad.csv"), Files.readString(good) + "x,paid,1.00\n99,lost,-3.00\n");
    Path contracts = folder.resolve("contracts");

    assertThat(run("contract", "infer", good.toString(), "--name", "shop/order", "--into", contracts.toString())).isZero();
    Path contract = contracts.resolve("shop/order.odcs.yaml");
    assertThat(out.toString()).contains(contract.toString());

    assertThat(run("contract", "check", good.toString(), "--contract", contract.toString())).isZero();
    assertThat(out.toString()).contains("read 40, would land 40, would reject 0");

    assertThat(run("contract", "check", bad.toString(), "--contract", contract.toString())).isEqualTo(ExitCode.REJECTS);
    assertThat(out.toString())
        .contains("read 42, would land 40, would reject 2")
        .contains("1 × id, type: requires integer, got 'x' (line 42)")
        .contains("got '-3.00' (line 43)")
        .contains("The contract sets no caravan.maxRejectPercent, so one reject fails the check");
  }

  @Test
  void aThresholdAllowsSomeRejects() throws IOException {
    Path file = Files.writeString(folder.resolve("some.csv"), "id\n1\nx\n");
    Path contract = contract("{name: id, logicalType: integer}", "    customProperties: [{property: caravan.maxRejectPercent, value: 50}]\n");

    assertThat(run("contract", "check", file.toString(), "--contract", contract.toString())).isZero();
    assertThat(out.toString()).contains("would reject 1");
  }

  @Test
  void anEmptyFileSaysNothingToProposeAContractFrom() throws IOException {
    Path file = Files.writeString(folder.resolve("empty.csv"), "");

    assertThat(run("contract", "infer", file.toString())).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("empty.csv is empty: there is nothing to propose a contract from");
  }

  @Test
  void aFolderGivesOneContractAFile() throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    Files.move(orders("orders.csv", "paid"), inbox.resolve("orders.csv"));
    Files.writeString(inbox.resolve("Notes 2024.ndjson"), "{\"a\": 1}\n");

    assertThat(run("contract", "infer", inbox.toString(), "--name", "shop", "--into", folder.resolve("c").toString())).isZero();

    assertThat(folder.resolve("c/shop/orders.odcs.yaml")).isRegularFile();
    assertThat(folder.resolve("c/shop/notes-2024.odcs.yaml")).isRegularFile();
  }

  @Test
  void aContractThatIsThereIsNotReplaced() throws IOException {
    Path file = orders("orders.csv", "paid");
    String[] twice = {"contract", "infer", file.toString(), "--name", "shop/order", "--into", folder.toString()};

    assertThat(run(twice)).isZero();
    assertThat(run(twice)).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("there is a contract already");
  }

  @Test
  void comparesTwoContracts() throws IOException {
    Path before = contract("{name: id, logicalType: integer, required: true}", "");
    Path copy = Files.copy(before, folder.resolve("before.odcs.yaml"));
    Path after = contract("{name: id, logicalType: integer}", "");

    assertThat(run("contract", "diff", copy.toString(), after.toString())).isZero();
    assertThat(out.toString()).contains("backward  t.id: becomes optional (").contains("Together: backward.");
    assertThat(run("contract", "diff", copy.toString(), after.toString(), "--require", "forward")).isEqualTo(ExitCode.FAILED);
    assertThat(run("contract", "diff", copy.toString(), after.toString(), "--require", "backward")).isZero();
  }

  @Test
  void writesPagesInWhichNothingActs() throws IOException {
    Path contract = contract("{name: id, logicalType: integer, primaryKey: true, description: 'a | <b>bold</b> claim'}", "");

    assertThat(run("contract", "docs", contract.toString())).isZero();
    assertThat(out.toString()).contains("- Primary key: id").contains("| id | BIGINT | yes | primary key | a \\| &lt;b>bold&lt;/b> claim |");
    assertThat(run("contract", "docs", contract.toString(), "--format", "html")).isZero();
    assertThat(out.toString()).contains("&lt;b&gt;bold&lt;/b&gt;").doesNotContain("<b>bold");
  }

  private Path contract(String property, String rest) throws IOException {
    return Files.writeString(
        folder.resolve("t.odcs.yaml"),
        "apiVersion: v3.1.0\nkind: DataContract\nid: t\nversion: 1.0.0\nstatus: active\nschema:\n  - name: t\n    properties:\n      - " + property + "\n" + rest);
  }

  private Path orders(String name, String status) throws IOException {
    StringBuilder csv = new StringBuilder("id,status,amount\n");
    for (int i = 1; i <= 40; i++) {
      csv.append(i).append(',').append(i % 2 == 0 ? status : "new").append(',').append(i % 7).append(".50\n");
    }
    return Files.writeString(folder.resolve(name), csv);
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
