package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetailGeneratorTest {
  @TempDir Path folder;

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    List<GeneratedFlow> first = new RetailGenerator(folder.resolve("a"), 5_000).generate();
    List<GeneratedFlow> second = new RetailGenerator(folder.resolve("b"), 5_000).generate();
    for (int i = 0; i < first.size(); i++) {
      for (int file = 0; file < first.get(i).files().size(); file++) {
        assertThat(second.get(i).files().get(file)).hasSameBinaryContentAs(first.get(i).files().get(file));
      }
    }
    List<GeneratedFlow> other = new RetailGenerator(folder.resolve("c"), 5_000, 7).generate();
    assertThat(Files.mismatch(other.get(4).files().get(0), first.get(4).files().get(0))).isNotNegative();
  }

  @Test
  void theCountsAreThoseOfTheFiles() throws IOException {
    List<GeneratedFlow> flows = new RetailGenerator(folder, 20_000).generate();
    assertThat(flows.stream().mapToLong(GeneratedFlow::records).sum()).isEqualTo(20_000);
    for (GeneratedFlow flow : flows) {
      long lines = 0;
      for (Path file : flow.files()) {
        lines += lines(file) - (file.toString().contains(".csv") ? 1 : 0);
      }
      assertThat(lines).as(flow.flow()).isEqualTo(flow.records());
      assertThat(flow.clean()).as(flow.flow()).isBetween(flow.records() * 9 / 10, flow.records() - 1);
    }
  }

  @Test
  void everyKindOfDirtIsPlanted() throws IOException {
    List<GeneratedFlow> flows = new RetailGenerator(folder, 50_000).generate();
    assertThat(flows.stream().flatMap(flow -> flow.dirt().keySet().stream())).contains(Dirt.values());
  }

  @Test
  void nothingHalfWrittenIsLeft() throws IOException {
    new RetailGenerator(folder, 1_000).generate();
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile)).allSatisfy(file -> assertThat(file.getFileName().toString()).doesNotStartWith("."));
    }
  }

  @Test
  void tooFewRecordsAreRefused() {
    assertThatThrownBy(() -> new RetailGenerator(folder, 10)).hasMessageContaining("requires 1000");
  }

  private static long lines(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.ISO_8859_1))) {
      return reader.lines().count();
    }
  }
}
