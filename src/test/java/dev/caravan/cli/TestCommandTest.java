package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class TestCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @BeforeEach
  void writeARoute() throws IOException {
    Files.writeString(
        folder.resolve("numbers.camel.yaml"),
        """
        - route:
            id: numbers
            from:
              uri: kamelet:file-source
              parameters: {path: inbox}
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/numbers}}
        """);
  }

  @Test
  void exitsWithZeroWhenAllPassAndWithOneWhenOneFailsAndTellsMachinesToo() throws Exception {
    test("{name: good, input: [{id: 1}], landed: [{id: 1}]}");
    assertThat(run("test", folder.resolve("numbers.camel.yaml").toString())).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).endsWith(String.format("1 passed, 0 failed%n"));

    test("{name: good, input: [{id: 1}], landed: [{id: 1}]}, {name: 'bad \\u0001', input: [{id: 1}], landed: [{id: 2}]}");
    Path xml = folder.resolve("reports/routes.xml");
    assertThat(run("test", "--junit-xml", xml.toString(), folder.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).endsWith(String.format("1 passed, 1 failed%n"));

    Element suite = (Element) DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile()).getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("2");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getElementsByTagName("failure").item(0).getTextContent()).isEqualTo("landed[1].id\n  expected  2\n  got       1");
  }

  @Test
  void exitsWithTwoWhenAFileIsNotValid() throws IOException {
    test("{name: good, input: [{id: 1}], lnded: [{id: 1}]}");
    assertThat(run("test", folder.toString())).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("numbers.test.yaml:1:").contains("did you mean 'landed'?");

    test("{name: good, input: [{id: 1}], landed: [{id: 1}]}");
    Files.writeString(folder.resolve("numbers.camel.yaml"), Files.readString(folder.resolve("numbers.camel.yaml")).replace("lake-sink", "lake-snk"));
    assertThat(run("test", folder.toString())).isEqualTo(ExitCode.INVALID);
    assertThat(out.toString()).contains("NOT RUN").contains("lake-snk");
  }

  @Test
  void theTestBesideARouteIsNoRoute() throws IOException {
    test("{name: good, input: [{id: 1}], landed: [{id: 1}]}");
    Files.writeString(folder.resolve("numbers.camel.yaml"), "- route: {id: tick, from: {uri: 'timer:tick?repeatCount=1', steps: [{to: 'log:tick'}]}}");
    assertThat(run("run", "--once", "--data", folder.resolve("data").toString(), "--routes", folder.toString())).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Caravan runs 1 route: tick");
  }

  private void test(String cases) throws IOException {
    Files.writeString(folder.resolve("numbers.test.yaml"), "cases: [" + cases.replace("'bad \\u0001'", "\"bad \\u0001\"") + "]\n");
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
