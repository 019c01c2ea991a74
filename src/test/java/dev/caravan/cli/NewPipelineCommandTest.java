package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewPipelineCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aDirtyCsvBecomesAPipelineThatLintsTestsAndLands() throws IOException {
    Path file = folder.resolve("Bestellungen & mehr.csv");
    Files.writeString(
        file,
        """
        Nr;Käufer;Datum;Betrag;Code
        1;Müller;01.02.2024;12.50;007
        2;"Ex; Ltd";15.02.2024;3.00;N/A
        3;Özil;28.02.2024;;011
        zu viele;Felder;in;dieser;Zeile;hier
        4;Anna;29.02.2024;7.25;012
        """,
        Charset.forName("windows-1252"));

    assertThat(make(file.toString(), "--na", "N/A")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .contains("wrote " + folder.resolve("routes/shop-order.camel.yaml"), "wrote " + folder.resolve("contracts/shop/order.odcs.yaml"))
        .contains("1 record of", "cannot be read", "a run keeps it among the rejects")
        .contains("run --once");
    assertThat(route()).contains("format: csv", "delimiter: ;", "encoding: windows-1252", "path: RAW(", "kamelet:normalize-action");
    assertThat(test())
        .contains("Nr;Käufer;Datum;Betrag;Code\n      1;Müller;01.02.2024;12.50;007")
        .contains("2024-02-01")
        .contains("name: records that cannot be read are rejected", "zu viele;Felder;in;dieser;Zeile;hier", "rule: ragged")
        .contains("kaufer: Müller", "Code: '007'");
    lintsAndTests();
    assertThat(once()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("shop-order: read 5, landed 4, rejected 1");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      records.ndjson | {"id": 1, "tags": ["a"], "at": "2024-01-01T10:00:00Z"}\\n{"id": 2, "tags": [], "at": "2024-01-02T10:00:00Z"}\\n
      records.json   | [{"id": 1, "who": {"name": "x"}}, {"id": 2}]
      records.csv.gz | id,name\\n1,a\\n2," b"\\n
      records.tsv    | id\\tname\\n1\\ta\\n2\\tb\\n
      """)
  void everyFormatLands(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    byte[] bytes = content.translateEscapes().getBytes(StandardCharsets.UTF_8);
    if (name.endsWith(".gz")) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
        gzip.write(bytes);
      }
    } else {
      Files.write(file, bytes);
    }

    assertThat(make(file.toString())).isEqualTo(ExitCode.DONE);

    lintsAndTests();
    assertThat(once()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("shop-order: read 2, landed 2, rejected 0");
  }

  @Test
  void nothingThatIsThereIsReplacedWithoutForce() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "id,name\n1,a\n2,b\n");
    Path route = folder.resolve("routes/shop-order.camel.yaml");
    Files.createDirectories(route.getParent());
    Files.writeString(route, "mine");

    assertThat(make(file.toString())).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("there is a file already: " + route, "--force");
    assertThat(route).hasContent("mine");
    assertThat(folder.resolve("contracts")).doesNotExist();

    assertThat(make(file.toString(), "--force")).isEqualTo(ExitCode.DONE);
    assertThat(route).content().contains("id: shop-order");
  }

  @Test
  void anAddressIsFetchedOnceIntoTheInbox() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/orders.csv", exchange -> {
      byte[] body = "id,name\n1,a\n2,b\n".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    String host = "http://localhost:" + server.getAddress().getPort();
    try {
      assertThat(make(host + "/orders.csv?token=hidden")).isEqualTo(ExitCode.DONE);
      assertThat(make(host + "/nothing.csv?token=hidden", "--force")).isEqualTo(ExitCode.FAILED);
    } finally {
      server.stop(0);
    }

    Path fetched = folder.resolve("inbox/shop/order/orders.csv");
    assertThat(fetched).hasContent("id,name\n1,a\n2,b");
    assertThat(route()).contains("path: " + fetched);
    assertThat(err.toString()).contains("requires HTTP status 200, got 404");
    assertThat(out.toString() + err + route() + test()).doesNotContain("hidden");
    assertThat(once()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("shop-order: read 2, landed 2");
  }

  @Test
  void somebodyAtTheTerminalIsAskedUntilTheAnswerWillDo() throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), "id,name\n1,a\n2,b\n");
    StringWriter asked = new StringWriter();
    NewPipelineCommand command = new NewPipelineCommand();
    picocli.CommandLine line = new picocli.CommandLine(command).setOut(new PrintWriter(asked, true));
    line.parseArgs("--routes", folder.resolve("routes").toString(), "--contracts", folder.resolve("contracts").toString());

    int code = command.make(Optional.of(new Questions(new StringReader("nowhere.csv\n" + file + "\nno name\nshop/order\n"), new PrintWriter(asked, true))));

    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(asked.toString())
        .contains("File or http(s) address: ", "there is no file nowhere.csv")
        .contains("Name of the dataset, system/entity [" + folder.getFileName().toString().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "/a]: ")
        .contains("a name is system/entity");
    assertThat(route()).contains("id: shop-order");
  }

  @Test
  void withoutTerminalWhatIsMissingIsSaid() {
    assertThat(run("new", "pipeline", "--yes")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("requires a file or an http(s) address, got neither", "caravan new pipeline in/orders.csv");
    assertThat(run("new", "pipeline", folder.resolve("none.csv").toString())).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("there is no file " + folder.resolve("none.csv"));
    assertThat(run("new", "pipeline", "ftp://host/a.csv")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("it is no http or https address");
  }

  private int make(String source, String... more) {
    List<String> arguments = new ArrayList<>(List.of("new", "pipeline", source, "--name", "shop/order"));
    arguments.addAll(List.of("--routes", folder.resolve("routes").toString(), "--contracts", folder.resolve("contracts").toString()));
    arguments.addAll(List.of("--inbox", folder.resolve("inbox").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private void lintsAndTests() {
    String contracts = "caravan.contracts=" + folder.resolve("contracts");
    assertThat(run("lint", "-p", contracts, folder.resolve("routes").toString(), folder.resolve("contracts").toString())).as(out::toString).isZero();
    assertThat(run("test", "-p", contracts, folder.resolve("routes").toString())).as(out::toString).isZero();
  }

  private int once() {
    String data = folder.resolve("data").toString();
    return run("run", "--once", "--data", data, "-p", "caravan.contracts=" + folder.resolve("contracts"), folder.resolve("routes/shop-order.camel.yaml").toString());
  }

  private String route() throws IOException {
    return Files.readString(folder.resolve("routes/shop-order.camel.yaml"));
  }

  private String test() throws IOException {
    return Files.readString(folder.resolve("routes/shop-order.test.yaml"));
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
