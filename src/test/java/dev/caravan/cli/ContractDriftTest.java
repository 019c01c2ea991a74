package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a delivery that drifts to a contract that a person has accepted, and the rows that land then. */
class ContractDriftTest {
  private static final String FIRST = "{\"id\":1,\"code\":\"C-1001\"}\n{\"id\":2,\"code\":\"C-1002\"}\n{\"id\":3,\"code\":\"C-1003\"}\n";

  @TempDir private Path folder;
  private StringWriter out;
  private StringWriter err;

  @Test
  void quarantinedRecordsLandOnceTheProposalIsAccepted() throws IOException {
    contract("quarantine");
    deliver("one.ndjson", FIRST);
    assertThat(out.toString()).contains("landed 3, rejected 0");

    deliver("two.ndjson", "{\"id\":4,\"code\":\"C-1004\",\"tier\":\"gold\"}\n{\"id\":5,\"code\":\"C-1005\"}\n{\"id\":6,\"code\":\"C-1006\",\"tier\":null}\n");

    assertThat(out.toString()).contains("read 3, landed 2, rejected 1");
    caravan("rejects", "list");
    assertThat(out.toString()).contains("tier drift: requires a field of the contract, got '\"gold\"'");
    assertThat(caravan("contract", "proposals")).isZero();
    assertThat(out.toString()).containsPattern("test/person +tier +new +tier +VARCHAR +1 +1 +people-\\S+ +quarantine +\"gold\"");
    assertThat(caravan("contract", "diff", "test/person")).isZero();
    assertThat(out.toString()).contains("full  person.tier: optional property added").contains("Together: full.");
    assertThat(Files.readString(file())).as("nothing is accepted by itself").doesNotContain("tier");

    assertThat(caravan("contract", "accept", "test/person")).as(() -> err.toString()).isZero();

    assertThat(out.toString()).contains("Version 1.0.0 of test/person becomes 1.1.0")
        .contains("1 reject can be replayed: ./caravan rejects replay --flow people --rule drift --field tier");
    assertThat(Files.readString(file())).contains("# what the shop calls them").contains("- {name: tier, logicalType: string}").contains("version: 1.1.0");
    assertThat(caravan("rejects", "replay", "--flow", "people", "--rule", "drift", "--field", "tier", "--routes", route().toString())).isZero();
    assertThat(rows("id, code, tier")).containsExactly("1,C-1001,", "2,C-1002,", "3,C-1003,", "4,C-1004,gold", "5,C-1005,", "6,C-1006,");
    caravan("contract", "proposals");
    assertThat(out.toString()).contains("No proposals");
    caravan("contract", "proposals", "--accepted");
    assertThat(out.toString()).containsPattern("20\\d\\d-\\S+Z +" + System.getProperty("user.name") + " +test/person +1.0.0 +1.1.0 +tier +new +tier");
  }

  @Test
  void columnsOfCsvAreComparedLikeFieldsOfJson() throws IOException {
    contract("quarantine");
    deliver("one.csv", "id,code,age\n1,C-1001,30\n2,C-1002,31\n");

    deliver("two.csv", "id,code,age,tier\n3,C-1003,32,gold\n4,C-1004,33,\n");

    assertThat(out.toString()).contains("read 2, landed 1, rejected 1");
    assertThat(caravan("contract", "accept", "test/person")).as(() -> err.toString()).isZero();
    assertThat(caravan("rejects", "replay", "--flow", "people", "--rule", "drift", "--routes", route().toString())).isZero();
    assertThat(rows("id, age, tier")).containsExactly("1,30,", "2,31,", "3,32,gold", "4,33,");
  }

  @Test
  void aTableGetsTheColumnsThatItsContractLetsEvolve() throws IOException {
    contract("evolve");
    Files.writeString(route(), Files.readString(route()).replace("kamelet:lake-sink\", parameters: {dataset: test/person}", "kamelet:jdbc-upsert-sink\", parameters: {table: person}"));
    deliver("one.ndjson", FIRST);

    deliver("two.ndjson", "{\"id\":3,\"code\":\"C-3\",\"points\":12,\"tags\":[1]}\n");

    assertThat(out.toString()).contains("landed 1, rejected 0");
    assertThat(caravan("query", "--format", "csv", "SELECT id, points, tags FROM warehouse.person ORDER BY id")).as(() -> err.toString()).isZero();
    assertThat(out.toString().lines().skip(1)).containsExactly("1,,", "2,,", "3,12,[1]");
  }

