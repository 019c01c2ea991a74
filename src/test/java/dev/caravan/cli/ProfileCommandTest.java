package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void showsAFileInATerminal() throws IOException {
    Path file = Files.writeString(folder.resolve("people.csv"), "id,name,age\n1,Ana,31\n2,Bo,NA\n3,,40\n");

    assertThat(run("profile", file.toString(), "--na", "NA")).isZero();

    assertThat(out.toString())
        .contains("people.csv: 3 rows, 3 columns")
        .contains("key  id")
        .contains("2, 2 different; missing 33.3%: 1 empty")
        .contains("missing 33.3%: 1 not available")
        .contains("range     31 to 40, mean 35.5, deviation 6.36396")
        .contains("shapes    Aa ×1  Aaa ×1");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void writesJsonThatProgramsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("people.ndjson"), "{\"id\": 1, \"at\": \"2024-01-01\"}\n{\"id\": 2}\n");

    assertThat(run("profile", file.toString(), "--format", "json")).isZero();

    JsonNode profile = new ObjectMapper().readTree(out.toString());
    assertThat(profile.get("rows").asLong()).isEqualTo(2);
    assertThat(profile.get("columns").get(1).get("nulls").asLong()).isEqualTo(1);
    assertThat(profile.get("columns").get(1).get("kinds").get("DATE").asLong()).isEqualTo(1);
    assertThat(profile.get("keys").get(0).get("columns").get(0).asText()).isEqualTo("id");
  }

  @Test
  void writesOnePageWithoutAnythingFromOutsideAndWithoutMarkupFromTheData() throws IOException {
    Path file = Files.writeString(folder.resolve("odd.csv"), "\"<b>n\",v\n\"<script>alert(1)</script>\",1\n'\"& ,2\n");

    assertThat(run("profile", file.toString(), "--format", "html")).isZero();

    assertThat(out.toString())
        .startsWith("<!doctype html>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;").contains("&lt;b&gt;n").contains("<svg").contains("prefers-color-scheme:dark")
        .doesNotContain("<script").doesNotContain("http://").doesNotContain("https://").doesNotContain("src=").doesNotContain("@import");
  }

  @Test
  void saysWhatIsLeftOut() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.ndjson"), "{\"id\": 1}\n{\"id\": \n");

    assertThat(run("profile", file.toString())).isZero();

    assertThat(err.toString()).contains("1 of 2 records are not profiled: they cannot be read");
  }

  @Test
  void saysThatThereIsNeitherFileNorDataset() {
    assertThat(run("profile", "retail/orders", "--data", folder.resolve("data").toString())).isEqualTo(ExitCode.INVALID);

    assertThat(err.toString()).contains("'retail/orders' is neither a file nor a dataset").contains("[file.not-found]");
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
