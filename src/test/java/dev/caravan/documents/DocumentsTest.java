package dev.caravan.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.S3Server;
import dev.caravan.session.Likeness;
import dev.caravan.session.Session;
import dev.caravan.session.Shell;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documents show is so: each command is run, page by page and in order, and prints what is shown; each block
 * of YAML is clean to lint; each link leads somewhere. One page: {@code -Ddocuments=tutorial}.
 */
class DocumentsTest {
  private static final Path SHOWN_ERRORS = Path.of("docs/reference/errors.md");

  private static final String SANDBOX = "./caravan sandbox";

  /** How commands begin that are not run here, and why. */
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "./caravan crash-test", "takes minutes; CrashSuiteTest runs it",
          "./caravan demo", "takes half a minute; DemoCommandTest runs it",
          SANDBOX, "runs until it is stopped; its own test starts it",
          "./caravan run --routes routes", "runs until it is stopped; RunProcessTest does that",
          "mvn ", "it is what runs this");

  @TempDir private static Path place;
  private static Shell shell;
  private static EmbeddedPostgres postgres;
  private static S3Server s3;

  @BeforeAll
  static void open() throws IOException {
    shell = new Shell(place.resolve("shell"));
  }

  @AfterAll
  static void close() throws IOException {
    shell.close();
    if (postgres != null) {
      postgres.close();
    }
    if (s3 != null) {
      s3.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> eachPageDoesWhatItSays() throws IOException {
    String wanted = System.getProperty("documents", "");
    return pages().stream()
        .filter(page -> page.toString().contains(wanted))
        .map(page -> DynamicTest.dynamicTest(page.toString(), () -> check(Document.read(page))));
  }

  @Test
  void eachLinkLeadsSomewhere() throws IOException {
    Pattern link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    for (Path page : pages()) {
      Matcher matcher = link.matcher(Files.readString(page).replaceAll("(?s)```.*?```|`[^`\n]*`", ""));
      while (matcher.find()) {
        assertThat(page.resolveSibling(matcher.group(1))).as(page + " links to it").exists();
      }
    }
  }

  @Test
  void eachPageIsLinkedFromTheIndex() throws IOException {
    String index = Files.readString(Path.of("docs/index.md"));
    for (Path page : pages()) {
      if (page.startsWith("docs") && !page.startsWith("docs/decisions") && !page.endsWith("index.md")) {
        assertThat(index).as("docs/index.md").contains("(" + Path.of("docs").relativize(page) + ")");
      }
    }
    String decisions = Files.readString(Path.of("docs/decisions/README.md"));
    for (Path page : pages()) {
      if (page.startsWith("docs/decisions") && !page.endsWith("README.md")) {
        assertThat(decisions).as("docs/decisions/README.md").contains("(" + page.getFileName() + ")");
      }
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> own = Files.list(Path.of("."));
        Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> examples = Files.walk(Path.of("examples"))) {
      return Stream.of(own, docs, examples).flatMap(all -> all)
          .map(Path::normalize).filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static void check(Document page) throws Exception {
    shell.restart(List.of(Path.of("examples"), Path.of("kamelets"), Path.of("contracts")));
    for (Document.Block block : page.blocks()) {
      String where = page.file() + ":" + block.line();
      switch (block.language()) {
        case "sh" -> run(block.text(), where);
        // Errors are compared where they are provoked.
        case "console" -> {
          if (!page.file().equals(SHOWN_ERRORS)) {
            compare(block.text(), where);
          }
        }
        case "yaml" -> lint(block, page.file());
        case "properties" -> lint(block, page.file());
        case "json" -> new ObjectMapper().readTree(block.text());
        case "sql", "text", "java" -> assertThat(block.text()).as(where).isNotBlank();
        default -> throw new AssertionError(where + ": requires a language behind ```: sh, console, yaml, properties, json, sql, java or text, got '" + block.language() + "'");
      }
    }
  }

  private static void run(String script, String where) throws Exception {
    StringBuilder kept = new StringBuilder();
    for (String line : script.lines().toList()) {
      if (NOT_RUN.keySet().stream().noneMatch(line::startsWith)) {
        kept.append(line).append('\n');
      }
    }
    // It runs until it is stopped: its account runs in its place.
    String account = script.startsWith(SANDBOX) ? "netsuite-account\n" : "";
    Shell.Output output = shell.run(account + here(kept.toString()));
    assertThat(output.code()).as("%s\n%s", where, output.text()).isZero();
  }

  private static void compare(String text, String where) throws Exception {
    for (Session.Step step : Session.of(text).steps()) {
      String printed = shell.run(here(step.command())).text();
      assertThat(Likeness.alike(step.output(), printed)).as("%s: %s\nshown:\n%s\nseen:\n%s", where, step.command(), step.output(), printed).isTrue();
    }
  }

  // The addresses that the documents name, where a real service answers.
  private static String here(String script) throws IOException, SQLException {
    String here = script;
    if (here.contains("localhost:5432")) {
      here = here.replace("localhost:5432", "localhost:" + postgres());
    }
    if (here.contains("http://localhost:9000")) {
      if (s3 == null) {
        s3 = new S3Server(Files.createDirectories(place.resolve("s3"))).start();
      }
      here = here.replace("http://localhost:9000", s3.endpoint());
    }
    return here;
  }

  private static int postgres() throws IOException, SQLException {
    if (postgres == null) {
      postgres = EmbeddedPostgres.start();
      try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
        connection.createStatement().execute("CREATE USER caravan PASSWORD 'secret' SUPERUSER");
        connection.createStatement().execute("CREATE DATABASE shop OWNER caravan");
        connection.createStatement().execute("CREATE DATABASE ledger OWNER caravan");
      }
    }
    return postgres.getPort();
  }

  private static void lint(Document.Block block, Path page) throws IOException {
    String name = shell.folder().relativize(Blocks.write(block, shell.folder())).toString();
    Shell.Output output = shell.run("caravan lint " + name);
    assertThat(output.text()).as("%s:%s\n%s", page, block.line(), block.text()).isEqualToIgnoringWhitespace("No findings.");
  }
}