  @Test
  void keysThatAreDataMakeNoColumnsWithoutEnd() throws IOException {
    contract("evolve");
    StringBuilder wide = new StringBuilder("{\"id\":2,\"code\":\"C-2\"");
    for (int i = 0; i < 230; i++) {
      wide.append(",\"key").append(i).append("\":1");
    }

    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\"}\n" + wide + "}\n{\"id\":3,\"code\":\"C-3\",\"key229\":1}\n");

    assertThat(out.toString()).as("what has no column is held back, not left out").contains("landed 1, rejected 2");
    deliver("two.ndjson", "{\"id\":4,\"code\":\"C-4\",\"another\":1}\n");
    assertThat(out.toString()).contains("landed 0, rejected 1");
  }

  @Test
  void aNewFieldCalledLikeAColumnOfALaterStepGetsANameOfItsOwn() throws IOException {
    contract("evolve");
    Files.writeString(folder.resolve("names.csv"), "code,country\nC-1,Norway\n");
    Files.writeString(route(), Files.readString(route()).replace("        - to: {uri: \"kamelet:lake-sink",
        "        - to: {uri: \"kamelet:enrich-action\", parameters: {with: \"file:%s\", on: code, take: country}}\n        - to: {uri: \"kamelet:lake-sink".formatted(folder.resolve("names.csv"))));

    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"country\":\"NO\"}\n");

    assertThat(rows("id, country, country_2")).containsExactly("1,Norway,NO");
  }

  @Test
  void aFieldThatIsGoneHoldsItsRecordsBackUntilItIsAccepted() throws IOException {
    contract("quarantine");
    StringBuilder first = new StringBuilder();
    StringBuilder second = new StringBuilder();
    for (int i = 1; i <= 12; i++) {
      first.append("{\"id\":%d,\"code\":\"C-%d\",\"age\":%d}\n".formatted(i, i, 20 + i));
      second.append("{\"id\":%d,\"code\":\"C-%d\"}\n".formatted(100 + i, 100 + i));
    }
    deliver("one.ndjson", first.toString());

    deliver("two.ndjson", second.toString());

    assertThat(out.toString()).contains("landed 0, rejected 12");
    assertThat(caravan("contract", "accept", "test/person")).as(() -> err.toString()).isZero();
    assertThat(out.toString()).contains("12 rejects can be replayed: ./caravan rejects replay --flow people --rule drift --field age");
    assertThat(Files.readString(file())).doesNotContain("age").contains("version: 1.1.0");
    assertThat(caravan("rejects", "replay", "--flow", "people", "--rule", "drift", "--routes", route().toString())).isZero();
    assertThat(rows("id")).hasSize(24);
  }

  @Test
  void whatIsAcceptedIsWhatSomebodyHasSeen() throws IOException {
    contract("freeze");
    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"points\":12,\"tier\":\"gold\"}\n");
    assertThat(caravan("contract", "accept", "test/person", "--field", "points")).as(() -> err.toString()).isZero();
    assertThat(caravan("contract", "accept", "test/person", "--field", "tier")).as("the first accepted change is no conflict: " + err).isZero();
    assertThat(Files.readString(file())).contains("version: 1.2.0");

    contract("freeze");
    deliver("two.ndjson", "{\"id\":2,\"code\":\"C-1\",\"rank\":1}\n");
    Files.writeString(file(), Files.readString(file()).replace("- {name: age, logicalType: integer}", "- {name: age, logicalType: number}"));
    String edited = Files.readString(file());

    assertThat(caravan("contract", "accept", "test/person")).isEqualTo(ExitCode.INVALID);

    assertThat(err.toString()).contains("contract.changed").contains("'rank'").contains("requires version 1.0.0, got version 1.0.0, edited since").contains("--seen 1.0.0");
    assertThat(Files.readString(file())).isEqualTo(edited);
    assertThat(caravan("contract", "accept", "test/person", "--field", "rank", "--seen", "1.0.0")).as(() -> err.toString()).isZero();
    assertThat(Files.readString(file())).contains("{name: age, logicalType: number}").contains("{name: rank, logicalType: integer}");
  }

  @Test
  void whatSomebodyHasWrittenIntoTheContractByHandIsSettled() throws IOException {
    contract("freeze");
    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"points\":12}\n");
    Files.writeString(file(), Files.readString(file()) + "        - {name: points, logicalType: integer}\n".substring(2));

    assertThat(caravan("contract", "accept", "test/person")).as(() -> err.toString()).isZero();

    assertThat(out.toString()).contains("follows already");
    caravan("contract", "proposals");
    assertThat(out.toString()).contains("No proposals");
  }

  @Test
  void aNewFieldLandsAtOnceAndKeepsItsTypeUntilItIsAccepted() throws IOException {
    contract("evolve");
    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"points\":12}\n{\"id\":2,\"code\":\"C-2\"}\n");
    assertThat(out.toString()).contains("landed 2, rejected 0");

    deliver("two.ndjson", "{\"id\":3,\"code\":\"C-3\",\"points\":\"many\"}\n{\"id\":4,\"code\":\"C-4\",\"points\":7}\n");

    assertThat(out.toString()).as("a column does not change its type from batch to batch").contains("landed 1, rejected 1");
    assertThat(caravan("contract", "accept", "test/person")).as(() -> err.toString()).isZero();
    deliver("three.ndjson", "{\"id\":5,\"code\":\"C-5\",\"points\":1}\n");
    caravan("contract", "proposals");
    assertThat(out.toString()).contains("No proposals");
    assertThat(rows("id, points, typeof(points)")).as("the first file has the column already, by what came").containsExactly("1,12,BIGINT", "2,,BIGINT", "4,7,BIGINT", "5,1,BIGINT");
  }

  @Test
  void aFrozenContractLandsItsOwnColumnsAndCountsTheOthers() throws IOException {
    contract("freeze");

    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"points\":12}\n");

    assertThat(out.toString()).contains("landed 1, rejected 0");
    assertThat(rows("*")).containsExactly("1,C-1,");
    caravan("contract", "proposals", "--format", "json");
    assertThat(out.toString()).as("what is left out is counted").contains("\"policy\" : \"freeze\"", "\"field\" : \"points\"", "\"records\" : 1,");
  }

  @Test
  void variantsKeepWhatHasNoPlaceOfItsOwn() throws IOException {
    contract("variant");

    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"points\":12,\"address\":{\"city\":\"Köln\"}}\n{\"id\":2,\"code\":\"C-2\"}\n{\"id\":3,\"code\":\"C-3\",\"age\":\"old\"}\n");

    assertThat(out.toString()).contains("landed 3, rejected 0");
    assertThat(rows("id, age, drifted_fields->>'$.points' AS p, drifted_fields->>'$.address.city' AS c, drifted_fields->>'$.age' AS a"))
        .containsExactly("1,,12,Köln,", "2,,,,", "3,,,,old");
  }

  @Test
  void aRenamedFieldIsKnownByItsValues() throws IOException {
    contract("quarantine");
    deliver("one.ndjson", FIRST);

    deliver("two.ndjson", "{\"id\":4,\"customer_code\":\"C-1002\"}\n{\"id\":5,\"customer_code\":\"C-1009\"}\n");

    assertThat(out.toString()).contains("landed 0, rejected 2");
    caravan("contract", "proposals");
    assertThat(out.toString()).containsPattern("customer_code +renamed \\(\\d+ % alike\\) +code");
    assertThat(caravan("contract", "accept", "test/person")).as(() -> err.toString()).isZero();
    assertThat(Files.readString(file())).contains("{name: code, logicalType: string, required: true, physicalName: customer_code}");
    assertThat(caravan("rejects", "replay", "--flow", "people", "--rule", "drift", "--routes", route().toString())).isZero();
    assertThat(rows("id, code")).containsExactly("1,C-1001", "2,C-1002", "3,C-1003", "4,C-1002", "5,C-1009");
  }

  @Test
  void aWidenedTypeIsAMajorVersion() throws IOException {
    contract("freeze");

    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"age\":12}\n{\"id\":2,\"code\":\"C-2\",\"age\":12.5}\n{\"id\":3,\"code\":\"C-3\",\"age\":1.25}\n");

    assertThat(out.toString()).contains("landed 1, rejected 2");
    assertThat(caravan("contract", "accept", "test/person")).as(() -> err.toString()).isZero();
    assertThat(out.toString()).contains("becomes 2.0.0").contains("2 rejects can be replayed: ./caravan rejects replay --flow people --rule type --field age");
    assertThat(caravan("rejects", "replay", "--flow", "people", "--rule", "type", "--field", "age", "--routes", route().toString())).isZero();
    assertThat(rows("id, age::DOUBLE AS age")).containsExactly("1,12.0", "2,12.5", "3,1.25");
  }

  @Test
  void numbersThatComeAsTextsAreReadOnceThatIsAccepted() throws IOException {
    contract("quarantine");

    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"age\":12}\n{\"id\":2,\"code\":\"C-2\",\"age\":\"13\"}\n{\"id\":3,\"code\":\"C-3\",\"age\":\"14\"}\n");

    assertThat(out.toString()).contains("landed 1, rejected 2");
    caravan("contract", "proposals");
    assertThat(out.toString()).containsPattern("age +narrowed +age");
    assertThat(caravan("contract", "accept", "test/person")).as(() -> err.toString()).isZero();
    assertThat(out.toString()).contains("2 rejects can be replayed: ./caravan rejects replay --flow people --rule type --field age");
    assertThat(Files.readString(file())).contains("caravan.coerce");
    assertThat(caravan("rejects", "replay", "--flow", "people", "--rule", "type", "--field", "age", "--routes", route().toString())).isZero();
    assertThat(rows("id, age")).containsExactly("1,12", "2,13", "3,14");
  }

  @Test
  void whatIsNotProposedCannotBeAccepted() throws IOException {
    contract("freeze");
    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"points\":12}\n");

    assertThat(caravan("contract", "accept", "test/person", "--field", "point")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("contract.no-proposal").contains("Did you mean 'points'?");
    assertThat(caravan("contract", "accept", "test/persn")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("contract.not-found");
    Files.writeString(file(), Files.readString(file()).replace("1.0.0", "spring"));
    assertThat(caravan("contract", "accept", "test/person")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("contract.edit").contains("--version");
    contract("melt");
    assertThat(caravan("contract", "diff", "test/person")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("evolve, quarantine, freeze, variant").contains("'melt'");
    contract("freze");
    assertThat(caravan("lint", route().toString())).isNotZero();
    assertThat(out.toString()).contains("person.odcs.yaml:7").contains("caravan.drift of 'person' cannot be understood").contains("Did you mean 'freeze'?");
  }

  @Test
  void whatIsDeclinedIsNotProposedAgainUntilItComesOtherwise() throws IOException {
    contract("quarantine");
    deliver("one.ndjson", FIRST);
    deliver("two.ndjson", "{\"id\":4,\"code\":\"C-1004\",\"tier\":\"gold\"}\n");

    assertThat(caravan("contract", "decline", "test/person", "--field", "tier", "--reason", "a test of the shop")).as(() -> err.toString()).isZero();

    assertThat(out.toString()).contains("Declined: tier, new; its records are treated by the policy quarantine as before.");
    deliver("three.ndjson", "{\"id\":5,\"code\":\"C-1005\",\"tier\":\"silver\"}\n");
    assertThat(out.toString()).contains("landed 0, rejected 1");
    caravan("contract", "proposals");
    assertThat(out.toString()).contains("No proposals");
    assertThat(caravan("contract", "diff", "test/person")).as(() -> err.toString()).isZero();
    assertThat(out.toString()).containsPattern("declined: tier, new, by " + System.getProperty("user.name") + " on 20\\S+: a test of the shop").contains("No change");
    caravan("contract", "proposals", "--declined");
    assertThat(out.toString()).containsPattern("20\\d\\d-\\S+Z +" + System.getProperty("user.name") + " +test/person +1.0.0 +tier +new +tier +a test of the shop");
    caravan("audit", "list", "--kind", "drift");
    assertThat(out.toString()).containsPattern("drift +test/person +decline NEW +done +" + System.getProperty("user.name") + " +tier, 1.0.0: a test of the shop");
    assertThat(caravan("contract", "decline", "test/person")).as("there is nothing left to decline").isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("contract.no-proposal").contains("was declined");

    deliver("four.ndjson", "{\"id\":6,\"code\":\"C-1006\",\"tier\":7}\n{\"id\":7,\"code\":\"C-1007\",\"tier\":8}\n");
    caravan("contract", "proposals");
    assertThat(out.toString()).as("a number is another drift than a text").containsPattern("test/person +tier +new +tier +BIGINT");
  }

  @Test
  void whatIsDeclinedCanBeAcceptedAfterAllWhenItIsNamed() throws IOException {
    contract("quarantine");
    deliver("one.ndjson", "{\"id\":1,\"code\":\"C-1\",\"tier\":\"gold\"}\n");
    caravan("contract", "decline", "test/person");

    assertThat(caravan("contract", "accept", "test/person")).isEqualTo(ExitCode.INVALID);
    assertThat(caravan("contract", "accept", "test/person", "--field", "tier")).as(() -> err.toString()).isZero();

    assertThat(Files.readString(file())).contains("- {name: tier, logicalType: string}");
    assertThat(caravan("contract", "diff", "test/person")).as("neither open nor declined").isEqualTo(ExitCode.INVALID);
  }

  @Test
  void recordsWithoutAFieldStayRejectsWhenItsGoingIsDeclined() throws IOException {
    contract("quarantine");
    deliver("one.ndjson", FIRST);
    deliver("two.ndjson", "{\"id\":4}\n");
    assertThat(caravan("contract", "decline", "test/person")).as(() -> err.toString()).isZero();

    deliver("three.ndjson", "{\"id\":5}\n");

    assertThat(out.toString()).contains("landed 0, rejected 1");
  }

  @Test
  void examplesOfSensitiveFieldsAreMaskedWhereverProposalsAreShown() throws IOException {
    contract("quarantine");
    Files.writeString(file(), Files.readString(file()).replace("{name: code, logicalType: string, required: true}", "{name: code, logicalType: string, required: true, classification: confidential}"));
    deliver("one.ndjson", FIRST);
    deliver("two.ndjson", "{\"id\":4,\"customer_code\":\"C-1002\",\"extra\":{\"code\":\"C-1003\",\"town\":\"Ulm\"}}\n{\"id\":5,\"customer_code\":\"C-1009\",\"extra\":{\"code\":\"C-1008\"}}\n");

    for (List<String> shown : List.of(List.of("contract", "proposals"), List.of("contract", "proposals", "--format", "json"), List.of("contract", "diff", "test/person"))) {
      assertThat(caravan(shown.toArray(String[]::new))).as(() -> err.toString()).isZero();
      assertThat(out.toString()).as("%s", shown).contains("customer_code").contains("***").contains("Ulm").doesNotContain("C-100");
    }
    assertThat(caravan("contract", "proposals", "--unmasked")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("rejects.masked");
    assertThat(caravan("contract", "proposals", "--unmasked", "-p", "caravan.rejects.unmasked-for=" + System.getProperty("user.name"))).as(() -> err.toString()).isZero();
    assertThat(out.toString()).contains("C-100");
  }

  private Path file() {
    return folder.resolve("contracts/test/person.odcs.yaml");
  }

  private Path route() {
    return folder.resolve("people.camel.yaml");
  }

  private void contract(String policy) throws IOException {
    Files.createDirectories(folder.resolve("contracts/test"));
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(
        file(),
        """
        apiVersion: v3.0.2
        kind: DataContract
        id: person
        version: 1.0.0
        status: active
        schema:
          - name: person
            customProperties:
              - {property: caravan.drift, value: %s}
            properties:
              - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
              # what the shop calls them
              - {name: code, logicalType: string, required: true}
              - {name: age, logicalType: integer}
        """
            .formatted(policy));
    Files.writeString(
        route(),
        """
        - route:
            id: people
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%s", settle: 0s}
              steps:
                - to: {uri: "kamelet:validate-action", parameters: {contract: test/person}}
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/person}}
        """
            .formatted(folder.resolve("inbox")));
  }

  private void deliver(String file, String records) throws IOException {
    Files.writeString(folder.resolve("inbox").resolve(file), records);
    assertThat(caravan("run", "--once", route().toString())).as(() -> out + "\n" + err).isZero();
  }

  private List<String> rows(String columns) {
    assertThat(caravan("query", "--format", "csv", "SELECT " + columns + " FROM test.person ORDER BY id")).as(() -> err.toString()).isZero();
    return out.toString().lines().skip(1).toList();
  }

  private int caravan(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", folder.resolve("data").toString(), "-p", "caravan.contracts=" + folder.resolve("contracts")));
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }
}
