package dev.caravan.runtime.routetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteTestsTest {
  private static final String ROUTE =
      """
      - route:
          id: people
          routeConfigurationId: ingest
          from:
            uri: kamelet:file-source
            parameters: {path: "{{caravan.data}}/inbox", delimiter: "|"}
            steps:
              - to: {uri: "kamelet:filter-action", parameters: {where: id <> '9'}}
              - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/people}}
      """;

  @TempDir private Path folder;

  @Test
  void aCaseThatFailsShowsWhatDiffersOneAboveTheOther() throws IOException {
    RouteTestResult result =
        run(
            ROUTE,
            """
            cases:
              - name: lands
                inputText: "id|name\\n1|a\\n9|x\\n"
                landed:
                  - {id: "1", name: b, nmae: c}
                  - {id: "2"}
                rejected: [{rule: type}]
            """);

    assertThat(RouteTestReport.text(result))
        .isEqualTo(
            """
            %s
              FAILED  lands
                  landed[1].name
                    expected  "b"
                    got       "a"
                  landed[1].nmae
                    expected  "c"
                    got       no such column; did you mean 'name'?
                  landed[2]
                    expected  {"id":"2"}
                    got       no such record
                  rejected[1]
                    expected  {"rule":"type"}
                    got       no such reason
                  filtered
                    expected  0
                    got       1
            """
                .formatted(test()));
    assertThat(RouteTestReport.summary(List.of(result))).isEqualTo("0 passed, 1 failed");
  }

  @Test
  void landedRecordsMayStandInAnyOrderAndAnUnexpectedOneIsShown() throws IOException {
    RouteTestResult result =
        run(
            ROUTE,
            """
            cases:
              - name: lands
                inputText: "id|name\\n1|a\\n2|b\\n3|c\\n"
                landed: [{id: "3", name: c}, {id: "1", name: a}]
            """);

    assertThat(result.cases().get(0).differences()).containsExactly(new Difference("landed", "no such record", "{\"id\":\"2\",\"name\":\"b\"}"));
  }

  @Test
  void matchersLetPassWhatTheyMeanAndNothingElse() throws IOException {
    RouteTestResult result =
        run(
            ROUTE.replace("filter-action\", parameters: {where: id <> '9'}", "enrich-action\", parameters: {calculate: at = now()}"),
            """
            cases:
              - name: pass
                input: [{id: 5, price: 1.50, text: abc, json: {a: [1]}}]
                landed: [{id: {range: [5, 5]}, price: {type: decimal}, text: {regex: "a.c"}, at: {now: 10m}, json: {equals: {a: [1]}}}]
              - name: refuse
                input: [{id: 5, price: 1.50, text: abc, other: null}]
                landed: [{id: {range: [6, null]}, price: "1.500", text: {regex: "b"}, at: {now: 0s}, other: {any: true}}]
            """);

    assertThat(result.problems()).isEmpty();
    assertThat(result.cases().get(0).differences()).isEmpty();
    assertThat(result.cases().get(1).differences()).extracting(Difference::where)
        .containsExactlyInAnyOrder("landed[1].id", "landed[1].price", "landed[1].text", "landed[1].at", "landed[1].other");
  }

  @Test
  void aFailureNobodyExpectsFailsTheCaseAndOneThatIsExpectedHasToCome() throws IOException {
    RouteTestResult result =
        run(
            ROUTE,
            """
            cases:
              - name: fails
                inputText: "no|name\\n1|a\\n"
              - name: should fail
                inputText: "id|name\\n1|a\\n"
                landed: [{id: "1", name: a}]
                fails: {code: batch.expression-invalid}
            """);

    assertThat(result.cases().get(0).differences()).singleElement().satisfies(difference -> {
      assertThat(difference.where()).isEqualTo("fails");
      assertThat(difference.got()).contains("[batch.expression-invalid]");
    });
    assertThat(result.cases().get(1).differences()).containsExactly(new Difference("fails", "a failure with batch.expression-invalid", "no failure"));
  }

  @Test
  void plainEndpointsAreStubbedByTheBeginningOfTheirUri() throws IOException {
    RouteTestResult result =
        run(
            """
            - route:
                id: readings
                from:
                  uri: file:nowhere
                  steps:
                    - to: {uri: "http://metering.invalid/readings"}
            """,
            """
            stubs: {"file:nowhere": source, "http:": sink}
            cases:
              - name: each record is a message
                input: [{id: 1}, {id: 2}]
                landed: [{id: 1}, {id: 2}]
            """);

    assertThat(RouteTestReport.text(result)).contains("passed  each record is a message");
  }

  @Test
  void aSourceThatIsNotStubbedIsNamed() throws IOException {
    RouteTestResult result =
        run("- route: {id: ticks, from: {uri: 'timer:tick', steps: [{to: 'log:x'}]}}", "cases: [{name: a, input: [{id: 1}]}]");

    assertThat(RouteTestReport.text(result)).contains("NOT RUN").contains("timer:tick, which is not stubbed").contains("stubs: {\"timer:tick\": source}");
    assertThat(RouteTestReport.summary(List.of(result))).isEqualTo("0 passed, 0 failed, 1 file not run");
  }

  @Test
  void nothingIsLeftBehindAndNoDataFolderIsMade() throws IOException {
    run(ROUTE, "cases: [{name: a, inputText: \"id|name\\n1|a\\n\", landed: [{id: '1', name: a}]}]");

    assertThat(folder.resolve("data")).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(test(), folder.resolve("people.camel.yaml"));
    }
  }

  @Test
  void everythingWrongWithAFileIsToldWithItsPlaceAndTheNearestName() throws IOException {
    Files.writeString(folder.resolve("people.camel.yaml"), ROUTE);
    Files.writeString(
        test(),
        """
        cases:
          - name: a
            inputs: [{id: 1}]
            landed: [{id: {regexp: a}, at: {type: timestmp}, n: {regex: "("}}]
            fails: {code: batch.expresion-invalid}
            filtered: none
          - name: b
            input: []
            fails: {code: batch.expresion-invalid}
        refrences: {}
        """);

    CaravanException failure = catchThrowableOfType(CaravanException.class, () -> tests().run(List.of(test()), result -> {}));
    assertThat(failure).hasMessageContaining("people.test.yaml:3:5: unknown key 'inputs' in cases[0] [test.unknown-key]\n    next: did you mean 'input'?")
        .hasMessageContaining("people.test.yaml:6:15: 'filtered' has the wrong type; requires integer, got string 'none'")
        .hasMessageContaining("people.test.yaml:9:19: there is no error code 'batch.expresion-invalid'")
        .hasMessageContaining("people.test.yaml:10:1: unknown key 'refrences' [test.unknown-key]\n    next: did you mean 'references'?");

    Files.writeString(test(), Files.readString(test()).replace("inputs", "input").replace("none", "0").replace("refrences", "references"));
    failure = catchThrowableOfType(CaravanException.class, () -> tests().run(List.of(test()), result -> {}));
    assertThat(failure).hasMessageContaining("people.test.yaml:4:20: there is no matcher 'regexp'").hasMessageContaining("Did you mean 'regex'?")
        .hasMessageContaining("people.test.yaml:4:43: the matcher 'type' cannot be used").hasMessageContaining("Did you mean 'timestamp'?")
        .hasMessageContaining("the matcher 'regex' cannot be used; requires a regular expression (Unclosed group)")
        .hasMessageContaining("people.test.yaml:5:19: there is no error code 'batch.expresion-invalid'").hasMessageContaining("Did you mean 'batch.expression-invalid'?");
  }

  @Test
  void aTestOfNothingSaysWhatItLooksFor() throws IOException {
    Files.writeString(test(), "cases: [{name: a, input: []}]");

    CaravanException failure = catchThrowableOfType(CaravanException.class, () -> tests().run(List.of(test()), result -> {}));
    assertThat(failure).hasMessageContaining("there is no route or Kamelet beside this test; requires one of people.camel.yaml, people.kamelet.yaml");
    failure = catchThrowableOfType(CaravanException.class, () -> RouteTests.find(List.of(folder.resolve("none"))));
    assertThat(failure).hasMessageContaining("There is no file or folder");
  }

  @Test
  void aSourceReallyRunsAsOftenAsTheCaseSaysAndKeepsToAFolderOfItsOwn() throws IOException {
    // A copy of the shipped one, beside its test, is the one that runs.
    Files.writeString(folder.resolve("file-source.kamelet.yaml"), Files.readString(Path.of("kamelets/file-source.kamelet.yaml")));
    RouteTestResult result =
        runKamelet("file-source", """
            parameters: {path: "{{test.input}}", settle: 0s}
            cases:
              - name: as it is
                runs: 2
                inputFiles: {a.csv: "id,name\\n1,Ada\\n", b.csv: "id,name\\n1,Ada\\n"}
                landed: [{id: "1", name: Ada}]
              - name: as it is not
                inputText: "id,name\\n1,Ada\\n"
                landed: [{id: "2", name: Ada}]
                cursor: {position: "7"}
            """);

    assertThat(result.problems()).isEmpty();
    assertThat(result.cases().get(0).differences()).isEmpty();
    assertThat(result.cases().get(1).differences()).extracting(Difference::where).containsExactly("landed[1].id", "cursor.position");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aSinkReallyLandsWhereItsParametersSay() throws IOException {
    Files.writeString(folder.resolve("jdbc-upsert-sink.kamelet.yaml"), Files.readString(Path.of("kamelets/jdbc-upsert-sink.kamelet.yaml")));
    RouteTestResult result =
        runKamelet("jdbc-upsert-sink", """
            contract: retail/currency
            parameters: {table: money.currencies}
            cases:
              - name: lands
                inputText: "code,name,eur_rate,minor_units\\nEUR,Euro,1,2\\neur,Euro,1,2\\n"
                landed: {money.currencies: [{code: EUR, name: Euro, eur_rate: "1.00000000", minor_units: 2}]}
                rejected: [{record: 2, field: code, rule: pattern, got: eur}]
                warnings: {enough-currencies: 1}
              - name: lands elsewhere
                inputText: "code,name,eur_rate,minor_units\\nEUR,Euro,1,2\\n"
                landed: {currencies: [{code: EUR, name: Euro, eur_rate: "1.00000000", minor_units: 2}]}
                warnings: {enough-currencies: 1}
            """);

    assertThat(result.problems()).isEmpty();
    assertThat(result.cases().get(0).differences()).isEmpty();
    assertThat(result.cases().get(1).differences()).extracting(Difference::got).anySatisfy(got -> assertThat(got).contains("money.currencies"));
  }

  @Test
  void aKameletIsTestedByTheParametersItHasAndByNothingThatSaysNothing() throws IOException {
    Files.writeString(folder.resolve("file-source.kamelet.yaml"), Files.readString(Path.of("kamelets/file-source.kamelet.yaml")));
    Files.writeString(
        folder.resolve("file-source.test.yaml"),
        """
        parameters: {pth: in}
        stubs: {"http:": sink}
        cases:
          - name: a
            inputFiles: {../a.csv: ""}
        """);

    CaravanException failure = catchThrowableOfType(CaravanException.class, () -> tests().run(List.of(folder.resolve("file-source.test.yaml")), result -> {}));
    assertThat(failure).hasMessageContaining("file-source.test.yaml:1:14: the Kamelet has no parameter 'pth'").hasMessageContaining("Did you mean 'path'?")
        .hasMessageContaining("file-source.test.yaml:2:1: 'stubs' says nothing here")
        .hasMessageContaining("file-source.test.yaml:5:18: a file of 'inputFiles' lies outside of the input");

    Files.writeString(folder.resolve("people.camel.yaml"), ROUTE);
    Files.writeString(test(), "cases: [{name: a, input: [], runs: 2, cursor: {a: b}}]");
    failure = catchThrowableOfType(CaravanException.class, () -> tests().run(List.of(test()), result -> {}));
    assertThat(failure).hasMessageContaining("'runs' belongs to the test of a source or sink Kamelet").hasMessageContaining("'cursor' belongs to the test of a source");
  }

  private RouteTestResult runKamelet(String kamelet, String test) throws IOException {
    Files.writeString(folder.resolve(kamelet + ".test.yaml"), test);
    return tests().run(List.of(folder.resolve(kamelet + ".test.yaml")), result -> {}).get(0);
  }

  private RouteTestResult run(String route, String test) throws IOException {
    Files.writeString(folder.resolve("people.camel.yaml"), route);
    Files.writeString(test(), test);
    return tests().run(RouteTests.find(List.of(folder)), result -> {}).get(0);
  }

  private Path test() {
    return folder.resolve("people.test.yaml");
  }

  private RouteTests tests() {
    CaravanConfig config = new ConfigSources().classPath().commandLine(Map.of("caravan.data", folder.resolve("data").toString())).read();
    return new RouteTests(config);
  }
}
